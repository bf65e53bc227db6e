import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { McpClient } from "#lib/domain/mcp.ts";
import { ToolError } from "#lib/tools/contract.ts";
import { openPart, sealPart, type SignInKey } from "#lib/tools/mcp/sign-in/sealed-sign-in.ts";
import { SignInClient } from "#lib/tools/mcp/sign-in/sign-in-client.ts";

/** What is left of a sign-in when nobody is signed in any more. */
export const SIGNED_OUT = {
  tokens: null,
  expiresAt: null,
  account: null,
  signedInBy: Prisma.DbNull,
  signedInAt: null,
  renewing: null,
  renewingUntil: null,
} as const;

/**
 * Keeps by what this installation is known where people sign in for a server. Another client id ends the sign-in, which was the old one's.
 * @param wish null: nobody signs in there any more
 * @throws DomainError `unavailable` without an encryption key
 */
export async function keepClient(tx: Tx, key: SignInKey, wish: McpClient | null): Promise<void> {
  if (wish === null) {
    await tx.mcpSignInAttempt.deleteMany({ where: key });
    await tx.mcpSignIn.deleteMany({ where: key });
    return;
  }
  await tx.mcpSignIn.createMany({ data: [key], skipDuplicates: true });
  const where = { workspaceId_serverId: key };
  const row = await tx.mcpSignIn.findUniqueOrThrow({ where });
  const known = SignInClient.nullable().parse(row.client);
  const sameId = (known?.given ? known.id : null) === wish.clientId;
  if (sameId && wish.clientSecret === null) return;
  // Whoever is about to sign in does so as the old one.
  await tx.mcpSignInAttempt.deleteMany({ where: key });
  const client =
    wish.clientId === null
      ? null
      : { id: wish.clientId, given: true, issuer: null, redirectUri: null, method: null };
  await tx.mcpSignIn.update({
    where,
    data: {
      client: client ?? Prisma.DbNull,
      clientSecret: wish.clientSecret === null ? null : sealed("client", wish.clientSecret, key),
      problem: null,
      generation: { increment: 1 },
      ...SIGNED_OUT,
    },
  });
}

/** Seals a part of a sign-in. @throws DomainError `unavailable` without an encryption key */
export function sealed(part: Parameters<typeof sealPart>[0], plain: string, key: SignInKey): string {
  try {
    return sealPart(part, plain, key);
  } catch (cause) {
    if (cause instanceof ToolError) throw new DomainError("unavailable", cause.message, { cause });
    throw cause;
  }
}

/** The client of a row with its secret; null: none is known. */
export function openClient(row: { client: unknown; clientSecret: string | null }, key: SignInKey) {
  const client = SignInClient.nullable().parse(row.client);
  return client && { client, secret: openPart("client", row.clientSecret, key) };
}
