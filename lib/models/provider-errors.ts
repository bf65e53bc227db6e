import { APICallError } from "@ai-sdk/provider";
import type { Choice } from "./connection.ts";
import type { ModelErrorCode } from "./port.ts";
import { safeCause } from "./safe-cause.ts";
import { TryError, type TryFailure } from "./try-error.ts";

/** Codes of errors before a request was on its way: nobody was reached. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|\w*CERT\w*|ERR_INVALID_URL)$/;
/** Statuses of somebody who waited for an answer in vain: the provider itself may have gone on. */
const GAVE_UP_WAITING = new Set([408, 499, 504, 524]);

/** Whether a provider that answered like this, or not at all, may have counted something. */
function maybeCharged({ statusCode: status }: APICallError, behind: Error): boolean {
  if (status !== undefined) return status < 300 || GAVE_UP_WAITING.has(status);
  for (let at: unknown = behind; at instanceof Error; at = at.cause)
    if (NOT_SENT.test(at.message)) return false;
  return true;
}

/** Says what a failed try means, in a sentence that a person can act on and that holds no key. */
export function failureOf(cause: unknown, choice: Choice, now: Date): TryFailure {
  const { connection, model } = choice;
  const behind = safeCause(cause, connection.baseUrl);
  if (cause instanceof TryError) return { ...cause.failure, cause: behind };
  const from = `“${connection.name}”`;
  const fail = (code: ModelErrorCode, message: string, again = false): TryFailure => ({
    code,
    message,
    again,
    afterMs: null,
    charged: !APICallError.isInstance(cause) || maybeCharged(cause, behind),
    cause: behind,
  });
  if (!APICallError.isInstance(cause)) {
    // Anything but an answer with a status: no connection, broken off, or bytes that are not the provider's protocol.
    return fail(
      "unavailable",
      `${from} did not give an answer that can be read. ${plainReason(cause)}`,
      true,
    );
  }
  const { statusCode: status } = cause;
  const said = quoted(cause, connection.apiKey);
  if (status === undefined)
    return fail("unavailable", `${from} cannot be reached. Check its address and that it runs.`, true);
  if (status === 401 || status === 403) {
    const key =
      connection.apiKey === null ? "It wants an API key." : "Check its API key and what the key may do.";
    return fail("unauthorised", `${from} refused the request (${status}). ${key}`);
  }
  if (status === 404)
    return fail("unknown_model", `${from} does not know “${model}” (404).${said} Check name and address.`);
  if (status === 402) return fail("rate_limited", `${from} wants to be paid first (402).${said}`);
  if (status === 429) {
    const afterMs = retryAfterMs(cause.responseHeaders, now);
    const when = afterMs === null ? "" : ` It asks to wait ${Math.ceil(afterMs / 1_000)} s.`;
    return { ...fail("rate_limited", `${from} is being asked too much (429).${when}${said}`, true), afterMs };
  }
  if (status === 408 || status === 409 || status >= 500) {
    const afterMs = retryAfterMs(cause.responseHeaders, now);
    return { ...fail("unavailable", `${from} has trouble of its own (${status}).`, true), afterMs };
  }
  if (status >= 200 && status < 300)
    return fail("unavailable", `${from} began an answer that broke off or is not in its own format.`, true);
  return fail("bad_request", `${from} cannot take the request (${status}).${said}`);
}

function plainReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : "";
  return /larger than 32 MB/.test(text) ? text : "It may have broken off in the middle.";
}

/** What the provider says itself, cut short, with the key out of it should it be repeated. */
function quoted(cause: APICallError, apiKey: string | null): string {
  let text = cause.message.replace(/\s+/g, " ").trim();
  if (apiKey !== null && apiKey.length >= 8) text = text.replaceAll(apiKey, "[key]");
  return text === "" ? "" : ` It says: “${text.slice(0, 200).toWellFormed()}”.`;
}

/** Milliseconds that a provider asks to wait, by `retry-after-ms` or `Retry-After` (seconds or a date); null when it does not say. */
export function retryAfterMs(
  headers: Readonly<Record<string, string>> | undefined,
  now: Date,
): number | null {
  const ms = Number(headers?.["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const after = headers?.["retry-after"];
  if (after === undefined) return null;
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
