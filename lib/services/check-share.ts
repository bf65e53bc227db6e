import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { findShare, type ReaderContext } from "./share/find-share.ts";
import { findSharedRun } from "./share/shared-run.ts";

export const CheckShareInput = z.object({ token: z.string() });

/**
 * Says whether a link still holds, for a page that shows what it shares.
 * @throws DomainError `not_found` when it does not
 */
export async function checkShare({
  ctx,
  input,
}: {
  ctx: ReaderContext;
  input: z.input<typeof CheckShareInput>;
}): Promise<{ expiresAt: string }> {
  const { token } = parseInput(CheckShareInput, input);
  const { link } = await findShare(ctx, token);
  if (link.runId !== null) await findSharedRun(ctx, token);
  return { expiresAt: link.expiresAt.toISOString() };
}
