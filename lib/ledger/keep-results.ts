import type { OpenRun } from "./change-run.ts";

/**
 * Copies steps' outputs to the calls that gave them, which are without a result of their own for as long as it is their step's
 * output. To be called before the outputs are changed or taken away.
 */
export async function keepResults(run: OpenRun, stepIds: readonly string[]): Promise<void> {
  await run.tx.$executeRaw`
    update tool_calls c set result = s.output
    from step_runs s
    where s.workspace_id = ${run.workspaceId} and s.run_id = ${run.runId} and s.step_id = any(${stepIds}::text[])
      and s.output is not null and s.corrected is null
      and c.workspace_id = s.workspace_id and c.run_id = s.run_id and c.step_id = s.step_id and c.attempt = s.attempt
      and c.status = 'succeeded' and c.result is null`;
}
