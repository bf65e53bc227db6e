import { readFileSync } from "node:fs";
import path from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { hashPassword } from "#lib/auth/password.ts";
import { PUBLIC_ACTIONS, PUBLIC_API, PUBLIC_PAGES } from "#lib/auth/public-routes.ts";
import type { Database } from "#lib/db/client.ts";
import { PAGES, ROUTES, type RouteRow, VERBS } from "#lib/testing/authorisation-matrix.ts";
import { pagesOnDisk, routesOnDisk } from "#lib/testing/doors.ts";
import { newMember } from "#lib/testing/members.ts";
import { contentsOf, MARKER, ownThings, type OwnedThings } from "#lib/testing/owned-things.ts";
import { openInstallation } from "./installation.ts";

// Every request here is a stranger's until it signs in.
test.use({ storageState: { cookies: [], origins: [] } });

/** How a browser asks for a page: by address, from a link, ahead of a click. */
const WAYS_TO_ASK: Record<string, string>[] = [
  {},
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { purpose: "prefetch" },
];

const PASSWORD = "a password for the matrix";

/** What Next built of server actions: the id each is called by, and the pages it is called from. */
type BuiltActions = Record<string, { exportedName: string; workers: Record<string, unknown> }>;
const built = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, "../.next/server/server-reference-manifest.json"), "utf8"),
) as { node: BuiltActions };
const actions = Object.entries(built.node).map(([id, { exportedName, workers }]) => ({
  id,
  name: exportedName,
  page: `/${Object.keys(workers)[0] ?? ""}`.replace("/app/", "/").replace(/\/?page$/, "") || "/",
}));

let database: Database;
let owner: Awaited<ReturnType<typeof newMember>>;
let mallory: Awaited<ReturnType<typeof newMember>>;
let things: OwnedThings;
let before: string;

test.beforeAll(async () => {
  database = openInstallation();
  const db = database.prisma;
  owner = await newMember(db);
  mallory = await newMember(db, { name: "Mallory" });
  await db.user.update({
    where: { id: mallory.userId },
    data: { passwordHash: await hashPassword(PASSWORD) },
  });
  things = await ownThings(db, owner.workspaceId);
  before = await contentsOf(db, owner.workspaceId);
});

test.afterAll(async () => {
  // The specs share one installation, and another one may want to make its first account.
  const db = database.prisma;
  const inWorkspaces = { workspaceId: { in: [owner.workspaceId, mallory.workspaceId] } };
  await db.run.deleteMany({ where: inWorkspaces });
  await db.workspace.deleteMany({ where: { id: inWorkspaces.workspaceId } });
  await db.user.deleteMany({ where: { id: { in: [owner.userId, mallory.userId] } } });
  await database.close();
});

function address(pattern: string, row?: RouteRow): string {
  const filled = pattern.replace(/\[(\w+)\]/g, (_, name: string) => {
    const value: unknown = Object.entries(things).find(([key]) => key === name)?.[1];
    if (typeof value !== "string") throw new Error(`Nothing owned is called ${name}.`);
    return value;
  });
  return filled + (row?.query?.(things) ?? "");
}

/** Asks a route or page as a page of ours would. */
function ask(
  request: APIRequestContext,
  pattern: string,
  row: RouteRow,
  headers: Record<string, string> = {},
) {
  const to = address(pattern, row);
  if (!row.body) return request.get(to, { maxRedirects: 0, headers });
  const data = JSON.stringify(row.body(things));
  return request.post(to, {
    maxRedirects: 0,
    data,
    headers: { "content-type": "application/json", ...headers },
  });
}

async function signIn(request: APIRequestContext): Promise<void> {
  const { csrfToken } = (await (await request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const email = `${mallory.userId}@example.com`;
  const form = { csrfToken, email, password: PASSWORD, json: "true" };
  expect((await request.post("/api/auth/callback/credentials", { form })).status()).toBe(200);
}

/** Calls a server action as the browser does, and gives the code of its failure, or "ok", or how Next refused it. */
async function act(
  request: APIRequestContext,
  action: (typeof actions)[number],
  origin?: string,
): Promise<string> {
  const row = VERBS[action.name];
  const response = await request.post(address(action.page), {
    headers: {
      "next-action": action.id,
      "content-type": "text/plain;charset=UTF-8",
      ...(origin && { origin }),
    },
    data: JSON.stringify([row?.input(things) ?? {}]),
    maxRedirects: 0,
  });
  const text = await response.text();
  expect(text).not.toContain(MARKER);
  if (response.status() !== 200) return `status ${response.status()}`;
  const line = text.split("\n").find((each) => each.startsWith("1:{"));
  const result = JSON.parse(line?.slice(2) ?? "null") as { ok: boolean; error?: { code: string } } | null;
  return result?.ok ? "ok" : (result?.error?.code ?? `no result in ${text.slice(0, 200)}`);
}

test("every route, page and built action has a row", () => {
  expect(routesOnDisk()).toEqual([...PUBLIC_API, ...Object.keys(ROUTES)].toSorted());
  expect(pagesOnDisk()).toEqual([...PUBLIC_PAGES, ...Object.keys(PAGES)].toSorted());
  const known = new Set<string>([...PUBLIC_ACTIONS, ...Object.keys(VERBS)]);
  expect(actions.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  expect(actions.length).toBeGreaterThan(0);
});

test("nobody gets 401 from every route, whatever the method", async ({ request }) => {
  for (const [route, row] of Object.entries(ROUTES)) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE"]) {
      const response = await request.fetch(address(route, row), { method, maxRedirects: 0 });
      expect(response.status(), `${method} ${route}`).toBe(401);
      expect(await response.text()).not.toContain(MARKER);
    }
  }
});

test("nobody is sent from every page to the sign-in page, and back afterwards", async ({ request }) => {
  for (const [page, row] of Object.entries(PAGES)) {
    const to = address(page, row);
    for (const headers of WAYS_TO_ASK) {
      const response = await request.get(to, { maxRedirects: 0, headers });
      expect(response.status(), page).toBe(303);
      const target = new URL(response.headers()["location"] ?? "", "http://base");
      expect(target.pathname).toBe("/sign-in");
      expect(target.searchParams.get("callbackUrl") ?? "/").toBe(to);
    }
  }
});

test("a page is not given to nobody who says it is an action", async ({ request }) => {
  for (const [page, row] of Object.entries(PAGES)) {
    const headers = { "next-action": "0".repeat(42), "content-type": "text/plain" };
    const response = await request.post(address(page, row), { headers, data: "[]", maxRedirects: 0 });
    expect(await response.text(), page).not.toContain(MARKER);
  }
});

test("public routes answer nobody", async ({ request }) => {
  expect((await request.get("/api/health")).status()).toBe(200);
  expect((await request.get("/sign-in", { maxRedirects: 0 })).status()).toBe(200);
  expect(await (await request.get("/api/auth/session")).json()).toEqual({});
});

test("nobody is told by every action that they are not signed in", async ({ request }) => {
  for (const action of actions.filter(({ name }) => name in VERBS)) {
    expect(await act(request, action), action.name).toBe("unauthenticated");
  }
});

test("what another site's page sends to a route is refused", async ({ request }) => {
  await signIn(request);
  for (const [route, row] of Object.entries(ROUTES).filter(([, { body }]) => body)) {
    expect((await ask(request, route, row, { origin: "https://evil.example" })).status(), route).toBe(403);
    expect((await ask(request, route, row, { "content-type": "text/plain" })).status(), route).toBe(400);
  }
});

test("an action from another site's page is refused", async ({ request }) => {
  await signIn(request);
  for (const action of actions.filter(({ name }) => name in VERBS)) {
    expect(await act(request, action, "https://evil.example"), action.name).toMatch(/^status [45]/);
  }
});

test("a member of another workspace gets 404 from every route and page that names something", async ({
  request,
}) => {
  await signIn(request);
  for (const [pattern, row] of Object.entries({ ...ROUTES, ...PAGES })) {
    const response = await ask(request, pattern, row);
    expect(response.status(), pattern).toBe(row.sendsOn ? 303 : row.outsider === "own" ? 200 : 404);
    expect(await response.text(), pattern).not.toContain(MARKER);
  }
});

test("a member of another workspace is refused by every action that names something", async ({ request }) => {
  await signIn(request);
  for (const action of actions.filter(({ name }) => name in VERBS)) {
    const expected = VERBS[action.name]?.outsider === "own" ? "ok" : "not_found";
    expect(await act(request, action), action.name).toBe(expected);
  }
});

test("a malformed id is no thing, not a fault", async ({ request }) => {
  await signIn(request);
  const rows = Object.entries({ ...ROUTES, ...PAGES });
  for (const [pattern, { body }] of rows.filter(([each]) => each.includes("["))) {
    for (const id of ["x", "%00", "%ff", "%ED%A0%80", "..%2f..", "0".repeat(26), "a".repeat(5_000)]) {
      const url = pattern.replace(/\[\w+\]/g, id);
      const response = body
        ? await request.post(url, { data: body(things), maxRedirects: 0 })
        : await request.get(url, { maxRedirects: 0 });
      expect(response.status(), `${pattern} with ${id.slice(0, 30)}`).toBe(404);
    }
  }
});

test("signing out ends the session itself: the old cookie is nobody's", async ({ request }) => {
  await signIn(request);
  const { cookies } = await request.storageState();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  expect((await request.get("/api/home", { headers: { cookie } })).status()).toBe(200);
  const { csrfToken } = (await (await request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  await request.post("/api/auth/signout", { form: { csrfToken, json: "true" } });
  expect((await request.get("/api/home", { headers: { cookie } })).status()).toBe(401);
  expect((await request.get("/", { headers: { cookie }, maxRedirects: 0 })).status()).toBe(303);
});

test("after all that, nothing of the owner's has changed", async () => {
  expect(await contentsOf(database.prisma, owner.workspaceId)).toBe(before);
});
