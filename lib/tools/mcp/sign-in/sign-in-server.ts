import { buildDiscoveryUrls, extractWWWAuthenticateParams } from "@modelcontextprotocol/sdk/client/auth.js";
import { checkResourceAllowed } from "@modelcontextprotocol/sdk/shared/auth-utils.js";
import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";
import { ToolError } from "../../contract.ts";

const webAddress = z.url({ protocol: /^https?$/ }).max(2_000);
/** What stands in requests and in the database. */
const plain = z
  .string()
  .max(2_000)
  .regex(/^[\x20-\x7e]*$/);
const names = z.array(plain.max(200)).max(200);

/** What an authorization server says of itself, by the names that RFC 8414 gives it. */
const Metadata = z.object({
  issuer: plain,
  authorization_endpoint: webAddress,
  token_endpoint: webAddress,
  registration_endpoint: webAddress.optional(),
  revocation_endpoint: webAddress.optional(),
  response_types_supported: names,
  scopes_supported: names.optional(),
  token_endpoint_auth_methods_supported: names.optional(),
  code_challenge_methods_supported: names.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

/** What a server says of itself as what is protected (RFC 9728). */
const Resource = z.object({
  resource: plain,
  authorization_servers: z.array(webAddress).max(20).optional(),
  scopes_supported: names.optional(),
});

/**
 * Where people sign in for a server: the authorization server, for which resource its tokens are asked (RFC 8707), and with which scope
 * (null: whatever it gives).
 */
export const SignInServer = z.object({
  metadata: Metadata,
  resource: z.string(),
  scope: z.string().nullable(),
});
export type SignInServer = z.infer<typeof SignInServer>;

/**
 * Finds out where people sign in for a server, by what the server and its authorization server say now.
 * @throws ToolError `bad_sign_in` with what is wrong; OutboundError when they may not or cannot be reached
 */
export async function findSignInServer(url: string, fetch: FetchLike): Promise<SignInServer> {
  const asked = await askUnsigned(url, fetch);
  const resource = await resourceOf(url, asked.resourceMetadataUrl ?? null, fetch);
  if (
    resource &&
    !(
      URL.canParse(resource.resource) &&
      checkResourceAllowed({ requestedResource: url, configuredResource: resource.resource })
    )
  ) {
    throw bad(
      `The server says that signing in there is for ${resource.resource.slice(0, 200)}, which is another address.`,
    );
  }
  // Servers from before RFC 9728 are their own authorization server.
  const issuer = resource?.authorization_servers?.[0] ?? new URL("/", url).href;
  const metadata = await metadataOf(issuer, fetch);
  const scopes = [...(asked.scope?.split(" ") ?? resource?.scopes_supported ?? [])];
  // Without it some authorization servers give nothing to renew a sign-in with.
  if (metadata.scopes_supported?.includes("offline_access") && !scopes.includes("offline_access"))
    scopes.push("offline_access");
  return {
    metadata,
    resource: resource?.resource ?? new URL(url).href,
    scope: scopes.length > 0 ? scopes.join(" ") : null,
  };
}

/** What the server says to somebody who has not signed in. */
async function askUnsigned(url: string, fetch: FetchLike) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
  });
  await response.body?.cancel();
  return response.status === 401 ? extractWWWAuthenticateParams(response) : {};
}

async function resourceOf(
  url: string,
  named: URL | null,
  fetch: FetchLike,
): Promise<z.infer<typeof Resource> | null> {
  const { pathname, search } = new URL(url);
  const wellKnown = "/.well-known/oauth-protected-resource";
  const below = pathname === "/" ? [] : [new URL(`${wellKnown}${pathname.replace(/\/$/, "")}${search}`, url)];
  for (const address of named ? [named] : [...below, new URL(wellKnown, url)]) {
    const found = await documentAt(address, Resource, fetch);
    if (found) return found;
  }
  return null;
}

async function metadataOf(issuer: string, fetch: FetchLike): Promise<z.infer<typeof Metadata>> {
  const { host } = new URL(issuer);
  for (const { url } of buildDiscoveryUrls(issuer)) {
    const metadata = await documentAt(url, Metadata, fetch);
    if (!metadata) continue;
    if (!isSameIssuer(metadata.issuer, issuer))
      throw bad(`${host} says that it is ${metadata.issuer.slice(0, 200)}, which is another address.`);
    if (new URL(issuer).protocol === "https:" && !metadata.authorization_endpoint.startsWith("https:"))
      throw bad(`${host} has people sign in unencrypted.`);
    if (!metadata.response_types_supported.includes("code"))
      throw bad(`${host} does not let people sign in by an authorization code.`);
    if (!metadata.code_challenge_methods_supported?.includes("S256"))
      throw bad(`${host} does not protect sign-ins by PKCE with S256, so that others could take them over.`);
    return metadata;
  }
  throw bad(`${host} does not say how people sign in there.`);
}

/** A document of metadata; null when there is none. What redirects elsewhere has none here. */
async function documentAt<S extends z.ZodType>(
  url: URL,
  schema: S,
  fetch: FetchLike,
): Promise<z.infer<S> | null> {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (!response.ok) {
    await response.body?.cancel();
    return null;
  }
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  throw bad(`What ${url.host} says of signing in cannot be read.`);
}

/** A slash behind a host alone says nothing. */
function isSameIssuer(said: string, asked: string): boolean {
  return said.replace(/\/$/, "") === asked.replace(/\/$/, "");
}

function bad(message: string): ToolError {
  return new ToolError("bad_sign_in", message);
}
