import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import type { EventBody } from "#lib/domain/event.ts";
import { type Id, newId } from "#lib/domain/ids.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { REPLANNING_JOB } from "../record-replan.ts";
import { replanView } from "./replan-view.ts";

/**
 * Asks the planner for a replan of a run whose row the caller has locked. A replan that was still being made or waited for a
 * decision becomes void: there is one at a time.
 * @returns its id, and the events that tell of it
 */
export async function openReplan(
  tx: Tx,
  { workspaceId, runId, versionNumber }: RunKey & { versionNumber: number },
  { note, createdBy }: { note: string; createdBy: string },
): Promise<{ replanId: Id; bodies: EventBody[] }> {
  const replanId = newId();
  const open = { workspaceId, runId, status: { in: ["planning", "proposed"] } };
  const replaced = await tx.replan.findMany({ where: open, orderBy: { createdAt: "asc" } });
  await tx.replan.updateMany({ where: open, data: { status: "void" } });
  const replan = await tx.replan.create({
    data: {
      workspaceId,
      id: replanId,
      runId,
      status: "planning",
      note,
      baseVersion: versionNumber,
      createdBy,
    },
  });
  await enqueue(
    tx,
    "propose-replan",
    { workspaceId, runId, replanId },
    { key: `propose-replan:${replanId}`, maxAttempts: REPLANNING_JOB.maxAttempts },
  );
  const bodies: EventBody[] = [
    ...replaced.map((row) => ({
      type: "replan.changed" as const,
      replan: replanView({ ...row, status: "void" }),
    })),
    { type: "replan.changed", replan: replanView(replan) },
  ];
  return { replanId, bodies };
}
