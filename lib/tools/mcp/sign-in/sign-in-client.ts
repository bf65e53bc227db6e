import { registerClient } from "@modelcontextprotocol/sdk/client/auth.js";
import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";
import { ToolError } from "../../contract.ts";
import type { SignInServer } from "./sign-in-server.ts";

/**
 * By what an authorization server knows this installation, without the secret. `given`: an owner entered it; else it was registered by us.
 * `issuer`: the one authorization server that it is for; null: it was given and has not been used yet. `redirectUri`: for which address it
 * was registered.
 */
export const SignInClient = z.object({
  id: z.string().regex(/^[\x20-\x7e]{1,1000}$/),
  given: z.boolean(),
  issuer: z.string().nullable(),
  redirectUri: z.string().nullable(),
  /** How it proves itself; null: as the server's metadata say. */
  method: z.enum(["none", "client_secret_basic", "client_secret_post"]).nullable(),
});
export type SignInClient = z.infer<typeof SignInClient>;

/** A client with its secret, if it has one. */
export type OpenClient = { client: SignInClient; secret: string | null };

/** The client in the form of the SDK's functions. */
export function informationOf({ client, secret }: OpenClient) {
  return {
    client_id: client.id,
    ...(secret !== null && { client_secret: secret }),
    ...(client.method !== null && { token_endpoint_auth_method: client.method }),
  };
}

/**
 * The client for an authorization server: the one that is known there for this address, or one that is registered there now.
 * @throws ToolError `bad_sign_in` when an owner's is for another server, or there is none and the server registers nobody
 */
export async function clientFor(
  { metadata, scope }: SignInServer,
  known: OpenClient | null,
  redirectUri: string,
  fetch: FetchLike,
): Promise<OpenClient> {
  const { issuer } = metadata;
  if (known?.client.given) {
    if (known.client.issuer !== null && known.client.issuer !== issuer) {
      const message = `People now sign in for this server at ${issuer.slice(0, 200)}, and its client id was for ${known.client.issuer}. If that is right, enter the client id for the new one.`;
      throw new ToolError("bad_sign_in", message);
    }
    return { ...known, client: { ...known.client, issuer } };
  }
  if (known?.client.issuer === issuer && known.client.redirectUri === redirectUri) return known;
  if (metadata.registration_endpoint === undefined) {
    const message = `${new URL(issuer).host} does not register clients by itself. Register this installation there with the address ${redirectUri}, and enter the client id that you get.`;
    throw new ToolError("bad_sign_in", message);
  }
  const methods = metadata.token_endpoint_auth_methods_supported ?? [];
  // What cannot be kept secret from the server anyway is better not there; PKCE guards the sign-in.
  const wished = methods.includes("none") ? "none" : (methods[0] ?? "client_secret_basic");
  const made = await registerClient(issuer, {
    metadata,
    clientMetadata: {
      client_name: "Planwright",
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: wished,
    },
    ...(scope !== null && { scope }),
    fetchFn: fetch,
  });
  const client = SignInClient.safeParse({
    id: made.client_id,
    given: false,
    issuer,
    redirectUri,
    method: made.token_endpoint_auth_method ?? null,
  });
  if (client.success) return { client: client.data, secret: made.client_secret ?? null };
  throw new ToolError(
    "bad_sign_in",
    `${new URL(issuer).host} registered this installation under no proper id.`,
  );
}
