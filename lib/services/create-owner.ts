import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { hashPassword } from "#lib/auth/password.ts";
import { countTry, forgiveTries } from "#lib/auth/sign-in-limit.ts";
import type { Db } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import { line } from "#lib/domain/text.ts";
import { hasUnstorable } from "#lib/domain/characters.ts";

/** An e-mail address as people type it: trimmed, and in lower case, so that one person is found however they write it. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "Enter your e-mail address.")
  .max(254, "The e-mail address is longer than 254 characters.")
  .pipe(z.email("This is not an e-mail address."));

const NewPassword = z
  .string()
  .min(10, "The password needs at least 10 characters.")
  .max(200, "The password is longer than 200 characters.")
  .refine((text) => !hasUnstorable(text), {
    message: "The password has a character that cannot be typed again.",
  });

export const CreateOwnerInput = z.object({
  name: line("Your name", 100),
  email: Email,
  password: NewPassword,
  code: z.string().trim().max(200).optional(),
});

/** What a verb for strangers gets instead of an actor: the database, where they call from, and the code that lets one in. */
export type SetupContext = { db: Db; address: string; setupCode: string | null };

/**
 * Makes the first account: a user, a workspace, and the user's membership as its owner. Only while there is no account at all.
 * @throws DomainError `invalid` by field (also for a wrong code), `conflict` when there is an account, `limit`
 */
export async function createOwner({
  ctx,
  input,
}: {
  ctx: SetupContext;
  input: z.input<typeof CreateOwnerInput>;
}): Promise<{ userId: string; workspaceId: string }> {
  const { name, email, password, code } = parseInput(CreateOwnerInput, input);
  if ((await ctx.db.user.count()) > 0) throw taken();
  if (ctx.setupCode !== null) await checkCode(ctx, ctx.setupCode, code ?? "");
  const passwordHash = await hashPassword(password);
  const userId = newId();
  const workspaceId = newId();
  await ctx.db.$transaction(async (tx) => {
    // Nothing exists yet that two of these could both lock, and a condition in the insert sees only committed rows; so the table.
    await tx.$executeRaw`lock table users in share row exclusive mode`;
    if ((await tx.user.count()) > 0) throw taken();
    await tx.user.create({ data: { id: userId, email, name, passwordHash } });
    await tx.workspace.create({ data: { id: workspaceId, name: `${name}'s workspace` } });
    await tx.member.create({ data: { workspaceId, userId, role: "owner" } });
  });
  return { userId, workspaceId };
}

function taken(): DomainError {
  return new DomainError("conflict", "This installation already has an owner. Sign in instead.");
}

async function checkCode(ctx: SetupContext, expected: string, given: string): Promise<void> {
  const message = "Enter the one-time code that is printed in the terminal Planwright was started in.";
  const wrong = new DomainError("invalid", message, { issues: [{ path: ["code"], message }] });
  if (given === "") throw wrong;
  await countTry(ctx.db, "the set-up code", ctx.address);
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(digest(given), digest(expected))) throw wrong;
  await forgiveTries(ctx.db, "the set-up code", ctx.address);
}
