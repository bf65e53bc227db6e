import {
  InvalidClientError,
  InvalidGrantError,
  OAuthError,
  ServerError,
  UnauthorizedClientError,
} from "@modelcontextprotocol/sdk/server/auth/errors.js";
import { withoutValues } from "#lib/domain/secret-text.ts";
import { storableLine } from "#lib/domain/text.ts";
import { ToolError } from "../../contract.ts";

const MOST_SAID = 300;

/** Whether an authorization server's answer says that what was sent is worth nothing any more, however often it is sent. */
export function isRefusal(cause: unknown): boolean {
  return (
    cause instanceof InvalidGrantError ||
    cause instanceof InvalidClientError ||
    cause instanceof UnauthorizedClientError
  );
}

/**
 * Why an authorization server could not be dealt with, for a person. What it says is a stranger's, and may repeat what it was sent.
 * @param own values that must not be told
 */
export function signInFailure(cause: unknown, host: string, own: readonly string[]): ToolError {
  if (cause instanceof ToolError) {
    if (cause.code !== "domain_not_allowed") return cause;
    const message = `${cause.message} People sign in there for this server: an owner can add it to the allowed domains under Settings, Policy.`;
    return new ToolError(cause.code, message, { cause });
  }
  if (cause instanceof OAuthError && !(cause instanceof ServerError)) {
    const says = storableLine(
      withoutValues(`${cause.errorCode}${cause.message ? `: ${cause.message}` : ""}`, own),
      MOST_SAID,
    );
    return new ToolError("bad_sign_in", `${host} refused: ${says}`, { cause: cause.errorCode });
  }
  const message = `${host} did not answer as it should.`;
  return new ToolError("sign_in_unreachable", message, { retryable: true });
}
