import type { Db, Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { EventBody } from "#lib/domain/event.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { decideRun } from "#lib/engine/decide-run.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { countSteps } from "./count-steps.ts";
import { runTopic, type RunKey } from "./keys.ts";
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
  emit: (body: EventBody) => void;
  /** Puts the run into another state, unless it is there already. */
  setStatus: (status: RunStatus, reason: string | null) => Promise<void>;
};

/**
 * The frame of every change to a run: locks its row first (the lock order), lets `work` change steps, then decides under the
 * same lock whether the run itself goes on, ends, stalls or reopens, appends the events, commits, and tells the readers.
 * When `work` changes nothing, nothing is written.
 * @throws DomainError `not_found` when the workspace has no such run
 */
export async function changeRun<T>(db: Db, key: RunKey, work: (run: OpenRun) => Promise<T>): Promise<T> {
  let told = false;
  const result = await db.$transaction(async (tx) => {
    const outcome = await changeLockedRun(tx, key, work);
    told = outcome.told;
    return outcome.result;
  }, LEDGER_TRANSACTION);
  if (told) announce(db, key.workspaceId, [runTopic(key.runId)]);
  return result;
}

async function changeLockedRun<T>(
  tx: Tx,
  key: RunKey,
  work: (run: OpenRun) => Promise<T>,
): Promise<{ result: T; told: boolean }> {
  const [row] = await tx.$queryRaw<{ status: string; plan_id: string; version_number: number }[]>`
    select status, plan_id, version_number from runs
    where workspace_id = ${key.workspaceId} and id = ${key.runId}
    for no key update`;
  if (!row) throw new DomainError("not_found", "There is no such run.");

  let status = RunStatus.parse(row.status);
  const changed = new Map<string, string>();
  const bodies: EventBody[] = [];
  const statusBodies: EventBody[] = [];
  const setStatus = async (next: RunStatus, reason: string | null) => {
    if (next === status) return;
    status = next;
    statusBodies.push(await setRunStatus(tx, key, next, reason));
  };
  const result = await work({
    ...key,
    tx,
    status,
    planId: row.plan_id,
    versionNumber: row.version_number,
    stepChanged: (stepId, what) => void changed.set(stepId, what),
    emit: (body) => void bodies.push(body),
    setStatus,
  });
  if (changed.size + bodies.length + statusBodies.length === 0) return { result, told: false };

  // Under the run's lock and in a new statement: two last steps that end at once each see the other's end or wait for it.
  const decision = decideRun(status, await countSteps(tx, key));
  if (decision) await setStatus(decision.status, decision.reason);

  const views = new Map((await stepViews(tx, key, [...changed.keys()])).map((view) => [view.stepId, view]));
  const stepBodies = [...changed].flatMap(([stepId, what]): EventBody[] => {
    const step = views.get(stepId);
    return step ? [{ type: "step.changed", step, what }] : [];
  });
  await appendEvents(tx, {
    workspaceId: key.workspaceId,
    topic: runTopic(key.runId),
    bodies: [...stepBodies, ...bodies, ...statusBodies],
  });
  return { result, told: true };
}
