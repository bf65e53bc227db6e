import type { Db } from "#lib/db/client.ts";
import { DomainError, type ErrorCode } from "#lib/domain/errors.ts";
import { Json } from "#lib/domain/json.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { loadValue } from "#lib/ledger/large-values.ts";
import { startChild } from "#lib/services/runs/start-child.ts";
import { ToolError, type ChildEnd, type ChildRuns } from "#lib/tools/contract.ts";

/** What a tool is told when a run cannot be started. */
const CODES: Partial<Record<ErrorCode, string>> = {
  not_found: "no_such_plan",
  limit: "too_deep",
  forbidden: "beyond_manifest",
  invalid: "plan_faulty",
};

/**
 * The runs that a step may start as parts of itself.
 * @param idempotencyKey of the call: a repeat of it gets the run that it had started
 */
export function childRunsOf(db: Db, token: StepToken, idempotencyKey: string): ChildRuns {
  return {
    start: async (version) => {
      // An attempt that came to an end of its own has used up its run: the next one starts another.
      const [ended] = await db.$queryRaw<{ count: number }[]>`
        select count(*)::int as count from attempts a
        where a.workspace_id = ${token.workspaceId} and a.run_id = ${token.runId} and a.step_id = ${token.stepId}
          and a.attempt < ${token.attempt} and not leaves_calls(a)`;
      try {
        return await startChild(db, token, version, `${idempotencyKey}/${ended?.count ?? 0}`);
      } catch (cause) {
        const code = cause instanceof DomainError ? CODES[cause.code] : undefined;
        if (!(cause instanceof DomainError) || code === undefined) throw cause;
        const [first] = cause.issues;
        const message =
          first && cause.code === "invalid" ? `${cause.message} ${first.message}` : cause.message;
        throw new ToolError(code, message, { cause });
      }
    },
    end: (runId) => endOf(db, token.workspaceId, runId),
  };
}

/** How a run ended, with what its final steps gave; null while it goes on. */
async function endOf(db: Db, workspaceId: string, runId: string): Promise<ChildEnd | null> {
  const run = await db.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: { status: true, reason: true, version: { select: { graph: true } } },
  });
  if (!run) return { status: "aborted", reason: "It is not there any more.", outputs: {} };
  const status = RunStatus.parse(run.status);
  if (!isRunOver(status)) return null;
  const outputs: ChildEnd["outputs"] = {};
  if (status === "succeeded") {
    const { steps, dependencies } = PlanGraph.parse(run.version.graph);
    const read = new Set(dependencies.map(({ from }) => from));
    const last = steps.map(({ id }) => id).filter((id) => !read.has(id));
    const rows = await db.stepRun.findMany({
      where: { workspaceId, runId, stepId: { in: last } },
      select: { stepId: true, output: true },
    });
    const stored = new Map(rows.map((row) => [row.stepId, row.output]));
    for (const id of last) {
      outputs[id] = await loadValue(db, { workspaceId, runId }, Json.parse(stored.get(id) ?? null));
    }
  }
  return { status, reason: run.reason, outputs };
}
