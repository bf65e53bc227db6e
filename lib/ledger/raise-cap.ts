import { RaisedCaps, type SpendStop } from "#lib/domain/spend.ts";
import type { OpenRun } from "./change-run.ts";

/**
 * Raises the spend cap of a run, of one that it is a part of, or of a step in it, that a call was stopped at; or lets the run ask a model
 * whose price nobody knows. A cap that was raised higher already stays so.
 * @param to what it is raised to; null where there is no number
 */
export async function raiseCap(
  run: OpenRun,
  stepId: string,
  stop: SpendStop,
  to: number | null,
): Promise<void> {
  const { tx, workspaceId } = run;
  const runId = stop.why === "cap" && stop.above ? stop.above.runId : run.runId;
  const [row] = await tx.$queryRaw<{ raised: unknown; ofStep: string }[]>`
    select r.raised, coalesce(s.map_step, s.step_id) as "ofStep" from runs r
    join step_runs s on s.workspace_id = r.workspace_id and s.run_id = ${run.runId} and s.step_id = ${stepId}
    where r.workspace_id = ${workspaceId} and r.id = ${runId}
    for no key update of r`;
  if (!row) return;
  const raised = RaisedCaps.parse(row.raised ?? {});
  if (stop.why === "unknown_price") {
    raised.models = [...new Set([...raised.models, stop.model])];
  } else if (to !== null) {
    const caps = stop.scope === "run" ? raised.run : (raised.steps[row.ofStep] ??= {});
    caps[stop.quantity] = Math.max(to, caps[stop.quantity] ?? 0);
  }
  await tx.$executeRaw`
    update runs set raised = ${JSON.stringify(raised)}::jsonb where workspace_id = ${workspaceId} and id = ${runId}`;
}
