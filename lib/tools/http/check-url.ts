import { isIP } from "node:net";
import {
  allowsHost,
  isUsualPort,
  parseHostPattern,
  plainHost,
  type HostPattern,
} from "#lib/domain/host-pattern.ts";
import { judgeAddress } from "./address-rules.ts";
import { OutboundError } from "./outbound-error.ts";

/**
 * Where requests may go, as policies and manifests say it: to these hosts with every method ("example.com", "*.example.com",
 * "example.com:8443"), and with `publicRead` to every public host for reading (GET and HEAD).
 */
export type Domains = { publicRead: boolean; hosts: readonly string[] };

/**
 * {@link Domains} made ready, each of which must allow a request, and the local addresses that the installation lists
 * (`PLANWRIGHT_OUTBOUND_ALLOW`).
 */
export type Rules = { domains: { publicRead: boolean; hosts: HostPattern[] }[]; local: HostPattern[] };

/** A checked address: what is dialled, and by which name its server is known. */
export type Target = {
  url: URL;
  /** The host without brackets and final dot. */
  host: string;
  port: number;
  secure: boolean;
  /** Whether it may lead to this machine or its networks. */
  mayBeLocal: boolean;
};

const LONGEST_URL = 8_192;

/**
 * @param local hosts or addresses with their ports
 * @throws OutboundError `bad_request` for an entry that is none
 */
export function makeRules(domains: readonly Domains[], local: readonly string[]): Rules {
  const parse = (entries: readonly string[]) =>
    entries.map((entry) => {
      const pattern = parseHostPattern(entry);
      if (pattern) return pattern;
      throw new OutboundError("bad_request", `"${entry}" is no host that can be allowed.`);
    });
  const made = domains.map(({ publicRead, hosts }) => ({ publicRead, hosts: parse(hosts) }));
  return { domains: made, local: parse(local) };
}

/**
 * Reads an address and asks the rules about its host, port and method. A host that is an address is judged here already, a name when
 * it is dialled.
 * @throws OutboundError `bad_url`, `domain_not_allowed` or `address_blocked`
 */
export function checkUrl(input: string | URL, method: string, rules: Rules): Target {
  const text = String(input);
  const url = text.length > LONGEST_URL ? null : URL.parse(text);
  if (url === null) throw new OutboundError("bad_url", `"${shown(text)}" is not a web address.`);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new OutboundError("bad_url", `"${shown(text)}" does not begin with https:// or http://.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new OutboundError("bad_url", `The address of ${url.hostname} has a name or password in it.`);
  }
  const host = plainHost(url);
  if (host === null) throw new OutboundError("bad_url", `"${shown(text)}" has no proper host name.`);
  if (!url.hostname.startsWith("[")) url.hostname = host;
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);

  for (const domains of rules.domains) checkDomain({ host, port, method }, domains);
  const listed = rules.domains.every(({ hosts }) => allowsHost(hosts, host, port));
  const mayBeLocal = listed && isListedLocal(rules.local, host, port);
  if (isIP(host) !== 0) checkAddress(host, host, mayBeLocal);
  return { url, host, port, secure, mayBeLocal };
}

/**
 * @param host the name that led to it, for the message
 * @returns the spelling in which it is dialled
 * @throws OutboundError `address_blocked`
 */
export function checkAddress(
  host: string,
  address: string,
  mayBeLocal: boolean,
): { address: string; family: 4 | 6 } {
  const judged = judgeAddress(address);
  if (judged.verdict === "public" || (judged.verdict === "local" && mayBeLocal)) return judged;
  const verb = host === address ? "is" : "leads to";
  throw new OutboundError("address_blocked", `${host} ${verb} ${judged.kind}, which tools may not reach.`);
}

/** Only the port that is listed; 80 and 443 are no exception at a local address. */
function isListedLocal(local: readonly HostPattern[], host: string, port: number): boolean {
  return local.some((entry) => !entry.wildcard && entry.host === host && entry.port === port);
}

function checkDomain(
  { host, port, method }: { host: string; port: number; method: string },
  { publicRead, hosts }: Rules["domains"][number],
): void {
  if (allowsHost(hosts, host, port)) return;
  if (publicRead && isUsualPort(port)) {
    if (method === "GET" || method === "HEAD") return;
    const message = `${host} may be read but not sent ${method} requests: it is not one of the allowed hosts.`;
    throw new OutboundError("domain_not_allowed", message);
  }
  const where = isUsualPort(port) ? host : `Port ${port} of ${host}`;
  throw new OutboundError("domain_not_allowed", `${where} is not one of the allowed hosts.`);
}

function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
