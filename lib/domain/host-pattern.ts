/**
 * A host that tools may reach: a name or address in its one canonical spelling, `wildcard` when every name below it is meant instead
 * ("*.example.com": any depth, not example.com itself), and the port that is allowed besides 80 and 443.
 */
export type HostPattern = { host: string; wildcard: boolean; port: number | null };

/** The ports that need no mention. */
const USUAL_PORTS = new Set([80, 443]);

/**
 * Reads an entry of a list of allowed hosts: "example.com", "*.example.com", "example.com:8443", "192.0.2.7", "[2001:db8::7]:8080".
 * @returns null when it is none: an address with a path, a lone "*", a wildcard right below a top-level domain ("*.com")
 */
export function parseHostPattern(text: string): HostPattern | null {
  const [, star, name, port] =
    /^(\*\.)?(\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]*%]+)(?::(\d{1,5}))?$/i.exec(text.trim()) ?? [];
  if (name === undefined) return null;
  const host = canonicalHost(name);
  const number = port === undefined ? null : Number(port);
  if (host === null || number === 0 || (number ?? 1) > 65_535) return null;
  const wildcard = star !== undefined;
  if (wildcard && (isAddress(host) || !host.includes("."))) return null;
  return { host, wildcard, port: number };
}

/**
 * A host name as URLs have it (lower case, punycode, IPv4 in four decimal parts, IPv6 shortened and without brackets), without the
 * dot that may stand at its end.
 * @returns null when it is no host name
 */
export function canonicalHost(name: string): string | null {
  const url = URL.parse(`http://${name}`);
  if (url === null || url.pathname !== "/" || url.port !== "" || url.username !== "") return null;
  return plainHost(url);
}

/** The host of an address without brackets and final dot; null when nothing or an empty label is left of it. */
export function plainHost(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const labels = host.split(".");
  return host.length > 253 || labels.some((label) => label === "" || label.length > 63) ? null : host;
}

/** Whether one of the patterns allows this host, given as {@link plainHost} gives it, at this port. */
export function allowsHost(patterns: readonly HostPattern[], host: string, port: number): boolean {
  return patterns.some(
    (pattern) =>
      (USUAL_PORTS.has(port) || pattern.port === port) &&
      (pattern.wildcard ? host.endsWith(`.${pattern.host}`) : host === pattern.host),
  );
}

/** Whether this port may be reached at any public host. */
export function isUsualPort(port: number): boolean {
  return USUAL_PORTS.has(port);
}

/** IPv6 has colons, and a canonical IPv4 ends in a number, which no name may. */
function isAddress(host: string): boolean {
  return host.includes(":") || /\.\d+$/.test(host);
}
