import type { Db } from "#lib/db/client.ts";

/** Whether no account exists yet, so that the first visitor is asked to make the owner's. Anyone may ask. */
export async function needsSetup({ ctx }: { ctx: { db: Db } }): Promise<boolean> {
  return (await ctx.db.user.findFirst({ select: { id: true } })) === null;
}
