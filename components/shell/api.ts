import type { z } from "zod";
import type { ErrorCode, Failure, Result } from "#lib/domain/errors.ts";
import { learnServerTime } from "#components/graph/server-clock.ts";

/** A failed read or write, with what the server told of it. */
export class ApiError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "ApiError";
    this.failure = failure;
  }

  get code(): ErrorCode {
    return this.failure.code;
  }
}

/** What an answer is checked by; a function where its code is to come with the first answer and not with the page. */
type SchemaOf<S> = S | (() => Promise<S>);

function unreachable(cause: unknown): ApiError {
  const error = new ApiError({
    code: "unavailable",
    message: "The server cannot be reached. Check that it is running and that you are connected.",
    issues: [],
  });
  error.cause = cause;
  return error;
}

/**
 * Reads JSON from one of our routes and checks it by its schema.
 * @throws ApiError with the server's failure, or code `unavailable` when no answer came; the signal's reason when aborted.
 */
export async function getJson<S extends z.ZodType>(
  url: string,
  schema: SchemaOf<S>,
  signal?: AbortSignal,
): Promise<z.output<S>> {
  return requestJson(url, schema, { signal: signal ?? null });
}

/**
 * Sends JSON to one of our routes and checks what it answers by its schema.
 * @throws as {@link getJson}
 */
export async function postJson<S extends z.ZodType>(
  url: string,
  value: unknown,
  schema: SchemaOf<S>,
  signal?: AbortSignal,
): Promise<z.output<S>> {
  return requestJson(url, schema, {
    method: "POST",
    body: JSON.stringify(value),
    headers: { "content-type": "application/json" },
    signal: signal ?? null,
  });
}

async function requestJson<S extends z.ZodType>(
  url: string,
  schema: SchemaOf<S>,
  { headers, signal, ...init }: RequestInit & { headers?: Record<string, string> },
): Promise<z.output<S>> {
  let response: Response;
  let body: unknown;
  const sent = Date.now();
  try {
    response = await fetch(url, {
      ...init,
      signal: signal ?? null,
      headers: accepting(headers),
    });
    learnServerTime(response.headers.get("date"), sent);
    body = await response.json();
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw unreachable(cause);
  }
  if (response.ok) return (typeof schema === "function" ? await schema() : schema).parse(body);
  const { Failure: Told } = await import("#lib/domain/errors.ts");
  const told = Told.safeParse((body as { error?: unknown } | null)?.error);
  if (told.success) throw new ApiError(told.data);
  throw new ApiError({ code: "internal", message: `The server answered ${response.status}.`, issues: [] });
}

/**
 * Waits for a server action and gives its value.
 * @throws ApiError with the action's failure, or code `unavailable` when the server could not be reached.
 */
export async function unwrap<T>(action: Promise<Result<T>>): Promise<T> {
  let result: Result<T>;
  try {
    result = await action;
  } catch (cause) {
    throw unreachable(cause);
  }
  if (!result.ok) throw new ApiError(result.error);
  return result.value;
}

/** The failure inside whatever was thrown; anything unknown becomes a general sentence. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return error.failure;
  return {
    code: "internal",
    message: "Something went wrong in this page. Reload it and try again.",
    issues: [],
  };
}

function accepting(given: RequestInit["headers"]): Headers {
  const headers = new Headers(given);
  headers.set("accept", "application/json");
  return headers;
}
