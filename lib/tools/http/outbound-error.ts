import { ToolError } from "../contract.ts";

/**
 * Why an outbound request failed:
 * - `bad_url`, `bad_request`: the address or the request is none that may be sent
 * - `domain_not_allowed`: the policy does not name the host, its port, or the method there
 * - `address_blocked`: the host is, or leads to, an address that is not on the public internet
 * - `credential_not_bound`, `not_encrypted`: a credential would go to a host it is not for, or go there readable by others
 * - `too_large`, `too_many_redirects`, `timed_out`: a cap
 * - `unreachable`: there is no connection, `untrusted`: there is none that proves whose it is
 * - `broken_off`: the connection was lost after it stood, `bad_response`: what came is not HTTP or cannot be unpacked
 */
export type OutboundCode =
  | "bad_url"
  | "bad_request"
  | "domain_not_allowed"
  | "address_blocked"
  | "credential_not_bound"
  | "not_encrypted"
  | "too_large"
  | "too_many_redirects"
  | "timed_out"
  | "unreachable"
  | "untrusted"
  | "broken_off"
  | "bad_response";

/** What may go better the next time. */
const RETRYABLE: ReadonlySet<OutboundCode> = new Set(["timed_out", "unreachable", "broken_off"]);

/**
 * A request of the guarded client that failed. `sent` says whether the server may have got the request: when it may, and the request
 * does something that must not happen twice, nobody knows its outcome.
 */
export class OutboundError extends ToolError {
  declare readonly code: OutboundCode;
  sent = false;

  constructor(code: OutboundCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(code, message, { retryable: options.retryable ?? RETRYABLE.has(code), cause: options.cause });
  }
}
