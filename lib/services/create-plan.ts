import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalText, PlanningMode } from "#lib/domain/goal.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import { DocumentInput } from "#lib/domain/knowledge.ts";
import { freeName } from "#lib/knowledge/free-name.ts";
import { contentHash, ingestDocument } from "#lib/knowledge/ingest-document.ts";
import { BrokenCsv } from "#lib/knowledge/parse-csv.ts";
import { announce } from "#lib/events/announce.ts";
import { analyseGoal, titleOfGoal } from "#lib/planner/goal/analyse-goal.ts";
import { queuePlanning } from "./plans/queue-planning.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { askForVectors, KNOWLEDGE_TOPIC, tellOfDocuments } from "./knowledge/tell-of-documents.ts";

/** Most files that may come with a goal. */
const MOST_FILES = 5;

/** `attachments`: files that come with the goal; they are kept as documents of the workspace. */
export const CreatePlanInput = z.object({
  goal: GoalText,
  mode: PlanningMode.default("at_once"),
  attachments: z
    .array(DocumentInput)
    .max(MOST_FILES, `A goal can have ${MOST_FILES} files at most.`)
    .default([]),
});

/** The largest document makes some thousand chunks, which take seconds to index on a slow machine. */
const TIMEOUT_MS = 60_000;

/**
 * Makes a plan for a goal and puts the planner to work on it; returns before the planner begins. Plan and job are written
 * together: neither exists without the other.
 * @throws DomainError `invalid` with the issue at ["goal"] or ["attachments"], `forbidden`
 */
export async function createPlan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof CreatePlanInput>;
}): Promise<{ planId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { goal, mode, attachments } = parseInput(CreatePlanInput, input);
  const planId = newId();
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  const write = async (tx: Tx) => {
    await tx.plan.create({
      data: {
        workspaceId,
        id: planId,
        title: provisionalTitle(goal),
        goal,
        status: "planning",
        mode,
        attachments: await keepAttachments(tx, { workspaceId, createdBy }, attachments),
        draft: { steps: [], dependencies: [] },
        createdBy,
      },
    });
    await queuePlanning(tx, { workspaceId, planId, choice: null });
  };
  try {
    await ctx.db.$transaction(write, attachments.length > 0 ? { timeout: TIMEOUT_MS } : {});
  } catch (error) {
    if (!(error instanceof BrokenCsv)) throw error;
    const issues = [{ path: ["attachments"], message: error.message }];
    throw new DomainError("invalid", error.message, { issues, cause: error });
  }
  announce(ctx.db, workspaceId, [`plan:${planId}`, KNOWLEDGE_TOPIC]);
  return { planId };
}

/** Stores the files as documents; one whose name another document has gets a name of its own. @returns their ids */
async function keepAttachments(
  tx: Tx,
  by: { workspaceId: string; createdBy: string },
  attachments: readonly DocumentInput[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const document of attachments) {
    const name = await freeName(tx, by.workspaceId, document.name, contentHash(document.content));
    const { documentId } = await ingestDocument(tx, {
      ...by,
      sample: false,
      document: { ...document, name },
    });
    ids.push(documentId);
  }
  if (ids.length > 0) await askForVectors(tx, by.workspaceId);
  await tellOfDocuments(tx, by.workspaceId, ids);
  return ids;
}

/** The title is short, so the goal's beginning is enough to find it; the planner sets it again once it has read all of it. */
function provisionalTitle(goal: string): string {
  return titleOfGoal(analyseGoal(goal.slice(0, 600).toWellFormed(), new Date().toISOString().slice(0, 10)));
}
