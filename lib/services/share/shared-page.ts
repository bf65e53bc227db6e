import type { OutputText } from "#lib/domain/run.ts";
import type { ServiceContext } from "../context.ts";
import { getOutputPage } from "../get-output-page.ts";
import type { HideSecrets } from "../secrets/hide-secrets.ts";

/** Where in which output a page begins. */
type PlaceInOutput = { runId: string; stepId: string; offset: number };

/**
 * A page of a large output as a reader outside sees it. It is looked through together with what stands beside it, so that a value that
 * lies across the borders of pages is on none of them.
 * @throws DomainError `not_found`
 */
export async function sharedPage(
  ctx: ServiceContext,
  place: PlaceInOutput,
  hide: HideSecrets,
): Promise<OutputText> {
  const page = await getOutputPage({ ctx, input: place });
  if (page.text === null || hide.beside === 0) return page;
  const before = await textBefore(ctx, place, page, hide.beside);
  const behind = page.next === null ? "" : await textAt(ctx, { ...place, offset: page.next });
  return { ...page, text: hide.page(page.text, { before, behind: behind.slice(0, hide.beside) }) };
}

async function textBefore(
  ctx: ServiceContext,
  place: PlaceInOutput,
  page: OutputText,
  beside: number,
): Promise<string> {
  let text = "";
  for (let offset = Math.max(0, place.offset - beside); offset < place.offset;) {
    const { text: found, next } = await getOutputPage({ ctx, input: { ...place, offset } });
    if (next !== null && next <= place.offset) {
      text += found ?? "";
      offset = next;
      continue;
    }
    // It goes on into the page: to the same end where parts are kept, further where they are cut as they are asked for.
    const length =
      next === page.next ? (found?.length ?? 0) - (page.text?.length ?? 0) : place.offset - offset;
    return text + (found?.slice(0, Math.max(0, length)) ?? "");
  }
  return text;
}

async function textAt(ctx: ServiceContext, place: PlaceInOutput): Promise<string> {
  return (await getOutputPage({ ctx, input: place })).text ?? "";
}
