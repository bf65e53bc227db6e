import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { writeDocument } from "#lib/domain/document.ts";
import type { PlaybookDocument } from "#lib/domain/playbook.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { exportName } from "./export/export-name.ts";
import { readPlaybook } from "./playbooks/playbook-rows.ts";

export const ExportPlaybookInput = z.object({ playbookId: z.string() });

/**
 * A saved playbook as a file that importPlaybook of any installation reads. It has no ids of this one, and no names of people.
 * @throws DomainError `not_found`
 */
export async function exportPlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ExportPlaybookInput>;
}): Promise<{ name: string; mediaType: string; content: string }> {
  const workspaceId = authorise(ctx.actor, "read");
  const { playbookId } = parseInput(ExportPlaybookInput, input);
  const { playbook } = await readPlaybook(ctx.db, workspaceId, playbookId);
  const { name, description, phrases, graph, variables } = playbook;
  const document: PlaybookDocument = {
    format: "planwright.playbook",
    version: 1,
    name,
    description,
    phrases,
    graph,
    variables,
  };
  return {
    name: exportName(name, "playbook.json"),
    mediaType: "application/json",
    content: writeDocument(document),
  };
}
