import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { storableLine } from "#lib/domain/text.ts";
import { ToolError, UnknownOutcome } from "../contract.ts";
import { OutboundError } from "../http/outbound-error.ts";
import { statusError } from "../http/status-error.ts";
import { HttpRefusal } from "./http-transport.ts";

const MOST_SAID = 500;
/** A server's own codes are any numbers. */
const TIMED_OUT: number = ErrorCode.RequestTimeout;
const CLOSED: number = ErrorCode.ConnectionClosed;

/** What is known of a server when something fails: its name, what it said of its own troubles, and the moment of the call. */
export type Circumstances = { server: string; said: string; now: Date };

/** Why a server could not be talked with, before any of its tools was called: trying again does no harm. */
export function connectFailure(cause: unknown, about: Circumstances): ToolError {
  if (cause instanceof ToolError) return cause;
  if (cause instanceof HttpRefusal) return refusal(cause, about);
  const why = cause instanceof McpError && cause.code === TIMED_OUT ? " in time" : "";
  const message = `The MCP server “${about.server}” did not answer${why}.${saidBy(about)}`;
  return new ToolError("server_unavailable", message, { retryable: true, cause });
}

/**
 * What a call's failure means. JSON-RPC's own refusals come before anything was done; whatever else a server fails with may have
 * happened in the middle of its work, and so nobody knows what it did.
 */
export function callFailure(cause: unknown, about: Circumstances): ToolError | UnknownOutcome {
  if (cause instanceof OutboundError) {
    return cause.sent ? unknown(`${cause.message} What it was asked for may have been done.`, cause) : cause;
  }
  if (cause instanceof ToolError) return cause;
  if (cause instanceof HttpRefusal) {
    const { status } = cause.response;
    const error = refusal(cause, about);
    // 404: the session is over, and the call was not looked at.
    if (status === 404) return new ToolError("session_over", error.message, { retryable: true, cause });
    if (!error.retryable || status === 429 || status === 503) return error;
    return unknown(`${error.message} What it was asked for may have been done.`, cause);
  }
  if (cause instanceof McpError && REFUSED.has(cause.code)) {
    const says = storableLine(cause.message.replace(/^MCP error -?\d+: /, ""), MOST_SAID);
    return new ToolError("bad_input", `The MCP server “${about.server}” refused the call: ${says}`, {
      cause,
    });
  }
  const ended = cause instanceof McpError && cause.code === CLOSED;
  const what = ended ? "ended in the middle of the call" : "failed in the middle of the call";
  return unknown(`The MCP server “${about.server}” ${what}.${saidBy(about)}`, cause);
}

const REFUSED: ReadonlySet<number> = new Set(
  [ErrorCode.InvalidParams, ErrorCode.InvalidRequest, ErrorCode.MethodNotFound, ErrorCode.ParseError].map(
    Number,
  ),
);

function unknown(message: string, cause: unknown): UnknownOutcome {
  return new UnknownOutcome(message, { cause });
}

function refusal({ response, says }: HttpRefusal, { server, now }: Circumstances): ToolError {
  const wantsSignIn =
    response.status === 401 && /\bresource_metadata\s*=/.test(response.headers.get("www-authenticate") ?? "");
  const why = wantsSignIn
    ? "it asks for a sign-in. Change it under Settings, MCP servers, so that an owner signs in there."
    : storableLine(says, MOST_SAID);
  return statusError(response, `The MCP server “${server}”`, now, why);
}

function saidBy({ said }: Circumstances): string {
  const line = storableLine(said.split("\n").at(-1) ?? "", MOST_SAID);
  return line === "" ? "" : ` It said: ${line}`;
}
