import { env } from "#lib/config/env.ts";
import { requestOrigin } from "#lib/auth/request-origin.ts";
import { DomainError } from "#lib/domain/errors.ts";

/** Most characters of a body; a prompt has 20,000. */
const MOST_CHARACTERS = 100_000;

/**
 * The JSON that a page of ours sends to a route handler. Another site's page cannot: its browser says where it comes from, and asks
 * first before it sends JSON.
 * @throws DomainError `forbidden` for another site's request, `invalid` for what is no JSON or too large
 */
export async function jsonBody(request: Request): Promise<unknown> {
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== requestOrigin(request.headers, env().NEXTAUTH_URL))
    throw new DomainError("forbidden", "This came from a page of another site.");
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    throw new DomainError("invalid", "Send JSON, with the content type application/json.");
  const text = await request.text();
  if (text.length > MOST_CHARACTERS) throw new DomainError("invalid", "That is too much text.");
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new DomainError("invalid", "That is no JSON.", { cause });
  }
}
