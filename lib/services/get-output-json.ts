import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Json } from "#lib/domain/json.ts";
import { largeValue, loadPage, loadValue, type LargeValue } from "#lib/ledger/large-values.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { toStepKey } from "./runs/run-keys.ts";

export const GetOutputJsonInput = z.object({ runId: z.string(), stepId: z.string() });

/** A step's whole output as a JSON file, a large one piece by piece. */
export type OutputJson = {
  name: string;
  mediaType: "application/json";
  content: AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Nobody knows before it is read. */
  bytes: null;
};

/**
 * A step's output as it is stored, with the contents of its files, to be saved. What is large is read as fast as it is taken.
 * @throws DomainError `not_found` when there is no such step, or no output, or retention has deleted it
 */
export async function getOutputJson({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetOutputJsonInput>;
}): Promise<OutputJson> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId, stepId } = parseInput(GetOutputJsonInput, input);
  const key = toStepKey(workspaceId, runId, stepId);
  const row = await ctx.db.stepRun.findUnique({
    where: { workspaceId_runId_stepId: key },
    select: { output: true },
  });
  if (!row || row.output === null) throw noOutput();
  const large = largeValue(row.output);
  const first = large && (await loadPage(ctx.db, key, large, 0));
  if (large && !first) throw noOutput();
  return {
    name: `${stepId}.json`,
    mediaType: "application/json",
    bytes: null,
    content: large
      ? pagesOf(ctx.db, key, large)
      : oneOf(JSON.stringify(await loadValue(ctx.db, key, Json.parse(row.output)))),
  };
}

async function* pagesOf(db: Db, key: RunKey, value: LargeValue): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let offset: number | null = 0; offset !== null;) {
    const page = await loadPage(db, key, value, offset);
    // Deleted meanwhile: what was sent is no whole file, and the browser must see that.
    if (!page) throw noOutput();
    yield new TextEncoder().encode(page.text);
    offset = page.next;
  }
}

async function* oneOf(text: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

function noOutput(): DomainError {
  return new DomainError("not_found", "There is no output of this step to download.");
}
