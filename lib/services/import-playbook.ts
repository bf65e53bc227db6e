import { z } from "zod";
import { checkPlaybook } from "#lib/domain/check-playbook.ts";
import { parseInput } from "#lib/domain/errors.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Id } from "#lib/domain/ids.ts";
import { PlaybookDocument } from "#lib/domain/playbook.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { documentFault, readDocument } from "./documents/read-document.ts";
import { insertPlaybook } from "./playbooks/insert-playbook.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

/** `text`: what exportPlaybook gave, here or elsewhere; it is not trusted. */
export const ImportPlaybookInput = z.object({ text: z.string() });

const MOST_NAMES = 1_000;
const MOST_FINDINGS = 100;

/**
 * Takes a playbook from a file. It gets an id of its own, and a name that is taken gets " (2)". Nothing is started, and what its plan
 * needs and this installation lacks is reported, not refused.
 * @returns what the plan check says of it: tools that are unknown here, references that lead nowhere
 * @throws DomainError `invalid` for what is no playbook, each issue with its place in the document after "text"; `limit`
 */
export async function importPlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ImportPlaybookInput>;
}): Promise<{ playbookId: Id; name: string; findings: Finding[] }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const document = readDocument(parseInput(ImportPlaybookInput, input).text, {
    what: "playbook",
    schema: PlaybookDocument,
    check: checkPlaybook,
  });
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  const { graph } = document;
  const saved = await ctx.db.$transaction(async (tx) => {
    for (let count = 1; count <= MOST_NAMES; count++) {
      const name = count === 1 ? document.name : `${document.name.slice(0, 112).toWellFormed()} (${count})`;
      const playbookId = await insertPlaybook(
        tx,
        { workspaceId, createdBy, source: null },
        { ...document, name },
      );
      if (playbookId !== null) return { playbookId, name };
    }
    throw documentFault("name", "Too many playbooks have this name. Change it in the document.");
  });
  const tools = await workspaceTools(ctx.db, workspaceId);
  const findings = validatePlan(graph, tools, null, await equipmentOf(ctx.db, workspaceId));
  return { ...saved, findings: findings.slice(0, MOST_FINDINGS) };
}
