import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Id } from "#lib/domain/ids.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { Step } from "#lib/domain/step.ts";
import { PLAIN, requires } from "#lib/domain/plain-step.ts";
import { SideEffect } from "#lib/domain/tool.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";
import { loadValue } from "./large-values.ts";
import { storable } from "./stored.ts";

/** A call that an aborted run made and that succeeded, with what it was given and gave. */
export type MadeCall = {
  id: string;
  stepId: string;
  tool: string;
  sideEffect: SideEffect;
  args: JsonObject;
  output: Json;
};

/** What would undo a call: a step's worth of work, and a sentence that says what it does. */
export type Undoing = Pick<Step, "tool" | "args" | "timeoutSeconds" | "retry"> & { says: string };

/** Runs that were aborted and of which nobody has worked out yet what can be undone. */
export async function runsToOfferUndo(db: Db): Promise<RunKey[]> {
  const rows = await db.$queryRaw`
    select workspace_id as "workspaceId", id as "runId" from runs
    where status = 'aborted' and undo_offered_at is null
    order by workspace_id, id
    limit 20`;
  return z.array(z.object({ workspaceId: z.string(), runId: z.string() })).parse(rows);
}

const Row = z.object({
  id: Id,
  stepId: z.string(),
  title: z.string(),
  tool: z.string(),
  sideEffect: SideEffect,
  args: JsonObject,
  output: Json.nullable(),
});

/**
 * Offers to undo what an aborted run has done outside: for each call that succeeded and can be undone a step that waits for a
 * person's approval, the last call first. Done once for a run.
 * @param undoOf says what undoes a call, or null
 * @param toolVersions hashes of the tools as they are now
 * @returns how many calls can be undone
 */
export async function offerUndo(
  db: Db,
  key: RunKey,
  undoOf: (call: MadeCall) => Undoing | null,
  toolVersions: ReadonlyMap<string, string>,
): Promise<number> {
  return changeRun(db, key, async (run) => {
    const taken = await run.tx.$executeRaw`
      update runs set undo_offered_at = clock_timestamp()
      where workspace_id = ${key.workspaceId} and id = ${key.runId} and status = 'aborted' and undo_offered_at is null`;
    if (taken === 0) return 0;
    const offers: (Undoing & { callId: string; stepId: string; title: string })[] = [];
    for (const { title, ...call } of await madeCalls(run)) {
      const undoing = undoOf(call);
      if (undoing) offers.push({ ...undoing, callId: call.id, stepId: call.stepId, title });
    }
    if (offers.length === 0) return 0;
    await insertOffers(run, offers);
    // Their arguments are what the tools say now, so as they are now the tools are used.
    const pinned = offers.flatMap(({ tool }) => {
      const version = toolVersions.get(tool);
      return version === undefined ? [] : [[tool, version] as const];
    });
    await run.tx.$executeRaw`
      update runs set tool_versions = tool_versions || ${JSON.stringify(Object.fromEntries(pinned))}::jsonb
      where workspace_id = ${key.workspaceId} and id = ${key.runId}`;
    return offers.length;
  });
}

/** Calls that changed something outside and succeeded, the last to end first. */
async function madeCalls(run: OpenRun): Promise<(MadeCall & { title: string })[]> {
  // While a call's result is its step's output, only that is kept.
  const rows = await run.tx.$queryRaw`
    select c.id, c.step_id as "stepId", s.step->>'title' as title, c.tool, c.side_effect as "sideEffect", c.args,
      coalesce(c.result, case when c.attempt = s.attempt and s.corrected is null then s.output end) as output
    from tool_calls c
    join step_runs s on s.workspace_id = c.workspace_id and s.run_id = c.run_id and s.step_id = c.step_id
    where c.workspace_id = ${run.workspaceId} and c.run_id = ${run.runId} and c.status = 'succeeded'
      and c.side_effect in ('once', 'idempotent') and s.undoes is null
    order by c.finished_at desc, c.id desc`;
  const calls: (MadeCall & { title: string })[] = [];
  for (const row of z.array(Row).parse(rows)) {
    const args = JsonObject.parse(await loadValue(run.tx, run, row.args));
    calls.push({ ...row, args, output: await loadValue(run.tx, run, row.output) });
  }
  return calls;
}

async function insertOffers(
  run: OpenRun,
  offers: readonly (Undoing & { callId: string; stepId: string; title: string })[],
): Promise<void> {
  const { tx, workspaceId, runId } = run;
  const names = await tx.stepRun.findMany({ where: { workspaceId, runId }, select: { stepId: true } });
  const known = new Set(names.map(({ stepId }) => stepId));
  let number = 0;
  const rows = offers.map(({ says, callId, stepId, title, ...work }, place) => {
    do number++;
    while (known.has(`undo-${number}`));
    const id = `undo-${number}`;
    const step: Step = {
      ...work,
      id,
      title: `Undo: ${title}`,
      instruction: says,
      kind: "tool",
      fallbacks: [],
      doneCondition: requires(),
      optional: false,
      ...PLAIN,
    };
    return { id, step, undoes: { callId, stepId, says, place } };
  });
  await tx.$executeRaw`
    insert into step_runs (workspace_id, run_id, step_id, step, status, waiting_for, pending, own_tool, tool, undoes)
    select ${workspaceId}, ${runId}, offer.id, offer.step, 'waiting', 'approval', 0, offer.step->>'tool', offer.step->>'tool',
      offer.undoes
    from jsonb_to_recordset(${storable(rows)}::jsonb) as offer(id text, step jsonb, undoes jsonb)
    order by offer.id`;
  for (const { id } of rows) run.stepChanged(id, "Can be undone");
}

/** Restores what storing escaped, for whoever shows the arguments of an undoing. */
export function undoArguments(step: Step): JsonObject {
  const values = Object.entries(step.args).map(([name, argument]): [string, Json] => [
    name,
    argument.kind === "literal" ? argument.value : null,
  ]);
  const args: JsonObject = Object.fromEntries(values);
  return JsonObject.parse(restoreUnstorable(args));
}
