import type { IncomingMessage } from "node:http";
import type { NextApiResponse } from "next";
import { getServerSession } from "next-auth/next";
import { encode } from "next-auth/jwt";
import { beforeAll, expect, test, vi } from "vitest";
import { toFailure } from "#lib/actions/failure.ts";
import { createDb } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { revokeSession } from "#lib/services/revoke-session.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { actorOf, stillAllowed } from "./actor.ts";
import { sessionCookie, sessionOptions } from "./options.ts";
import { openSession } from "./sessions.ts";

const { prisma, url } = await testDb();
const secret = "a secret of at least thirty-two characters";
const origin = "http://127.0.0.1:3000";
const neverFails = (cause: unknown) => {
  throw cause;
};
const cookieName = sessionCookie(false).name;

beforeAll(() => {
  vi.stubEnv("NEXTAUTH_SECRET", secret);
  vi.stubEnv("DATABASE_URL", url);
  return () => vi.unstubAllEnvs();
});

/** What next-auth itself makes of a cookie, outside of Next. */
async function sessionOf(value: string, db = prisma) {
  const faults: unknown[] = [];
  const req = { headers: {}, cookies: { [cookieName]: value } } as unknown as IncomingMessage & {
    cookies: Record<string, string>;
  };
  const set: string[] = [];
  const res = {
    getHeader: () => set,
    setHeader: (_: string, to: string[]) => set.push(...to),
  } as unknown as NextApiResponse;
  const options = sessionOptions(db, origin, (cause) => faults.push(cause));
  const session = await getServerSession(req, res, { ...options, providers: [] });
  const cleared = set.some((cookie) => cookie.startsWith(`${cookieName}=;`));
  return { user: session?.user ?? null, cleared, faults };
}

async function signedIn() {
  const member = await newMember(prisma);
  const sid = await openSession(prisma, member.userId);
  const cookie = await encode({ secret, token: { sub: member.userId, name: "Ada", sid } });
  return { ...member, sid, cookie };
}

test("signing in writes a session row that the cookie names", async () => {
  const { userId } = await newMember(prisma);
  const jwt = sessionOptions(prisma, origin, neverFails).callbacks?.jwt;
  const token = await jwt?.({ token: {}, user: { id: userId, name: "Ada", email: "a@b.c" }, account: null });
  expect(await prisma.userSession.findMany({ where: { userId } })).toMatchObject([
    { id: token?.sid, revokedAt: null },
  ]);
});

test("a live session names its person", async () => {
  const { cookie, userId } = await signedIn();
  expect((await sessionOf(cookie)).user).toMatchObject({ id: userId });
});

test("a revoked session names nobody from the next request on, and its cookie is taken back", async () => {
  const { cookie, sid, userId } = await signedIn();
  await revokeSession({ ctx: { db: prisma }, input: { sessionId: sid, userId } });
  expect(await sessionOf(cookie)).toEqual({ user: null, cleared: true, faults: [] });
});

test("only the person themself can end a session, and only that one", async () => {
  const [mine, theirs] = [await signedIn(), await signedIn()];
  await revokeSession({ ctx: { db: prisma }, input: { sessionId: theirs.sid, userId: mine.userId } });
  expect((await sessionOf(theirs.cookie)).user).not.toBeNull();
});

test("an expired row, a deleted person, another secret, a token of another row and garbage name nobody", async () => {
  const expired = await signedIn();
  await prisma.userSession.update({ where: { id: expired.sid }, data: { expiresAt: new Date(0) } });
  const deleted = await signedIn();
  await prisma.user.delete({ where: { id: deleted.userId } });
  const [one, two] = [await signedIn(), await signedIn()];
  const cookies = [
    expired.cookie,
    deleted.cookie,
    await encode({
      secret: "some other secret of thirty-two characters",
      token: { sub: one.userId, sid: one.sid },
    }),
    await encode({ secret, token: { sub: one.userId, sid: two.sid } }),
    await encode({ secret, token: { sub: one.userId, sid: newId() } }),
    await encode({ secret, token: { sub: one.userId, sid: "\u0000" } }),
    await encode({ secret, token: { sub: one.userId } }),
    "garbage",
    "a.b.c.d.e",
  ];
  for (const cookie of cookies) expect(await sessionOf(cookie)).toMatchObject({ user: null, faults: [] });
});

test("when the database cannot be asked, that is said, and is not taken for signed out", async () => {
  const { cookie } = await signedIn();
  const away = createDb("postgresql://planwright@127.0.0.1:1/planwright");
  const { faults } = await sessionOf(cookie, away.prisma);
  await away.close();
  expect(faults).toHaveLength(1);
  expect(toFailure(faults[0])).toMatchObject({ code: "unavailable" });
});

test("a session carries only over https where there is https", () => {
  expect(sessionOptions(prisma, "https://plans.example.com", neverFails).cookies?.sessionToken).toMatchObject(
    {
      name: "__Secure-planwright.session",
      options: { secure: true, httpOnly: true, sameSite: "lax" },
    },
  );
  expect(sessionCookie(false).options).toMatchObject({ secure: false, httpOnly: true });
});

test("after signing in, next-auth never leads to another site", async () => {
  const redirect = sessionOptions(prisma, origin, neverFails).callbacks?.redirect;
  const lead = (to: string) => redirect?.({ url: to, baseUrl: "http://elsewhere" });
  expect(await lead("/runs")).toBe(`${origin}/runs`);
  expect(await lead("https://evil.example/")).toBe(origin);
  expect(await lead("//evil.example")).toBe(origin);
});

test("the actor's role is read anew each time, and nobody is a member of nothing", async () => {
  const { userId, workspaceId } = await newMember(prisma, { role: "editor" });
  expect(await actorOf(prisma, userId)).toMatchObject({ workspaceId, role: "editor" });
  await prisma.member.update({
    where: { workspaceId_userId: { workspaceId, userId } },
    data: { role: "viewer" },
  });
  expect(await actorOf(prisma, userId)).toMatchObject({ role: "viewer" });
  await prisma.member.deleteMany({ where: { userId } });
  expect(await actorOf(prisma, userId)).toBeNull();
});

test("a long answer stops being allowed when the session is revoked or the person leaves", async () => {
  const revoked = await signedIn();
  const left = await signedIn();
  const allowed = (person: typeof revoked) =>
    stillAllowed({ ...person.ctx, session: { sessionId: person.sid, userId: person.userId, email: null } });
  expect([await allowed(revoked), await allowed(left)]).toEqual([true, true]);
  await revokeSession({ ctx: { db: prisma }, input: { sessionId: revoked.sid, userId: revoked.userId } });
  await prisma.member.deleteMany({ where: { userId: left.userId } });
  expect([await allowed(revoked), await allowed(left)]).toEqual([false, false]);
});
