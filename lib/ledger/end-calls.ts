import type { CallOutcome, EndedCall } from "#lib/domain/call.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { callKey } from "./call-key.ts";
import type { OpenRun } from "./change-run.ts";
import type { StepToken } from "./keys.ts";
import { insertParts, storeValue } from "./large-values.ts";
import { storable, storableText } from "./stored.ts";

/**
 * Records the calls whose end comes with the end of their attempt, and adds their cost to the step's.
 * @param output the step's, which is the result of the one that had begun
 */
export async function endCalls(
  run: OpenRun,
  token: StepToken,
  calls: readonly EndedCall[],
  output: Json,
): Promise<void> {
  let cost = 0;
  for (const call of calls) {
    const outcome: CallOutcome =
      call.kind === "local"
        ? call.outcome
        : { status: "succeeded", output, summary: call.summary, costMicros: call.costMicros };
    const succeeded = outcome.status === "succeeded";
    if (succeeded) cost += outcome.costMicros;
    const told = call.kind === "begun" ? await endBegun(run, token, call.callId, outcome) : call;
    if (call.kind === "local") await insertLocal(run, token, call, outcome);
    if (!told) continue;
    run.emit({
      type: "tool.called",
      stepId: token.stepId,
      attempt: token.attempt,
      call: told.call,
      tool: told.tool,
      status: outcome.status,
      message: storableText(succeeded ? outcome.summary : outcome.error.message),
    } satisfies NewEvent);
  }
  const last = calls.at(-1);
  const local = last?.kind === "local" ? last : null;
  await run.tx.$executeRaw`
    update step_runs s set cost_micros = s.cost_micros + ${cost}, tool = coalesce(${local?.tool ?? null}, s.tool),
      fallback = case when ${local !== null}::boolean then ${local && local.call > 0 ? local.call - 1 : null}::int
        else s.fallback end,
      input = coalesce(${local && (await written(run, token.stepId, local.args))}::jsonb, s.input)
    where s.workspace_id = ${token.workspaceId} and s.run_id = ${token.runId} and s.step_id = ${token.stepId}`;
}

async function endBegun(
  run: OpenRun,
  { stepId }: StepToken,
  callId: string,
  outcome: CallOutcome,
): Promise<{ call: number; tool: string } | undefined> {
  const { result, summary, error, cost } = await columns(run, stepId, outcome);
  const [row] = await run.tx.$queryRaw<{ call: number; tool: string }[]>`
    update tool_calls
    set status = ${outcome.status}, result = ${result}::jsonb, summary = ${summary}, error = ${error}::jsonb,
      cost_micros = ${cost}, finished_at = clock_timestamp()
    where workspace_id = ${run.workspaceId} and id = ${callId} and status = 'started'
    returning call, tool`;
  return row;
}

async function insertLocal(
  run: OpenRun,
  token: StepToken,
  call: Extract<EndedCall, { kind: "local" }>,
  outcome: CallOutcome,
): Promise<void> {
  const { result, summary, error, cost } = await columns(run, token.stepId, outcome);
  const args = await written(run, token.stepId, call.args);
  await run.tx.$executeRaw`
    insert into tool_calls (workspace_id, id, run_id, step_id, attempt, call, idempotency_key, tool, tool_version,
      side_effect, status, args, result, summary, error, cost_micros, started_at, finished_at)
    values (${token.workspaceId}, ${newId()}, ${token.runId}, ${token.stepId}, ${token.attempt}, ${call.call},
      ${callKey(token, call)}, ${call.tool}, ${call.toolVersion}, ${call.sideEffect}, ${outcome.status},
      ${args}::jsonb, ${result}::jsonb, ${summary}, ${error}::jsonb, ${cost}, clock_timestamp(),
      clock_timestamp())`;
}

async function columns(run: OpenRun, stepId: string, outcome: CallOutcome) {
  return outcome.status === "succeeded"
    ? {
        result: await written(run, stepId, outcome.output),
        summary: storableText(outcome.summary),
        error: null,
        cost: outcome.costMicros,
      }
    : { result: null, summary: null, error: storable(outcome.error), cost: 0 };
}

/** The JSON text for a column; what is large is written apart. */
async function written(run: OpenRun, stepId: string, value: Json): Promise<string | null> {
  const { json, large } = storeValue(stepId, value);
  if (large) await insertParts(run.tx, run, large);
  return json;
}
