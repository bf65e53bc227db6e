import { z } from "zod";
import { verifyPassword } from "#lib/auth/password.ts";
import { countTry, forgiveTries } from "#lib/auth/sign-in-limit.ts";
import type { Db } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { hasUnstorable } from "#lib/domain/characters.ts";

// Lenient about what an address looks like: a wrong one is answered like an unknown one.
export const AuthenticateInput = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, "Enter your e-mail address.")
    .max(254, "The e-mail address is too long."),
  password: z.string().min(1, "Enter your password.").max(200, "The password is too long."),
});

/**
 * Checks an e-mail and password. Takes as long for an unknown e-mail as for a wrong password, and says the same.
 * @param ctx.address where the try comes from; tries are counted by e-mail and by address
 * @throws DomainError `invalid` by field, `unauthenticated`, `limit`
 */
export async function authenticate({
  ctx,
  input,
}: {
  ctx: { db: Db; address: string };
  input: z.input<typeof AuthenticateInput>;
}): Promise<{ id: string; name: string; email: string }> {
  const { email, password } = parseInput(AuthenticateInput, input);
  await countTry(ctx.db, email, ctx.address);
  const user = hasUnstorable(email) ? null : await ctx.db.user.findUnique({ where: { email } });
  if (!(await verifyPassword(password, user?.passwordHash ?? null)) || !user) {
    throw new DomainError("unauthenticated", "The e-mail address or the password is wrong.");
  }
  await forgiveTries(ctx.db, email, ctx.address);
  return { id: user.id, name: user.name, email: user.email };
}
