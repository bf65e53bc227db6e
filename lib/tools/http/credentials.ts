import { allowsHost, parseHostPattern } from "#lib/domain/host-pattern.ts";
import type { Target } from "./check-url.ts";
import { OutboundError } from "./outbound-error.ts";

/** A secret as requests carry it. */
export type Credential = {
  /** What people call it, for messages; never its value. */
  name: string;
  /** The hosts it is for, as lists of allowed hosts have them: "api.example.com", "*.example.com". */
  hosts: readonly string[];
  /** What it is sent as: `{ authorization: "Bearer ..." }`. */
  headers: Readonly<Record<string, string>>;
};

/** Headers that say nothing about who asks: they go on to another origin, all others stay behind. */
const HARMLESS = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "content-language",
  "content-type",
  "idempotency-key",
  "user-agent",
]);

/** Headers that frame the message or steer the connection; who sets them by hand could smuggle a second request in. */
const NOT_BY_HAND =
  /^(host|connection|content-length|transfer-encoding|upgrade|keep-alive|te|trailer|expect|proxy-.*)$/;

/**
 * Headers as a caller gives them, checked.
 * @throws OutboundError `bad_request` for names and values that HTTP does not allow, and for those that only the client may set
 */
export function callerHeaders(init: RequestInit["headers"]): Headers {
  let headers: Headers;
  try {
    headers = new Headers(init);
  } catch (cause) {
    throw new OutboundError("bad_request", "A header has characters that may not stand in it.", { cause });
  }
  const forbidden = [...headers.keys()].find((name) => NOT_BY_HAND.test(name));
  if (forbidden === undefined) return headers;
  throw new OutboundError("bad_request", `The header "${forbidden}" cannot be set.`);
}

/**
 * Adds credentials to the headers of a request's first address. A redirect never gets here: what it may keep is in `headers` already.
 * @throws OutboundError `credential_not_bound` when one is not for this host, `not_encrypted` when others could read it on the way,
 * `bad_request` when it cannot be sent in its header
 */
export function addCredentials(headers: Headers, credentials: readonly Credential[], target: Target): void {
  for (const { name, hosts, headers: secret } of credentials) {
    const patterns = hosts.flatMap((host) => parseHostPattern(host) ?? []);
    if (!allowsHost(patterns, target.host, target.port)) {
      throw new OutboundError("credential_not_bound", `The secret "${name}" is not for ${target.host}.`);
    }
    if (!target.secure && !target.mayBeLocal) {
      const message = `The secret "${name}" would go to ${target.host} unencrypted. Use an address with https://.`;
      throw new OutboundError("not_encrypted", message);
    }
    for (const [key, value] of callerHeaders(secret)) headers.set(key, value);
  }
}

/** What is left of a request's headers when it is sent on to another origin. */
export function harmlessHeaders(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => HARMLESS.has(name)));
}
