import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { NewEvent, Topic } from "#lib/domain/event.ts";
import { RunStatus } from "#lib/domain/run.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import { countLive, countUndone, decideRun, type StepCounts } from "#lib/engine/decide-run.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { countSteps } from "./count-steps.ts";
import { INBOX, runTopic, type RunKey } from "./keys.ts";
import { parentState, PAUSED, setPausedWithParent } from "./parent-state.ts";
import { runSettings } from "./run-settings.ts";
import { setRunStatus } from "./set-run-status.ts";
import { stepViews } from "./step-views.ts";
import { LEDGER_TRANSACTION } from "./transaction.ts";

/** A run whose row is locked for the length of one change. */
export type OpenRun = RunKey & {
  readonly tx: Tx;
  readonly status: RunStatus;
  readonly planId: string;
  readonly versionNumber: number;
  /** Notes that a step changed; its view is written as an event at the end, with `what` as the words for it. */
  stepChanged: (stepId: string, what: string) => void;
  /** Adds an event after those of the changed steps. */
  emit: (body: NewEvent) => void;
  /** Puts the run into another state, unless it is there already. */
  setStatus: (status: RunStatus, reason: string | null) => Promise<void>;
  /** Has the run's own state decided at the end, though nothing else may have changed. */
  decide: () => void;
};

/**
 * The frame of every change to a run but those of the hot path: locks its row first (the lock order), lets `work` change steps,
 * then counts them and decides under the same lock whether the run itself goes on, ends, stalls or reopens, appends the events,
 * commits, and tells the readers. When `work` changes nothing, nothing is written.
 * @param also other runs that `work` writes to, whose rows are locked with this one's, in the lock order
 * @throws DomainError `not_found` when the workspace has no such run
 */
export async function changeRun<T>(
  db: Db,
  key: RunKey,
  work: (run: OpenRun) => Promise<T>,
  also: readonly string[] = [],
): Promise<T> {
  let told: Topic[] = [];
  const result = await db.$transaction(async (tx) => {
    const outcome = await changeLockedRun(tx, key, work, also);
    told = outcome.told;
    return outcome.result;
  }, LEDGER_TRANSACTION);
  if (told.length > 0) announce(db, key.workspaceId, told);
  return result;
}

const Row = z.object({
  id: z.string(),
  status: RunStatus,
  planId: z.string(),
  versionNumber: z.number(),
  undone: z.number(),
  live: z.number(),
});

async function changeLockedRun<T>(
  tx: Tx,
  key: RunKey,
  work: (run: OpenRun) => Promise<T>,
  also: readonly string[],
): Promise<{ result: T; told: Topic[] }> {
  const rows = await tx.$queryRaw`
    select id, status, plan_id as "planId", version_number as "versionNumber", undone, live from runs
    where workspace_id = ${key.workspaceId} and id = any(${[key.runId, ...also]}::text[])
    order by id
    for no key update`;
  const row = z
    .array(Row)
    .parse(rows)
    .find(({ id }) => id === key.runId);
  if (!row) throw new DomainError("not_found", "There is no such run.");

  let status = row.status;
  let decides = false;
  const changed = new Map<string, string>();
  const bodies: NewEvent[] = [];
  const statusBodies: NewEvent[] = [];
  const setStatus = async (next: RunStatus, reason: string | null) => {
    if (next === status) return;
    status = next;
    statusBodies.push(await setRunStatus(tx, key, next, reason));
  };
  const result = await work({
    ...key,
    tx,
    status,
    planId: row.planId,
    versionNumber: row.versionNumber,
    stepChanged: (stepId, what) => void changed.set(stepId, what),
    emit: (body) => void bodies.push(body),
    setStatus,
    decide: () => void (decides = true),
  });
  if (!decides && changed.size + bodies.length + statusBodies.length === 0) return { result, told: [] };

  // Under the run's lock and in a new statement: two last steps that end at once each see the other's end or wait for it.
  const counts = await countSteps(tx, key);
  const [undone, live] = [countUndone(counts), countLive(counts)];
  // The hot path keeps these by adding and subtracting; here they are counted anew.
  if (undone !== row.undone || live !== row.live) {
    await tx.$executeRaw`
      update runs set undone = ${undone}, live = ${live} where workspace_id = ${key.workspaceId} and id = ${key.runId}`;
  }
  const decision = decideRun(status, counts, await onStall(tx, key, status, counts));
  if (decision) await setStatus(decision.status, decision.reason);
  if (decision?.status === "running" && PAUSED.includes((await parentState(tx, key))?.status ?? "running")) {
    // A person has set it going again while the run above it is paused: it waits with that.
    await setPausedWithParent(tx, key, true);
    await setStatus("pausing", null);
    const quiet = decideRun("pausing", counts);
    if (quiet) await setStatus(quiet.status, quiet.reason);
  }
  if (changed.size + bodies.length + statusBodies.length === 0) return { result, told: [] };

  const views = new Map((await stepViews(tx, key, [...changed.keys()])).map((view) => [view.stepId, view]));
  const stepBodies = [...changed].flatMap(([stepId, what]): NewEvent[] => {
    const step = views.get(stepId);
    return step ? [{ type: "step.changed", step, what }] : [];
  });
  const { workspaceId } = key;
  // What concerns people outside the run too; of several topics the alphabetically first one is locked first.
  const forAll = bodies.filter(({ type }) => type.startsWith("approval."));
  if (forAll.length > 0) await appendEvents(tx, { workspaceId, topic: INBOX, bodies: forAll });
  const topic = runTopic(key.runId);
  await appendEvents(tx, { workspaceId, topic, bodies: [...stepBodies, ...bodies, ...statusBodies] });
  return { result, told: forAll.length > 0 ? [INBOX, topic] : [topic] };
}

/** What the workspace wants when nothing can go on; looked up only when it matters. */
async function onStall(
  tx: Tx,
  { workspaceId }: RunKey,
  status: RunStatus,
  counts: StepCounts,
): Promise<RunSettings["onStall"]> {
  const stalls = decideRun(status, counts, "fail")?.status === "failed";
  return stalls ? (await runSettings(tx, workspaceId)).onStall : "ask";
}
