import { APICallError } from "@ai-sdk/provider";
import { TryError } from "./try-error.ts";

/** Chains of causes are not followed further than this: one could lead back to itself. */
const MOST_CAUSES = 5;

/**
 * What lies behind a failed try, as it may be logged and passed on: what kind of errors in which order, with the status or the
 * system's code. What a provider, or a library about its answer, says in words is left out: it can repeat the key, the prompt or the
 * answer. Our own sentences stay.
 * @param baseUrl the provider's address, of which the host is named; null: its own
 */
export function safeCause(cause: unknown, baseUrl: string | null): Error {
  return copyOf(cause, baseUrl, MOST_CAUSES);
}

function copyOf(cause: unknown, baseUrl: string | null, left: number): Error {
  if (!(cause instanceof Error)) return named("Error", "something that is no error");
  const message = wordsOf(cause, baseUrl);
  const behind = cause.cause === undefined || left <= 1 ? undefined : copyOf(cause.cause, baseUrl, left - 1);
  const copy = named(cause.name, message, behind);
  copy.stack = [`${cause.name}: ${message}`, ...framesOf(cause)].join("\n");
  return copy;
}

/** Where it was thrown, without its message, which stands before that. */
function framesOf({ stack = "", message }: Error): string[] {
  const at = stack.indexOf(message);
  const frames = at < 0 ? "" : stack.slice(at + message.length);
  return frames.split("\n").filter((line) => /^ {4}at /.test(line));
}

function named(name: string, message: string, cause?: Error): Error {
  const error = new Error(message, { cause });
  error.name = name;
  return error;
}

function wordsOf(cause: Error, baseUrl: string | null): string {
  if (cause instanceof TryError) return cause.message;
  if (APICallError.isInstance(cause)) {
    const host = baseUrl === null ? "the provider" : (URL.parse(baseUrl)?.host ?? "the provider");
    return cause.statusCode === undefined ? `no answer from ${host}` : `${host} answered ${cause.statusCode}`;
  }
  // System errors have codes like ECONNREFUSED; anything else could be words of somebody else.
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : "its message is not kept";
}
