import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { READING_MCP_JOB } from "#lib/services/mcp/begin-reading.ts";
import { failMcpServer, recordMcpServer } from "#lib/services/record-mcp-server.ts";
import { systemContext, withTries, type JobDeps, type JobRun } from "./job.ts";

/** What a person reads when a server's tools could not be read for a reason of ours. */
export const MCP_READING_FAILED =
  "Its tools could not be read, though it was tried several times. Try again; if that does not help, the server's log says why.";

/** The job "read-mcp-server": reads which tools a server offers. Safe to repeat at any point. */
export async function readMcpServerJob(deps: JobDeps, payload: unknown, run: JobRun): Promise<void> {
  const { workspaceId, ...input } = JOB_PAYLOADS["read-mcp-server"].parse(payload);
  const ctx = systemContext(deps, workspaceId);
  const signal = run.abortSignal ?? new AbortController().signal;
  await withTries(deps, run, {
    tries: READING_MCP_JOB.tries,
    work: async () => {
      if (deps.mcp) await recordMcpServer({ ctx, input, means: { ...deps.mcp, signal } });
      else await failMcpServer(ctx, input, "This worker reads no MCP servers.");
    },
    giveUp: async () => {
      await failMcpServer(ctx, input, MCP_READING_FAILED);
    },
  });
}
