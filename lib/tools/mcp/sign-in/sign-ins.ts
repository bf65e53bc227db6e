import { setTimeout as pause } from "node:timers/promises";
import { refreshAuthorization } from "@modelcontextprotocol/sdk/client/auth.js";
import type { Db } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { abortable } from "../../abortable.ts";
import { ToolError } from "../../contract.ts";
import type { GuardedFetch } from "../../http/guarded-fetch.ts";
import { oauthFetch } from "./oauth-fetch.ts";
import { openPart, openTokens, sealPart, type SignInKey, type Tokens } from "./sealed-sign-in.ts";
import { informationOf, SignInClient } from "./sign-in-client.ts";
import { isRefusal, signInFailure } from "./sign-in-failure.ts";
import { SignInServer } from "./sign-in-server.ts";
import { signInNeeded, type SignIn } from "./sign-in.ts";
import { takeTokens } from "./token-answer.ts";

/** How long before it runs out a token is renewed: a request takes its time. */
const AHEAD_MS = 30_000;
/** How long renewing may take in all; afterwards another worker may try. */
const RENEWING_SECONDS = 30;
const RENEWING_MS = 20_000;
/** How often it is looked whether another worker has renewed a token. */
const LOOK_MS = 100;

/** What sign-ins are renewed with. */
export type SignInMeans = {
  db: Db;
  /** The way outside of a workspace as such: renewing is no run's doing. */
  http: (workspaceId: string) => GuardedFetch;
  /** Told every token that is used, which must not be kept in what steps give. */
  onToken: (workspaceId: string, token: string) => void;
};

type Row = NonNullable<Awaited<ReturnType<SignIns["read"]>>>;

/** The sign-ins at MCP servers. Tokens are renewed by one worker at a time: what renews them is often good for one use. */
export class SignIns {
  readonly #means: SignInMeans;

  constructor(means: SignInMeans) {
    this.#means = means;
  }

  /** The sign-in at a server, by its name for messages. */
  of(key: SignInKey, server: string): SignIn {
    return {
      token: async (signal) => {
        const row = await abortable(signal, () => this.read(key));
        const tokens = this.#tokens(row, key, server);
        const late = row?.expiresAt && row.expiresAt.getTime() < Date.now() + AHEAD_MS;
        return late ? this.#renewed(row, tokens, { key, server, signal }) : this.#use(tokens, key);
      },
      renew: async (refused, signal) => {
        const row = await abortable(signal, () => this.read(key));
        const tokens = this.#tokens(row, key, server);
        if (!row || tokens.access !== refused) return this.#use(tokens, key);
        return this.#renewed(row, tokens, { key, server, signal });
      },
      refused: () => signInNeeded(server, "The server does not accept its sign-in."),
    };
  }

  /** The row of a sign-in as it is now. */
  read({ workspaceId, serverId }: SignInKey) {
    return this.#means.db.mcpSignIn.findUnique({
      where: { workspaceId_serverId: { workspaceId, serverId } },
    });
  }

  /** @throws ToolError `sign_in_needed` */
  #tokens(row: Row | null, key: SignInKey, server: string): Tokens {
    if (!row || row.tokens === null) {
      throw signInNeeded(server, row?.problem ?? "Nobody is signed in there.");
    }
    const tokens = openTokens(row.tokens, key);
    if (tokens) return tokens;
    const why = "The sign-in cannot be opened: the installation's encryption key is another one than before.";
    throw signInNeeded(server, why);
  }

  #use({ access }: Tokens, { workspaceId }: SignInKey): string {
    this.#means.onToken(workspaceId, access);
    return access;
  }

  /** Another access token: got with the refresh token by whoever may do so first, and waited for by everybody else. */
  async #renewed(
    row: Row,
    tokens: Tokens,
    about: { key: SignInKey; server: string; signal: AbortSignal },
  ): Promise<string> {
    const { key, server, signal } = about;
    const { workspaceId, serverId } = key;
    if (tokens.refresh === null) {
      const why = "The sign-in has run out, and its server gives nothing to renew it with.";
      await this.#end(key, row.generation, null, why);
      throw signInNeeded(server, why);
    }
    for (;;) {
      signal.throwIfAborted();
      const renewing = newId();
      const claimed = await this.#means.db.$executeRaw`
        update mcp_sign_ins
        set renewing = ${renewing}, renewing_until = now() + make_interval(secs => ${RENEWING_SECONDS})
        where workspace_id = ${workspaceId} and server_id = ${serverId} and generation = ${row.generation}
          and (renewing is null or renewing_until < now())`;
      if (claimed === 1) {
        // Not under the step's signal: what is given must be kept, whether that step still waits for it or not.
        const spending = this.#spend(row, tokens, { key, server, renewing });
        spending.catch(() => undefined);
        await abortable(signal, () => spending);
      } else await pause(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
      const now = await abortable(signal, () => this.read(key));
      if (now?.generation !== row.generation) return this.#use(this.#tokens(now, key, server), key);
    }
  }

  /** @throws ToolError when it could not be renewed now, or `sign_in_needed` never again */
  async #spend(
    row: Row,
    { refresh }: Tokens,
    { key, server, renewing }: { key: SignInKey; server: string; renewing: string },
  ): Promise<void> {
    const where = { ...key, generation: row.generation, renewing };
    const free = { renewing: null, renewingUntil: null };
    const secret = openPart("client", row.clientSecret, key);
    const { metadata, resource } = SignInServer.parse(row.server);
    try {
      const answer = await refreshAuthorization(metadata.issuer, {
        metadata,
        clientInformation: informationOf({ client: SignInClient.parse(row.client), secret }),
        refreshToken: refresh ?? "",
        resource,
        fetchFn: oauthFetch(this.#means.http(key.workspaceId), AbortSignal.timeout(RENEWING_MS)),
      });
      const { tokens, expiresAt } = takeTokens(answer, new Date());
      const sealed = sealPart("tokens", JSON.stringify(tokens), key);
      await this.#means.db.mcpSignIn.updateMany({
        where,
        data: { tokens: sealed, expiresAt, problem: null, generation: row.generation + 1, ...free },
      });
    } catch (cause) {
      const { host } = new URL(metadata.token_endpoint);
      const failure = signInFailure(cause, host, [refresh ?? "", secret ?? ""]);
      if (!isRefusal(cause)) {
        await this.#means.db.mcpSignIn.updateMany({ where, data: free });
        throw new ToolError(
          failure.code,
          `The sign-in at “${server}” could not be renewed. ${failure.message}`,
          {
            retryable: failure.retryable,
            cause: failure,
          },
        );
      }
      const why = `The sign-in has ended. ${failure.message}`;
      await this.#end(key, row.generation, renewing, why);
      throw signInNeeded(server, why);
    }
  }

  async #end(key: SignInKey, generation: number, renewing: string | null, problem: string): Promise<void> {
    await this.#means.db.mcpSignIn.updateMany({
      where: { ...key, generation, ...(renewing !== null && { renewing }) },
      data: {
        tokens: null,
        expiresAt: null,
        signedInAt: null,
        problem,
        generation: generation + 1,
        renewing: null,
        renewingUntil: null,
      },
    });
  }
}
