import { z } from "zod";
import { checkPlaybook } from "#lib/domain/check-playbook.ts";
import { DomainError, parseInput, type Issue } from "#lib/domain/errors.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Id } from "#lib/domain/ids.ts";
import { jsonFault } from "#lib/domain/json-fault.ts";
import { MOST_IMPORT_BYTES, PlaybookDocument } from "#lib/domain/playbook.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import { authorise, type ServiceContext } from "./context.ts";
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
  const document = readDocument(parseInput(ImportPlaybookInput, input).text);
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
    throw fault("name", "Too many playbooks have this name. Change it in the document.");
  });
  const tools = await workspaceTools(ctx.db, workspaceId);
  const findings = validatePlan(graph, tools, null, await equipmentOf(ctx.db, workspaceId));
  return { ...saved, findings: findings.slice(0, MOST_FINDINGS) };
}

function readDocument(text: string): PlaybookDocument {
  if (Buffer.byteLength(text) > MOST_IMPORT_BYTES)
    throw fault("", "The document is larger than 2 MB. A playbook can have 2 MB at most.");
  let raw: unknown;
  try {
    // Editors of some systems put a mark before the text.
    raw = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    const at = jsonFault(text.replace(/^\ufeff/, ""));
    const where = at ? ` from line ${at.line}, column ${at.column} on` : "";
    throw fault("", `This is not JSON${where}. Choose a file that Planwright exported.`);
  }
  const document = withPlaces(() => parseInput(PlaybookDocument, raw));
  const issues = checkPlaybook(document);
  if (issues.length > 0) throw malformed(issues);
  return document;
}

function withPlaces<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw malformed(error.issues.length > 0 ? error.issues : [{ path: [], message: error.message }]);
  }
}

/** The issues with their places said in the messages too: people see the text of a document, not its paths. */
function malformed(issues: readonly Issue[]): DomainError {
  const told = issues.slice(0, 20).map(({ path, message }) => ({
    path: ["text", ...path],
    message: path.length === 0 ? message : `At ${path.join(".").slice(0, 300)}: ${message}`,
  }));
  return new DomainError("invalid", told[0]?.message ?? "This is not a playbook.", { issues: told });
}

function fault(place: string, message: string): DomainError {
  return malformed([{ path: place === "" ? [] : [place], message }]);
}
