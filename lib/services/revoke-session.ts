import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";

export const RevokeSessionInput = z.object({ sessionId: Id, userId: Id });

/**
 * Ends a session: from then on its cookie is nobody's, in every process. Whoever holds the cookie may do it, and it ends only that
 * person's own; a second time changes nothing.
 */
export async function revokeSession({
  ctx,
  input,
}: {
  ctx: { db: Db };
  input: z.input<typeof RevokeSessionInput>;
}): Promise<void> {
  const { sessionId, userId } = parseInput(RevokeSessionInput, input);
  await ctx.db.userSession.updateMany({
    where: { id: sessionId, userId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
}
