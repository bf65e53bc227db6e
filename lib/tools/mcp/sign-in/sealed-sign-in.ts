import { z } from "zod";
import { modelEnv } from "#lib/config/env.ts";
import { seal, unseal } from "#lib/config/sealed-text.ts";
import { ToolError } from "../../contract.ts";

/** Which server of which workspace a sign-in is for. */
export type SignInKey = { workspaceId: string; serverId: string };

/** The tokens of a sign-in; without a `refresh` one it ends when it runs out. */
export const Tokens = z.object({ access: z.string(), refresh: z.string().nullable() });
export type Tokens = z.infer<typeof Tokens>;

/** What is sealed of a sign-in; each can be opened only as what it was sealed as. */
type Part = "tokens" | "client" | "verifier";

/** Seals a part of a sign-in for its row. @throws ToolError `not_configured` without an encryption key */
export function sealPart(part: Part, plain: string, key: SignInKey): string {
  const encryptionKey = modelEnv().PLANWRIGHT_ENCRYPTION_KEY;
  if (encryptionKey) return seal(plain, encryptionKey, placeOf(part, key));
  const message =
    "Sign-ins cannot be stored: PLANWRIGHT_ENCRYPTION_KEY is not set. Whoever runs Planwright must set it.";
  throw new ToolError("not_configured", message);
}

/** Opens what {@link sealPart} made; null when there is nothing, or the installation's encryption key is another one now. */
export function openPart(part: Part, sealed: string | null, key: SignInKey): string | null {
  const encryptionKey = modelEnv().PLANWRIGHT_ENCRYPTION_KEY;
  return encryptionKey && sealed !== null ? unseal(sealed, encryptionKey, placeOf(part, key)) : null;
}

/** The tokens of a row; null when there are none that can be opened. */
export function openTokens(sealed: string | null, key: SignInKey): Tokens | null {
  const plain = openPart("tokens", sealed, key);
  return plain === null ? null : Tokens.parse(JSON.parse(plain));
}

function placeOf(part: Part, { workspaceId, serverId }: SignInKey): string {
  return `mcp-sign-ins/${part}/${workspaceId}/${serverId}`;
}
