import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { z } from "zod";
import { storableLine } from "#lib/domain/text.ts";
import { ToolError } from "../../contract.ts";
import type { Tokens } from "./sealed-sign-in.ts";

/** Who signed in, by what an OpenID provider says besides. */
const Claims = z.object({
  email: z.string().optional(),
  preferred_username: z.string().optional(),
  name: z.string().optional(),
});

/** What a token endpoint gave, and when that runs out (null: nobody says). */
export type TokenAnswer = { tokens: Tokens; expiresAt: Date | null; account: string | null };

/**
 * Takes over a token endpoint's answer.
 * @throws ToolError `bad_sign_in` for tokens that cannot be sent as they must be
 */
export function takeTokens(answer: OAuthTokens, now: Date): TokenAnswer {
  if (answer.token_type.toLowerCase() !== "bearer" || !/^[\x21-\x7e]+$/.test(answer.access_token))
    throw new ToolError("bad_sign_in", "It gave a token of a kind that is not known here.");
  const { expires_in: seconds } = answer;
  const known = seconds !== undefined && Number.isFinite(seconds) && seconds >= 0 && seconds < 1e9;
  return {
    tokens: { access: answer.access_token, refresh: answer.refresh_token ?? null },
    expiresAt: known ? new Date(now.getTime() + seconds * 1_000) : null,
    account: accountOf(answer.id_token),
  };
}

/** For people to read only: it comes from the token endpoint itself, and nothing is decided by it. */
function accountOf(idToken: string | undefined): string | null {
  const body = idToken?.split(".")[1];
  if (body === undefined) return null;
  try {
    const claims = Claims.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
    const said = claims.email ?? claims.preferred_username ?? claims.name;
    return said === undefined ? null : storableLine(said, 200) || null;
  } catch {
    return null;
  }
}
