import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { RunStatus } from "#lib/domain/run.ts";
import type { RunKey } from "./keys.ts";

/** In these states a run starts nothing, and neither do the runs below it. */
export const PAUSED: readonly RunStatus[] = ["pausing", "paused"];

const Above = z.object({ number: z.number(), status: RunStatus, pausedWithParent: z.boolean() });

/** The run whose step started this one, and whether this one was paused with it; null: no run did. */
export async function parentState(
  tx: Tx,
  { workspaceId, runId }: Pick<RunKey, "workspaceId" | "runId">,
): Promise<z.infer<typeof Above> | null> {
  const rows = await tx.$queryRaw`
    select above.number, above.status, r.paused_with_parent as "pausedWithParent"
    from runs r join runs above on above.workspace_id = r.workspace_id and above.id = r.parent_run
    where r.workspace_id = ${workspaceId} and r.id = ${runId}`;
  return z.array(Above).parse(rows)[0] ?? null;
}

/** Remembers whether a run, whose row is locked, is paused because the one above it is. */
export async function setPausedWithParent(
  tx: Tx,
  { workspaceId, runId }: Pick<RunKey, "workspaceId" | "runId">,
  value: boolean,
): Promise<void> {
  await tx.$executeRaw`
    update runs set paused_with_parent = ${value}
    where workspace_id = ${workspaceId} and id = ${runId} and paused_with_parent <> ${value}`;
}
