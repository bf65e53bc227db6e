import { beforeEach, expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { testDb } from "#lib/testing/database.ts";
import { authenticate } from "./authenticate.ts";
import { createOwner } from "./create-owner.ts";
import { needsSetup } from "./needs-setup.ts";

const { prisma } = await testDb();
const ctx = { db: prisma, address: "127.0.0.1", setupCode: null as string | null };
const owner = { name: "Ada Lovelace", email: "ada@example.com", password: "a long password" };

beforeEach(async () => {
  await prisma.$executeRaw`truncate users, workspaces, sign_in_tries cascade`;
});

/** The issues by field of an input that is refused. */
async function issuesOf(input: Partial<Record<keyof typeof owner | "code", unknown>>): Promise<string[]> {
  // What a browser sends need not have the type it claims.
  const error = await createOwner({ ctx, input: { ...owner, ...input } as typeof owner }).catch(
    (cause: unknown) => cause,
  );
  if (!(error instanceof DomainError) || error.code !== "invalid")
    throw new Error("It was not refused as invalid.");
  return error.issues.map((issue) => issue.path.join("."));
}

test("makes user, workspace and owner, after which no set-up is needed and signing in works", async () => {
  expect(await needsSetup({ ctx })).toBe(true);
  const made = await createOwner({ ctx, input: { ...owner, email: "  Ada@Example.COM " } });
  expect(await needsSetup({ ctx })).toBe(false);
  expect(await prisma.member.findMany()).toMatchObject([{ ...made, role: "owner" }]);
  expect(await authenticate({ ctx, input: owner })).toEqual({
    id: made.userId,
    name: "Ada Lovelace",
    email: "ada@example.com",
  });
});

test("the password is kept only as a hash", async () => {
  await createOwner({ ctx, input: owner });
  const user = await prisma.user.findFirstOrThrow();
  expect(JSON.stringify(user)).not.toContain(owner.password);
});

test("of six at once exactly one becomes the owner, and the others are told", async () => {
  const tries = Array.from({ length: 6 }, (_, index) =>
    createOwner({ ctx, input: { ...owner, email: `owner${index}@example.com` } }),
  );
  const outcomes = await Promise.allSettled(tries);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const refusals: unknown[] = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as unknown] : [],
  );
  expect(refusals.map((error) => error instanceof DomainError && error.code)).toEqual(
    Array.from({ length: 5 }, () => "conflict"),
  );
  expect([await prisma.user.count(), await prisma.workspace.count(), await prisma.member.count()]).toEqual([
    1, 1, 1,
  ]);
});

test("names every field at fault and makes nothing", async () => {
  expect(await issuesOf({ email: "ada", password: "short", name: "  " })).toEqual([
    "name",
    "email",
    "password",
  ]);
  expect(await issuesOf({ email: "" })).toContain("email");
  expect(await issuesOf({ password: "123456789" })).toEqual(["password"]);
  expect(await issuesOf({ password: "x".repeat(201) })).toEqual(["password"]);
  expect(await issuesOf({ name: "A\u0000da" })).toEqual(["name"]);
  expect(await issuesOf({ name: "A\ud800da" })).toEqual(["name"]);
  expect(await issuesOf({ email: "a\u0000@example.com" })).toEqual(["email"]);
  expect(await issuesOf({ password: "ten chars \u0000" })).toEqual(["password"]);
  expect(await issuesOf({ password: 12 })).toEqual(["password"]);
  expect(await prisma.user.count()).toBe(0);
});

test("where a code is wanted, no account is made without it", async () => {
  const guarded = { ...ctx, setupCode: "K7QM-22XA" };
  for (const code of [undefined, "", "K7QM-22XB"]) {
    await expect(createOwner({ ctx: guarded, input: { ...owner, code } })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["code"] }],
    });
  }
  expect(await prisma.user.count()).toBe(0);
  await createOwner({ ctx: guarded, input: { ...owner, code: " K7QM-22XA " } });
  expect(await prisma.user.count()).toBe(1);
});

test("the code cannot be guessed at will, not even by many at once", async () => {
  const guarded = { ...ctx, setupCode: "K7QM-22XA" };
  const guesses = Array.from({ length: 30 }, (_, index) =>
    createOwner({ ctx: guarded, input: { ...owner, code: `guess ${index}` } }).catch((error: unknown) =>
      error instanceof DomainError ? error.code : "crash",
    ),
  );
  const codes = await Promise.all(guesses);
  expect(codes.filter((code) => code === "invalid")).toHaveLength(10);
  expect(codes.filter((code) => code === "limit")).toHaveLength(20);
  await expect(createOwner({ ctx: guarded, input: { ...owner, code: "K7QM-22XA" } })).rejects.toMatchObject({
    code: "limit",
  });
});
