import { z } from "zod";
import { checkPlanDocument, PlanDocument } from "#lib/domain/document.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { readDocument } from "./documents/read-document.ts";

/** `text`: what exportPlan gave, here or elsewhere; it is not trusted. */
export const ImportPlanInput = z.object({ text: z.string() });

/**
 * Makes a plan from a file. Nothing is started, fetched or planned by it: it stands as a draft for a person to look at, and what this
 * installation lacks for it are findings of the plan.
 * @throws DomainError `invalid` for what is no plan, each issue with its place in the document after "text"
 */
export async function importPlan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ImportPlanInput>;
}): Promise<{ planId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { title, goal, graph } = readDocument(parseInput(ImportPlanInput, input).text, {
    what: "plan",
    schema: PlanDocument,
    check: checkPlanDocument,
  });
  const planId = newId();
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  await ctx.db.plan.create({
    data: {
      workspaceId,
      id: planId,
      title: title.trim() || "Imported plan",
      goal,
      status: "draft",
      draft: graph,
      createdBy,
    },
  });
  return { planId };
}
