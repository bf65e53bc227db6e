import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What an authorization server does otherwise than it should, or than others do. */
export type OauthWhims = {
  expiresIn: number;
  /** In its metadata, on top of what is true. */
  metadata: Record<string, unknown>;
  /** In what it sends people back with; null: left out. */
  iss: string | null | undefined;
  /** Where it redirects from these paths. */
  redirects: Record<string, string>;
  /** Answers the token endpoint with this status, and does nothing. */
  tokenStatus: number | null;
};

type Client = { id: string; secret: string | null; redirectUris: string[] };
type Grant = { clientId: string; redirectUri: string; challenge: string; resource: string; family: string };
type Refresh = { clientId: string; resource: string; family: string; spent: boolean };

/** Reads the whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/**
 * An OAuth 2.1 authorization server as MCP wants it: discovery, dynamic registration, authorization codes with PKCE that are good once,
 * resources, refresh tokens that rotate and whose reuse ends all that came of them, and revocation. A person presses "Allow".
 */
export class OauthServer {
  readonly origin: string;
  readonly whims: OauthWhims = {
    expiresIn: 3_600,
    metadata: {},
    iss: undefined,
    redirects: {},
    tokenStatus: null,
  };
  /** How often each thing happened: "refresh", "refused refresh", "code", "register", "revoke". */
  readonly done: Record<string, number> = {};
  /** Every token that was given out. */
  readonly issued: string[] = [];
  readonly clients = new Map<string, Client>();
  readonly #codes = new Map<string, Grant & { used: boolean }>();
  readonly #refresh = new Map<string, Refresh>();
  readonly #access = new Map<string, { resource: string; family: string }>();

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Whether an access token is good for a resource. */
  accepts(token: string, resource: string): boolean {
    return this.#access.get(token)?.resource === resource;
  }

  /** Forgets every access token, as if all had run out. */
  expireAccess(): void {
    this.#access.clear();
  }

  /** Forgets every refresh token, as if somebody had taken them back. */
  revokeAll(): void {
    this.#refresh.clear();
    this.#access.clear();
  }

  /** Answers a request of this server's; false: it is not this server's. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? "/", this.origin);
    const to = this.whims.redirects[url.pathname];
    if (to !== undefined) {
      response.writeHead(302, { location: to }).end();
      return true;
    }
    const route = `${request.method} ${url.pathname}`;
    if (route === "GET /.well-known/oauth-authorization-server") give(response, 200, this.#metadata());
    else if (route === "POST /register") this.#register(response, await bodyOf(request));
    else if (route === "GET /authorize") this.#ask(response, url.searchParams);
    else if (route === "POST /authorize")
      this.#decide(response, url.searchParams, new URLSearchParams(await bodyOf(request)));
    else if (route === "POST /token")
      this.#token(request, response, new URLSearchParams(await bodyOf(request)));
    else if (route === "POST /revoke") {
      this.#count("revoke");
      this.#refresh.delete(new URLSearchParams(await bodyOf(request)).get("token") ?? "");
      response.writeHead(200).end();
    } else return false;
    return true;
  }

  #metadata() {
    return {
      issuer: this.origin,
      authorization_endpoint: `${this.origin}/authorize`,
      token_endpoint: `${this.origin}/token`,
      registration_endpoint: `${this.origin}/register`,
      revocation_endpoint: `${this.origin}/revoke`,
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      token_endpoint_auth_methods_supported: ["none", "client_secret_basic"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      ...this.whims.metadata,
    };
  }

  #register(response: ServerResponse, body: string): void {
    this.#count("register");
    const asked = JSON.parse(body) as { redirect_uris: string[]; token_endpoint_auth_method?: string };
    const client = { id: secretText(), secret: null, redirectUris: asked.redirect_uris };
    this.clients.set(client.id, client);
    give(response, 201, { ...asked, client_id: client.id });
  }

  #ask(response: ServerResponse, asked: URLSearchParams): void {
    const client = this.clients.get(asked.get("client_id") ?? "");
    const right =
      client?.redirectUris.includes(asked.get("redirect_uri") ?? "") === true &&
      asked.get("response_type") === "code" &&
      asked.get("code_challenge_method") === "S256" &&
      (asked.get("code_challenge") ?? "") !== "" &&
      (asked.get("resource") ?? "").startsWith(this.origin);
    if (!right) return give(response, 400, { error: "invalid_request" });
    response.writeHead(200, { "content-type": "text/html" }).end(
      `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Sign in</title><h1>May Planwright act for you?</h1>
      <form method="post"><button name="answer" value="allow">Allow</button> <button name="answer" value="refuse">Refuse</button></form>`,
    );
  }

  #decide(response: ServerResponse, asked: URLSearchParams, form: URLSearchParams): void {
    const back = new URL(asked.get("redirect_uri") ?? "");
    const { iss = this.origin } = this.whims;
    if (iss !== null) back.searchParams.set("iss", iss);
    back.searchParams.set("state", asked.get("state") ?? "");
    if (form.get("answer") === "allow") {
      const code = secretText();
      this.#codes.set(code, {
        clientId: asked.get("client_id") ?? "",
        redirectUri: back.origin + back.pathname,
        challenge: asked.get("code_challenge") ?? "",
        resource: asked.get("resource") ?? "",
        family: secretText(),
        used: false,
      });
      back.searchParams.set("code", code);
    } else back.searchParams.set("error", "access_denied");
    response.writeHead(303, { location: back.href }).end();
  }

  #token(request: IncomingMessage, response: ServerResponse, form: URLSearchParams): void {
    if (this.whims.tokenStatus !== null) return void response.writeHead(this.whims.tokenStatus).end();
    const clientId = this.#clientOf(request, form);
    if (clientId === null) return give(response, 401, { error: "invalid_client" });
    if (form.get("grant_type") === "refresh_token") return this.#renew(response, clientId, form);
    const code = this.#codes.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const right =
      code?.clientId === clientId &&
      code.challenge === challenge &&
      code.redirectUri === form.get("redirect_uri") &&
      code.resource === form.get("resource");
    if (!code || !right) return give(response, 400, { error: "invalid_grant" });
    if (code.used) {
      this.#endFamily(code.family);
      return give(response, 400, { error: "invalid_grant", error_description: "The code was used before." });
    }
    code.used = true;
    this.#count("code");
    give(response, 200, this.#tokens(code));
  }

  #renew(response: ServerResponse, clientId: string, form: URLSearchParams): void {
    const known = this.#refresh.get(form.get("refresh_token") ?? "");
    if (known?.clientId !== clientId || known.spent || known.resource !== form.get("resource")) {
      this.#count("refused refresh");
      if (known) this.#endFamily(known.family);
      const description = `The refresh token ${form.get("refresh_token")} is good no more.`;
      return give(response, 400, { error: "invalid_grant", error_description: description });
    }
    known.spent = true;
    this.#count("refresh");
    give(response, 200, this.#tokens(known));
  }

  #tokens({ clientId, resource, family }: Omit<Refresh, "spent">) {
    const [access, refresh] = [secretText(), secretText()];
    this.issued.push(access, refresh);
    this.#access.set(access, { resource, family });
    this.#refresh.set(refresh, { clientId, resource, family, spent: false });
    const claims = Buffer.from(JSON.stringify({ email: "ann@example.com" })).toString("base64url");
    return {
      access_token: access,
      token_type: "Bearer",
      expires_in: this.whims.expiresIn,
      refresh_token: refresh,
      id_token: `e30.${claims}.`,
    };
  }

  #clientOf(request: IncomingMessage, form: URLSearchParams): string | null {
    const [id, secret] = request.headers.authorization?.startsWith("Basic ")
      ? Buffer.from(request.headers.authorization.slice("Basic ".length), "base64").toString().split(":")
      : [form.get("client_id") ?? "", null];
    const client = this.clients.get(id ?? "");
    return client && client.secret === (secret ?? null) ? client.id : null;
  }

  #endFamily(family: string): void {
    for (const [token, grant] of this.#access) if (grant.family === family) this.#access.delete(token);
    for (const [token, grant] of this.#refresh) if (grant.family === family) this.#refresh.delete(token);
  }

  #count(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1;
  }
}

function secretText(): string {
  return randomBytes(24).toString("base64url");
}

function give(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
