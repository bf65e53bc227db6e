import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { RunView } from "#lib/domain/view.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { encodedText } from "./export/encoded-text.ts";
import { exportName } from "./export/export-name.ts";
import { writeRunDocument } from "./export/write-run-document.ts";
import { writeRunReport } from "./export/write-run-report.ts";
import { getRun } from "./get-run.ts";
import { secretsHider, type HideSecrets } from "./secrets/hide-secrets.ts";

/** `as`: everything for programs (RunDocument of lib/domain/run-document.ts), or a report that people read. */
export const ExportRunInput = z.object({
  runId: z.string(),
  as: z.enum(["json", "markdown"], "Choose json or markdown."),
});

const KINDS = {
  json: { ending: "run.json", mediaType: "application/json", write: writeRunDocument },
  markdown: { ending: "md", mediaType: "text/markdown; charset=utf-8", write: writeRunReport },
} as const satisfies Record<
  string,
  {
    ending: string;
    mediaType: string;
    write: (ctx: ServiceContext, run: RunView, hide: HideSecrets) => AsyncIterable<string>;
  }
>;

/**
 * A run as a file, read while it is taken: of one that is not over, as it is meanwhile. What is kept of it stands in it as it is kept:
 * nothing that was hidden comes back, and values of the workspace's secrets are hidden also where a person wrote them.
 * @throws DomainError `not_found`
 */
export async function exportRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ExportRunInput>;
}): Promise<{
  name: string;
  mediaType: string;
  content: AsyncIterable<Uint8Array<ArrayBuffer>>;
  bytes: null;
}> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId, as } = parseInput(ExportRunInput, input);
  const hide = await secretsHider(ctx.db, workspaceId);
  const run = hide(await getRun({ ctx, input: { runId } }));
  const { ending, mediaType, write } = KINDS[as];
  const name = exportName(`${run.planTitle}, run ${run.number}`, ending);
  return { name, mediaType, content: encodedText(write(ctx, run, hide)), bytes: null };
}
