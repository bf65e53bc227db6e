import type { McpSignIn } from "#lib/db/generated/client.ts";
import type { McpSignInView } from "#lib/domain/mcp.ts";
import { Author } from "#lib/domain/plan.ts";
import { openTokens } from "#lib/tools/mcp/sign-in/sealed-sign-in.ts";
import { SignInClient } from "#lib/tools/mcp/sign-in/sign-in-client.ts";

/** A sign-in as an owner sees it: who, and until when, and nothing that it is proved with. */
export function signInView(row: McpSignIn): McpSignInView {
  const { account, signedInBy, signedInAt, expiresAt, problem } = row;
  const client = SignInClient.nullable().parse(row.client);
  const tokens = openTokens(row.tokens, row);
  const lost = row.tokens !== null && tokens === null;
  const author = Author.nullable().parse(signedInBy);
  const by = author === null ? "" : author.name;
  return {
    signedIn: signedInAt && !lost ? { account, by, at: signedInAt.toISOString() } : null,
    until: signedInAt && tokens?.refresh === null ? (expiresAt?.toISOString() ?? null) : null,
    problem: lost
      ? "The sign-in cannot be opened: the installation's encryption key is another one than before."
      : problem,
    clientId: client?.given ? client.id : null,
  };
}
