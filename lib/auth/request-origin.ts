/** The part of a request's headers that is read here; `Headers` and Next's own both fit. */
export type HeaderReader = { get(name: string): string | null };

const HOST = /^[a-z0-9.-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/i;

/** The last of a list of hops ("client, proxy1, proxy2"): the nearest one wrote it, those before it may be made up. */
function nearestHop(header: string | null): string | null {
  return header?.split(",").at(-1)?.trim() || null;
}

/**
 * Where the browser thinks it is: `http://127.0.0.1:3000`, `https://plans.example.com`.
 *
 * The configured address wins. Without one the request's own host is taken: whoever lies about it only misleads the answer to
 * their own request, since nothing made from it is stored or sent to another person.
 * @param configured NEXTAUTH_URL, if any
 */
export function requestOrigin(headers: HeaderReader, configured: string | undefined): string {
  if (configured) return new URL(configured).origin;
  const host = nearestHop(headers.get("x-forwarded-host")) ?? headers.get("host") ?? "";
  const scheme = nearestHop(headers.get("x-forwarded-proto")) === "https" ? "https" : "http";
  return `${scheme}://${HOST.test(host) ? host : "localhost"}`;
}

/**
 * Whether a request comes from a page of ours, or from no page at all: browsers say where a request that changes something comes
 * from, programs need not. The scheme is left out: behind a proxy that ends TLS ours may look like http.
 * @param configured NEXTAUTH_URL, if any
 */
export function isSameOrigin(headers: HeaderReader, configured: string | undefined): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin === null) return true;
  return URL.parse(origin)?.host === new URL(requestOrigin(headers, configured)).host;
}

/** The address a request came from, as the nearest proxy saw it, or as Next did where there is none. */
export function clientAddress(headers: HeaderReader): string {
  return nearestHop(headers.get("x-forwarded-for")) ?? "unknown";
}
