import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { Replan } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import type { Id } from "#lib/domain/ids.ts";
import { ReplanCause } from "#lib/domain/replan.ts";
import { prose } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { openReplan } from "./runs/open-replan.ts";
import { noReplan } from "./runs/find-replan.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";

/**
 * `note`: what the person wants changed; empty lets the planner mend what failed. `answers`: the replan whose question the note
 * answers.
 */
export const RequestReplanInput = z
  .object({ runId: z.string(), note: prose("The note", 4_000), answers: z.string().nullable().default(null) })
  .refine(({ note, answers }) => answers === null || note.trim() !== "", {
    path: ["note"],
    message: "Write an answer.",
  });

const OPEN_RUN = ["queued", "running", "pausing", "paused", "needs_attention"];

/**
 * Asks the planner for a patch over what has not started in a run. A replan that was still being made or waited for a
 * decision becomes void: there is one at a time.
 * @throws DomainError `not_found`; `conflict` when the run has ended, or the question no longer waits for an answer; `invalid` at ["note"]
 */
export async function requestReplan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RequestReplanInput>;
}): Promise<{ replanId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { runId, note, answers } = parseInput(RequestReplanInput, input);
  toRunKey(workspaceId, runId);
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  const asked = await ctx.db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ status: string; version_number: number }[]>`
      select status, version_number from runs
      where workspace_id = ${workspaceId} and id = ${runId} for no key update`;
    const run = rows[0];
    if (run === undefined) throw noRun();
    if (!OPEN_RUN.includes(run.status)) {
      throw new DomainError(
        "conflict",
        "This run has ended, so there is nothing left to replan. Start a new run.",
      );
    }
    const key = { workspaceId, runId, versionNumber: run.version_number };
    const asked = answers === null ? null : await findAsked(tx, key, answers);
    const cause = asked ? ReplanCause.parse(asked.cause) : { kind: "request" as const };
    const question = asked && { replanId: asked.id, question: asked.explanation ?? "" };
    const wish = { cause, note, answers: question, createdBy };
    const { replanId, bodies } = await openReplan(tx, key, wish);
    await appendEvents(tx, { workspaceId, topic: runTopic(runId), bodies });
    return { replanId };
  });
  announce(ctx.db, workspaceId, [runTopic(runId)]);
  return asked;
}

/** The replan that waits for an answer. */
async function findAsked(tx: Tx, { workspaceId, runId }: RunKey, replanId: string): Promise<Replan> {
  const replan = await tx.replan.findFirst({ where: { workspaceId, runId, id: replanId } });
  if (!replan) throw noReplan();
  if (replan.status === "asked") return replan;
  throw new DomainError("conflict", "This question does not wait for an answer any more.");
}
