import { type APIRequestContext, expect, test } from "@playwright/test";
import { hashPassword } from "#lib/auth/password.ts";
import type { Database } from "#lib/db/client.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { newMember } from "#lib/testing/members.ts";
import { openInstallation } from "./installation.ts";

const PASSWORD = "a password for the stream";

test.use({ storageState: { cookies: [], origins: [] } });

let database: Database;
let member: Awaited<ReturnType<typeof newMember>>;

test.beforeAll(async () => {
  database = openInstallation();
  member = await newMember(database.prisma);
  const passwordHash = await hashPassword(PASSWORD);
  await database.prisma.user.update({ where: { id: member.userId }, data: { passwordHash } });
});

test.afterAll(async () => {
  await database.prisma.workspace.delete({ where: { id: member.workspaceId } });
  await database.prisma.user.delete({ where: { id: member.userId } });
  await database.close();
});

/** Signs in and gives the cookies as a header. */
async function signIn(request: APIRequestContext): Promise<string> {
  const { csrfToken } = (await (await request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const form = { csrfToken, email: `${member.userId}@example.com`, password: PASSWORD, json: "true" };
  expect((await request.post("/api/auth/callback/credentials", { form })).status()).toBe(200);
  const { cookies } = await request.storageState();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Appends one event to the workspace's list, as a worker does. */
async function append(): Promise<void> {
  const { workspaceId } = member;
  await database.prisma.$transaction((tx) =>
    appendEvents(tx, {
      workspaceId,
      topic: "inbox",
      bodies: [{ type: "plan.status", status: "draft", report: null, message: null }],
    }),
  );
  announce(database.prisma, workspaceId, ["inbox"]);
}

/** An open stream, read block by block. */
async function open(url: string, headers: Record<string, string>) {
  const gone = new AbortController();
  const response = await fetch(url, {
    headers: { "accept-encoding": "gzip, br", ...headers },
    signal: gone.signal,
  });
  expect(response.status).toBe(200);
  if (!response.body) throw new Error("The stream has no body.");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  /** The next block of lines, or null at the end. Comments (heartbeats) are passed over. */
  const next = async (): Promise<string | null> => {
    for (;;) {
      const end = rest.indexOf("\n\n");
      if (end !== -1) {
        const block = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (!block.startsWith(":")) return block;
        continue;
      }
      const { done, value } = await reader.read();
      if (done) return null;
      rest += value;
    }
  };
  return { headers: response.headers, next, close: () => gone.abort() };
}

test("a stream speaks at once, resumes where the browser left it, and ends when its session is revoked", async ({
  request,
  baseURL,
}) => {
  const cookie = await signIn(request);
  const url = `${baseURL}/api/events?topics=inbox&after=0`;

  const first = await open(url, { cookie });
  expect(first.headers.get("content-type")).toContain("text/event-stream");
  expect(first.headers.get("content-encoding")).toBeNull();
  expect(first.headers.get("x-accel-buffering")).toBe("no");
  expect(await first.next()).toBe("retry: 1000");
  await append();
  expect(await first.next()).toMatch(/^id: inbox=1\ndata: \{.*"seq":1,/);
  first.close();

  // While nobody listens.
  await append();
  const second = await open(url, { cookie, "last-event-id": "inbox=1" });
  expect(await second.next()).toBe("retry: 1000");
  expect(await second.next()).toMatch(/^id: inbox=2\n/);
  await append();
  expect(await second.next()).toMatch(/^id: inbox=3\n/);

  await database.prisma.userSession.updateMany({
    where: { userId: member.userId },
    data: { revokedAt: new Date() },
  });
  expect(await second.next()).toBeNull();
  expect((await fetch(url, { headers: { cookie } })).status).toBe(401);
});
