import { env } from "#lib/config/env.ts";
import { isSameOrigin } from "#lib/auth/request-origin.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { FILE_HEADER, MOST_FILE_BYTES } from "#lib/domain/knowledge.ts";

/**
 * Checks a request that brings a file, before anything of it is read. Such a request passes by the proxy, which would hold all of it in
 * memory (see proxy.ts); its own header and the origin keep other sites' pages from sending one with a person's cookie.
 * @throws DomainError `forbidden` from another site; `invalid` when it says itself that it is too large
 */
export function fileRequest(request: Request): void {
  if (request.headers.get(FILE_HEADER) === null || !isSameOrigin(request.headers, env().NEXTAUTH_URL)) {
    throw new DomainError("forbidden", "Files can only be uploaded from Planwright's own pages.");
  }
  if (Number(request.headers.get("content-length") ?? 0) > MOST_FILE_BYTES) {
    const message = "It is larger than 50 MB. Divide it.";
    throw new DomainError("invalid", message, { issues: [{ path: ["file"], message }] });
  }
}

/** The bytes of a request's body, as they come; a browser that goes away in the middle is an error. */
export async function* fileBody(request: Request): AsyncGenerator<Uint8Array> {
  if (!request.body) return;
  const reader = request.body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      request.signal.throwIfAborted();
      yield next.value;
    }
    request.signal.throwIfAborted();
  } finally {
    // Nobody wants the rest, when there is one.
    await reader.cancel().catch(() => undefined);
  }
}
