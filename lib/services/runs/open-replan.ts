import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import type { EventBody } from "#lib/domain/event.ts";
import { type Id, newId } from "#lib/domain/ids.ts";
import type { ReplanCause } from "#lib/domain/replan.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { replanView } from "#lib/ledger/replan-view.ts";
import { REPLANNING_JOB } from "../record-replan.ts";

/** Why a replan is asked for, what a person wrote about it (or nothing), and the question of another replan that this answers. */
export type ReplanWish = {
  cause: ReplanCause;
  note: string;
  answers: { replanId: string; question: string } | null;
  createdBy: string;
};

/**
 * Asks the planner for a replan of a run whose row the caller has locked. A replan that was still being made or waited for a
 * decision becomes void: there is one at a time.
 * @returns its id, and the events that tell of it
 */
export async function openReplan(
  tx: Tx,
  { workspaceId, runId, versionNumber }: RunKey & { versionNumber: number },
  { cause, note, answers, createdBy }: ReplanWish,
): Promise<{ replanId: Id; bodies: EventBody[] }> {
  const replanId = newId();
  const open = await tx.replan.findMany({
    where: { workspaceId, runId, status: { in: ["planning", "proposed", "asked"] } },
    orderBy: { createdAt: "asc" },
  });
  const replaced = [];
  for (const { id } of open) {
    const status = id === answers?.replanId ? "answered" : "void";
    const where = { workspaceId_id: { workspaceId, id } };
    replaced.push(await tx.replan.update({ where, data: { status } }));
  }
  const replan = await tx.replan.create({
    data: {
      workspaceId,
      id: replanId,
      runId,
      status: "planning",
      cause,
      note,
      question: answers?.question ?? null,
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
  const bodies = [...replaced, replan].map((row) => ({
    type: "replan.changed" as const,
    replan: replanView(row),
  }));
  return { replanId, bodies };
}

/** Asks for a replan that no person wants, within a change of its run. @returns the events that tell of it */
export async function openUnaskedReplan(run: OpenRun, cause: ReplanCause): Promise<EventBody[]> {
  const wish = { cause, note: "", answers: null, createdBy: "system" };
  return (await openReplan(run.tx, run, wish)).bodies;
}
