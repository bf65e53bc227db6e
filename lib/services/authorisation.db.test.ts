import { beforeAll, describe, expect, test, vi } from "vitest";
import { PUBLIC_ACTIONS, PUBLIC_API, PUBLIC_PAGES } from "#lib/auth/public-routes.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { NOT_MEMBER_VERBS, PAGES, ROUTES, VERBS } from "#lib/testing/authorisation-matrix.ts";
import { testDb } from "#lib/testing/database.ts";
import { actionsOnDisk, pagesOnDisk, routesOnDisk, servicesOnDisk } from "#lib/testing/doors.ts";
import { newMember } from "#lib/testing/members.ts";
import { contentsOf, MARKER, ownThings, type OwnedThings } from "#lib/testing/owned-things.ts";
import type { ServiceContext } from "./context.ts";

const { prisma, url } = await testDb();

type Verb = (call: { ctx: ServiceContext; input: unknown }) => Promise<unknown>;

const fileOf = (verb: string) => verb.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The verb by its name, from the file that bears it. */
async function load(verb: string): Promise<Verb> {
  const exported = (await import(`./${fileOf(verb)}.ts`)) as Record<string, Verb>;
  const found = exported[verb];
  if (!found) throw new Error(`lib/services/${fileOf(verb)}.ts has no ${verb}.`);
  return found;
}

/** What comes of a call: its value as text, or the code of its refusal. */
async function outcomeOf(
  verb: string,
  actor: Actor,
  input: unknown,
): Promise<{ code: string; text: string }> {
  try {
    const value = await (await load(verb))({ ctx: { actor, db: prisma }, input });
    return { code: "ok", text: JSON.stringify(value ?? null) };
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, text: error.message };
    throw error;
  }
}

/** What may come in place of an id. */
const NO_IDS = {
  empty: "",
  "no id": "no id",
  NUL: "\u0000",
  "half a character": "\ud800",
  "nobody's": "0".repeat(26),
  endless: "x".repeat(10_000),
  null: null,
  "a number": 7,
  "an object": {},
};

let owner: Awaited<ReturnType<typeof newMember>>;
let outsider: Awaited<ReturnType<typeof newMember>>;
let things: OwnedThings;

beforeAll(async () => {
  vi.stubEnv("DATABASE_URL", url);
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  owner = await newMember(prisma);
  outsider = await newMember(prisma, { name: "Mallory" });
  things = await ownThings(prisma, owner.workspaceId);
  return () => vi.unstubAllEnvs();
});

test("every route, page, action and verb on disk has a row, and no row stands for nothing", () => {
  expect(routesOnDisk()).toEqual([...PUBLIC_API, ...Object.keys(ROUTES)].toSorted());
  expect(pagesOnDisk()).toEqual([...PUBLIC_PAGES, ...Object.keys(PAGES)].toSorted());
  const known = new Set<string>([...PUBLIC_ACTIONS, ...Object.keys(VERBS)]);
  expect(actionsOnDisk().filter((action) => !known.has(action))).toEqual([]);
  expect(servicesOnDisk()).toEqual(
    [...Object.keys(NOT_MEMBER_VERBS), ...Object.keys(VERBS).map(fileOf)].toSorted(),
  );
});

describe.each(Object.entries(VERBS))("%s", (verb, row) => {
  test("gives a member of another workspace nothing, and changes nothing there", async () => {
    const before = await contentsOf(prisma, owner.workspaceId);
    const outcome = await outcomeOf(verb, outsider.ctx.actor, row.input(things));
    expect(outcome.code).toBe(row.outsider === "own" ? "ok" : "not_found");
    expect(outcome.text).not.toContain(MARKER);
    for (const id of [things.planId, things.runId, things.documentId]) expect(outcome.text).not.toContain(id);
    expect(await contentsOf(prisma, owner.workspaceId)).toBe(before);
  });

  test(row.viewer === "allowed" ? "a viewer may" : "a viewer may not, and nothing changes", async () => {
    const viewer: Actor = { ...owner.ctx.actor, role: "viewer" };
    const before = await contentsOf(prisma, owner.workspaceId);
    const { code } = await outcomeOf(verb, viewer, row.input(things));
    expect(code).toBe(row.viewer === "allowed" ? "ok" : "forbidden");
    expect(await contentsOf(prisma, owner.workspaceId)).toBe(before);
  });

  if (row.outsider === "not_found") {
    test.each(Object.entries(NO_IDS))("an id that is %s is refused, not tripped over", async (_, id) => {
      const input = Object.entries(row.input(things)).map(([key, value]) => [
        key,
        key.endsWith("Id") ? id : value,
      ]);
      const { code } = await outcomeOf(verb, outsider.ctx.actor, Object.fromEntries(input));
      expect(["not_found", "invalid"]).toContain(code);
    });
  }
});
