import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { createDb } from "#lib/db/client.ts";
import type { Id } from "#lib/domain/ids.ts";
import type { JobDeps } from "#lib/jobs/job.ts";
import { readMcpServerJob } from "#lib/jobs/read-mcp-server.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { startSignedInServer } from "#lib/testing/signed-in-mcp-server.ts";
import { UNATTENDED } from "#lib/testing/tool-result.ts";
import { systemDial } from "#lib/tools/http/guarded-connector.ts";
import { guardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import { approvedTools } from "#lib/tools/mcp/approved-tools.ts";
import { whyUnavailable } from "#lib/tools/mcp/approved-tool.ts";
import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { sealPart } from "#lib/tools/mcp/sign-in/sealed-sign-in.ts";
import { SignIns } from "#lib/tools/mcp/sign-in/sign-ins.ts";
import { approveMcpTool } from "./approve-mcp-tool.ts";
import { connectMcpServer } from "./connect-mcp-server.ts";
import { disconnectMcpServer } from "./disconnect-mcp-server.ts";
import { finishMcpSignIn } from "./finish-mcp-sign-in.ts";
import { listMcpServers } from "./list-mcp-servers.ts";
import { saveMcpServer } from "./save-mcp-server.ts";

const { prisma, pool, url } = await testDb();
const other = createDb(url, 2);
let web = await startSignedInServer();
afterAll(async () => {
  await other.close();
  await web.close();
});

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "k".repeat(40));
  return () => vi.unstubAllEnvs();
});

const REDIRECT = "https://plans.example/api/mcp-servers/signed-in";
const SESSION = "session-of-ada";
const dialled: string[] = [];
const http = (...hosts: string[]) =>
  guardedFetch({
    domains: { publicRead: true, hosts: [web.host, ...hosts] },
    local: [web.host],
    connect: {
      dial: (target) => {
        dialled.push(`${target.host}:${target.port}`);
        return systemDial(target);
      },
    },
  });
const noted: string[] = [];
const signIns = (db = prisma) =>
  new SignIns({ db, http: () => http(), onToken: (_, token) => noted.push(token) });

let { ctx, workspaceId } = await newMember(prisma);
let serverId: Id;
beforeEach(async () => {
  await web.close();
  web = await startSignedInServer();
  ({ ctx, workspaceId } = await newMember(prisma));
  ({ id: serverId } = await saveMcpServer({ ctx, input: wish({}) }));
  dialled.length = 0;
});

function wish({
  id = null,
  clientId = "",
  clientSecret = "",
}: {
  id?: Id | null;
  clientId?: string;
  clientSecret?: string;
}) {
  return { id, name: "tools", url: web.url, signIn: { clientId, clientSecret } };
}

const begin = (from = {}, way = http()) =>
  connectMcpServer({
    ctx,
    input: { serverId },
    from: { sessionId: SESSION, redirectUri: REDIRECT, ...from },
    http: way,
  });

/** What a person brings back who answers the authorization server's question. */
async function answered(to: string, answer = "allow"): Promise<Record<string, string>> {
  expect((await fetch(to)).status).toBe(200);
  const body = new URLSearchParams({ answer });
  const response = await fetch(to, { method: "POST", body, redirect: "manual" });
  const back = new URL(response.headers.get("location") ?? "");
  expect(back.origin + back.pathname).toBe(REDIRECT);
  return Object.fromEntries(back.searchParams);
}

const finish = (input: Record<string, string>, session = SESSION) =>
  finishMcpSignIn({ ctx, input: { state: "", ...input }, session, http: http() });

async function signInNow(): Promise<void> {
  expect(await finish(await answered((await begin()).url))).toEqual({ signedIn: true });
}

const row = () =>
  prisma.mcpSignIn.findUniqueOrThrow({ where: { workspaceId_serverId: { workspaceId, serverId } } });
const view = async () => (await listMcpServers({ ctx, input: {} })).servers[0];
const token = (of = signIns()) =>
  of.of({ workspaceId, serverId }, "tools").token(new AbortController().signal);
const runOut = () => prisma.mcpSignIn.updateMany({ where: { serverId }, data: { expiresAt: new Date(0) } });

/** Carries out the reading that waits for the server, as a worker would. */
async function read(): Promise<void> {
  const deps: JobDeps = {
    db: prisma,
    pool,
    log: createLogger("test"),
    mcp: {
      processes: new McpProcesses({}),
      http: () => http(),
      secret: (_, name) => UNATTENDED.secret(name),
      signIn: (key, server) => signIns().of(key, server),
    },
  };
  const { reading } = await prisma.mcpServer.findFirstOrThrow({ where: { id: serverId } });
  await readMcpServerJob(
    deps,
    { workspaceId, serverId, readingId: reading },
    { job: { id: "1", attempts: 1 } },
  );
}

describe("signing in", () => {
  test("is found out, registered, proved and kept sealed; then the server's tools are read", async () => {
    await read();
    expect(await view()).toMatchObject({
      state: "failed",
      message: expect.stringContaining("Nobody is signed in") as string,
      signIn: { signedIn: null, problem: null },
    });
    const { url: to } = await begin();
    const asked = new URL(to).searchParams;
    expect(asked.get("resource")).toBe(web.url);
    expect(asked.get("scope")).toBe("tools");
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(await finish(await answered(to))).toEqual({ signedIn: true });
    expect(await view()).toMatchObject({
      state: "reading",
      signIn: { signedIn: { account: "ann@example.com", by: "Ada" }, until: null, problem: null },
    });
    await read();
    const seen = await view();
    expect(seen).toMatchObject({ state: "ready", tools: [{ name: "hello" }, { name: "wait" }] });
    const access = await token();
    expect(web.oauth.accepts(access, web.url)).toBe(true);
    expect(noted).toContain(access);
    expect(JSON.stringify([await row(), seen])).not.toContain(access);
    // Known there for this address, so it is not registered again.
    await signInNow();
    expect(web.oauth.done["register"]).toBe(1);
    await begin({ redirectUri: "https://elsewhere.example/api/mcp-servers/signed-in" });
    expect(web.oauth.done["register"]).toBe(2);
  });

  test("counts once, with its own state and in its own session", async () => {
    const back = await answered((await begin()).url);
    await expect(finish({ ...back, state: "another" })).rejects.toMatchObject({ code: "not_found" });
    await expect(finish(back, "session-of-mallory")).rejects.toMatchObject({ code: "not_found" });
    const outsider = await newMember(prisma);
    const call = finishMcpSignIn({
      ctx: outsider.ctx,
      input: { state: "", ...back },
      session: SESSION,
      http: http(),
    });
    await expect(call).rejects.toMatchObject({ code: "not_found" });
    expect(web.oauth.done["code"]).toBeUndefined();
    expect(await finish(back)).toEqual({ signedIn: true });
    await expect(finish(back)).rejects.toMatchObject({ code: "not_found" });
    expect(web.oauth.done["code"]).toBe(1);
  });

  test("that took too long does not count", async () => {
    const back = await answered((await begin()).url);
    await prisma.mcpSignInAttempt.updateMany({ data: { expiresAt: new Date(0) } });
    await expect(finish(back)).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    ["another issuer", "https://evil.example"],
    ["no issuer, though it says that it names it", null],
  ])("with %s in the answer is not used", async (_, iss) => {
    web.oauth.whims.iss = iss;
    expect(await finish(await answered((await begin()).url))).toEqual({ signedIn: false });
    expect((await view())?.signIn).toMatchObject({
      signedIn: null,
      problem: expect.stringContaining("did not come from") as string,
    });
    expect(web.oauth.done["code"]).toBeUndefined();
  });

  test("that the person refuses says so, and leaves who was signed in as they were", async () => {
    await signInNow();
    expect(await finish(await answered((await begin()).url, "refuse"))).toEqual({ signedIn: false });
    expect((await view())?.signIn).toMatchObject({
      signedIn: { account: "ann@example.com" },
      problem: expect.stringContaining("access_denied") as string,
    });
  });

  test("with a code that was used before is refused by the authorization server", async () => {
    const first = await answered((await begin()).url);
    await finish(first);
    const second = await answered((await begin()).url);
    expect(await finish({ ...second, code: first["code"] ?? "" })).toEqual({ signedIn: false });
    expect((await view())?.signIn?.problem).toContain("refused: invalid_grant");
  });
});

describe("where to sign in", () => {
  const refused = (message: string) =>
    expect(begin()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(message) as string,
    });

  test("is not looked for at an address that is refused", async () => {
    web.resource["authorization_servers"] = ["https://169.254.169.254"];
    await refused("which tools may not reach");
    web.resource["authorization_servers"] = ["https://10.0.0.7"];
    await refused("which tools may not reach");
    expect([...new Set(dialled)]).toEqual([web.host]);
  });

  test("is not followed to where its description redirects", async () => {
    web.oauth.whims.redirects["/.well-known/oauth-authorization-server"] = "http://169.254.169.254/latest";
    await refused("does not say how people sign in there");
    expect([...new Set(dialled)]).toEqual([web.host]);
  });

  test("must be encrypted where it is not this installation's own", async () => {
    web.resource["authorization_servers"] = ["http://auth.example"];
    await refused("unencrypted");
  });

  test.each<[string, () => void]>([
    ["which is another address", () => (web.oauth.whims.metadata["issuer"] = "https://evil.example")],
    ["which is another address", () => (web.resource["resource"] = "https://evil.example/mcp")],
    ["PKCE", () => (web.oauth.whims.metadata["code_challenge_methods_supported"] = ["plain"])],
    ["cannot be read", () => (web.oauth.whims.metadata["token_endpoint"] = "javascript:alert(1)")],
    ["does not register clients", () => (web.oauth.whims.metadata["registration_endpoint"] = undefined)],
  ])("is refused: %s", async (message, spoil) => {
    spoil();
    await refused(message);
  });

  test("that has moved since is not told what renews the old sign-in", async () => {
    await signInNow();
    const before = await token();
    web.oauth.whims.metadata["token_endpoint"] = "https://10.0.0.7/token";
    await runOut();
    // Still at the place where the person signed in.
    expect(await token()).not.toBe(before);
    expect([...new Set(dialled)]).toEqual([web.host]);
  });

  test("that is another one now does not get the secret of a client that was entered for the first", async () => {
    web.oauth.clients.set("ours", { id: "ours", secret: "hush-hush", redirectUris: [REDIRECT] });
    await saveMcpServer({ ctx, input: wish({ id: serverId, clientId: "ours", clientSecret: "hush-hush" }) });
    await signInNow();
    expect(web.oauth.done["register"]).toBeUndefined();
    expect((await view())?.signIn?.clientId).toBe("ours");
    expect(JSON.stringify([await row(), await view()])).not.toContain("hush-hush");
    // Kept beside the same id, and the sign-in with it.
    await saveMcpServer({ ctx, input: wish({ id: serverId, clientId: "ours" }) });
    expect((await view())?.signIn?.signedIn).not.toBeNull();
    await runOut();
    await token();
    const elsewhere = await startSignedInServer();
    web.resource["authorization_servers"] = [`http://${elsewhere.host}`];
    const both = [web.host, elsewhere.host];
    const moved = begin({}, guardedFetch({ domains: { publicRead: true, hosts: both }, local: both }));
    await expect(moved).rejects.toMatchObject({ message: expect.stringContaining("client id") as string });
    await elsewhere.close();
    await saveMcpServer({ ctx, input: wish({ id: serverId, clientId: "another" }) });
    expect((await view())?.signIn?.signedIn).toBeNull();
  });
});

describe("a token that has run out", () => {
  test("is renewed once, however many workers need it at the same time", async () => {
    await signInNow();
    const before = await token();
    await runOut();
    const [one, two] = [signIns(), signIns(other.prisma)];
    const got = await Promise.all(Array.from({ length: 10 }, (_, at) => token(at % 2 === 0 ? one : two)));
    expect(new Set(got).size).toBe(1);
    expect(got[0]).not.toBe(before);
    expect(web.oauth.done).toEqual({ register: 1, code: 1, refresh: 1 });
    expect((await row()).generation).toBe(2);
  });

  test("is renewed though the step that needed it was called off", async () => {
    await signInNow();
    await runOut();
    const stop = new AbortController();
    const asked = signIns().of({ workspaceId, serverId }, "tools").token(stop.signal);
    const soon = { timeout: 30_000 };
    await expect.poll(async () => (await row()).renewing ?? (await row()).generation, soon).not.toBe(1);
    stop.abort(new Error("enough"));
    await asked.catch((cause: unknown) => expect(cause).toEqual(new Error("enough")));
    await expect.poll(async () => (await row()).generation, soon).toBe(2);
    expect(web.oauth.accepts(await token(), web.url)).toBe(true);
  });

  test("is renewed by another worker when the one that began to has not ended in time", async () => {
    await signInNow();
    await prisma.mcpSignIn.updateMany({
      where: { serverId },
      data: { expiresAt: new Date(0), renewing: "a dead worker", renewingUntil: new Date(0) },
    });
    expect(web.oauth.accepts(await token(), web.url)).toBe(true);
    expect(await row()).toMatchObject({ renewing: null, generation: 2 });
  });

  test("stays when the authorization server cannot answer, and is renewed when it can", async () => {
    await signInNow();
    await runOut();
    web.oauth.whims.tokenStatus = 503;
    await expect(token()).rejects.toMatchObject({ code: "sign_in_unreachable", retryable: true });
    web.oauth.whims.tokenStatus = null;
    expect(web.oauth.accepts(await token(), web.url)).toBe(true);
  });

  test("that cannot be renewed any more asks for an owner, and tells nobody what it was", async () => {
    await signInNow();
    await read();
    const hello = (await view())?.tools[0];
    await approveMcpTool({
      ctx,
      input: { serverId, name: "hello", hash: hello?.hash ?? "", sideEffect: "read" },
    });
    web.oauth.revokeAll();
    await runOut();
    const failure = {
      code: "sign_in_needed",
      retryable: false,
      message: expect.stringMatching(
        /ended.+An owner must sign in at the MCP server “tools” under Settings/s,
      ) as string,
    };
    await expect(token()).rejects.toMatchObject(failure);
    await expect(token()).rejects.toMatchObject(failure);
    expect(web.oauth.done["refused refresh"]).toBe(1);
    const { signIn } = (await view()) ?? {};
    expect(signIn).toMatchObject({
      signedIn: null,
      problem: expect.stringContaining("invalid_grant") as string,
    });
    expect(signIn?.problem).toContain("•••");
    const [approved] = await approvedTools(prisma, workspaceId);
    expect(approved && whyUnavailable(approved)).toContain("Nobody is signed in");
    await signInNow();
    expect((await view())?.signIn).toMatchObject({ signedIn: { by: "Ada" }, problem: null });
  });

  test("without anything to renew it with asks for an owner", async () => {
    await signInNow();
    const key = { workspaceId, serverId };
    const tokens = sealPart("tokens", JSON.stringify({ access: "only-this", refresh: null }), key);
    await prisma.mcpSignIn.updateMany({ where: { serverId }, data: { tokens } });
    expect((await view())?.signIn?.until).not.toBeNull();
    expect(await token()).toBe("only-this");
    await runOut();
    await expect(token()).rejects.toMatchObject({ code: "sign_in_needed" });
  });

  test("which the server refuses before its time is renewed in the middle of the work", async () => {
    await signInNow();
    web.oauth.expireAccess();
    await read();
    expect(await view()).toMatchObject({ state: "ready" });
    expect(web.oauth.done["refresh"]).toBe(1);
  });
});

test("signing out forgets the tokens, and gives them back", async () => {
  await signInNow();
  await disconnectMcpServer({ ctx, input: { serverId }, http: http() });
  expect(web.oauth.done["revoke"]).toBe(1);
  expect(await row()).toMatchObject({ tokens: null, signedInAt: null, account: null });
  await expect(token()).rejects.toMatchObject({ code: "sign_in_needed" });
});

test("a sign-in sealed under another encryption key says so", async () => {
  await signInNow();
  await prisma.mcpSignIn.updateMany({ where: { serverId }, data: { tokens: "v1.AAAA" } });
  await expect(token()).rejects.toMatchObject({
    message: expect.stringContaining("encryption key") as string,
  });
  expect((await view())?.signIn?.problem).toContain("encryption key");
});
