import { ToolError } from "../contract.ts";

/** Longest wait that a server may ask for, in seconds; a day, as what asks for more means "no". */
const LONGEST_WAIT = 86_400;

/**
 * What a status that is no success means: `not_authorised`, `not_found`, `rate_limited` (may succeed after the time that the server
 * says), `server_error` (may succeed later) or `refused`.
 * @param who what people call the server
 * @param says more about it, from the answer; one line
 */
export function statusError(response: Response, who: string, now: Date, says = ""): ToolError {
  const { status } = response;
  const { code, what, retryable } = meaningOf(status);
  const message = `${who} answered that ${what} (${status})${says === "" ? "." : `: ${says}`}`;
  const retryAfterSeconds = retryable ? retryAfter(response.headers.get("retry-after"), now) : null;
  return new ToolError(code, message, {
    retryable,
    ...(retryAfterSeconds !== null && { retryAfterSeconds }),
  });
}

function meaningOf(status: number): { code: string; what: string; retryable: boolean } {
  if (status === 429) return { code: "rate_limited", what: "it was asked too often", retryable: true };
  if (status >= 500 || status === 408 || status === 425) {
    return { code: "server_error", what: "it cannot answer now", retryable: true };
  }
  if (status === 401 || status === 403 || status === 407) {
    return { code: "not_authorised", what: "this is not permitted", retryable: false };
  }
  if (status === 404 || status === 410)
    return { code: "not_found", what: "there is nothing there", retryable: false };
  return { code: "refused", what: "it does not do this", retryable: false };
}

/** The header is a number of seconds or a date. */
function retryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1_000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), LONGEST_WAIT) : null;
}
