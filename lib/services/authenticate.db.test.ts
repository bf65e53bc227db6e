import { beforeEach, expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { authenticate } from "./authenticate.ts";

const { prisma } = await testDb();
/** Hash of "a long password" at a cost so low that a hundred tries take no time; a hash carries its cost. */
const passwordHash = "scrypt$16$8$1$c2FsdHNhbHRzYWx0c2FsdA==$JaUyzA9W3btKJhFwYBWwafgzoTFGBSlNSDg8qIfccFE=";

beforeEach(async () => {
  await prisma.$executeRaw`truncate users, sign_in_tries cascade`;
  for (const email of ["ada@example.com", "grace@example.com"]) {
    await prisma.user.create({ data: { id: newId(), name: email.split("@")[0] ?? "", email, passwordHash } });
  }
});

/** Tries to sign in; gives the name or the code of the error. */
async function trySignIn(email: string, password: string, address = "10.0.0.1"): Promise<string> {
  try {
    return (await authenticate({ ctx: { db: prisma, address }, input: { email, password } })).name;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

const wrong = (count: number, email: string, address?: string) =>
  Promise.all(Array.from({ length: count }, () => trySignIn(email, "wrong password", address)));

test("signs in by the right password only, however the e-mail is written", async () => {
  expect(await trySignIn(" ADA@example.com", "a long password")).toBe("ada");
  expect(await trySignIn("ada@example.com", "a long passwor")).toBe("unauthenticated");
});

test("says the same of a wrong password and of an unknown e-mail", async () => {
  const messages = await Promise.all(
    ["ada@example.com", "nobody@example.com", "not an address", "a\u0000@b.c"].map((email) =>
      authenticate({ ctx: { db: prisma, address: "10.0.0.1" }, input: { email, password: "wrong" } }).catch(
        (error: unknown) => (error instanceof DomainError ? `${error.code}: ${error.message}` : "crash"),
      ),
    ),
  );
  expect(new Set(messages)).toEqual(
    new Set(["unauthenticated: The e-mail address or the password is wrong."]),
  );
});

test("empty fields are named", async () => {
  await expect(
    authenticate({ ctx: { db: prisma, address: "10.0.0.1" }, input: { email: " ", password: "" } }),
  ).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["email"] }, { path: ["password"] }] });
});

test("of many tries at once only the allowed number is looked at, and then even the right password waits", async () => {
  const codes = await wrong(25, "ada@example.com");
  expect(codes.filter((code) => code === "unauthenticated")).toHaveLength(10);
  expect(codes.filter((code) => code === "limit")).toHaveLength(15);
  expect(await trySignIn("ada@example.com", "a long password")).toBe("limit");
});

test("another person, and the same person elsewhere, are not kept out by it", async () => {
  await wrong(25, "ada@example.com");
  expect(await trySignIn("grace@example.com", "a long password")).toBe("grace");
  expect(await trySignIn("ada@example.com", "a long password", "10.0.0.2")).toBe("ada");
});

test("many addresses together do not get more than an e-mail's own allowance", async () => {
  const codes = await Promise.all(
    Array.from({ length: 8 }, (_, index) => wrong(10, "ada@example.com", `10.0.1.${index}`)),
  );
  expect(codes.flat().filter((code) => code === "unauthenticated")).toHaveLength(50);
});

test("a right password forgets the wrong ones before it", async () => {
  await wrong(9, "ada@example.com");
  expect(await trySignIn("ada@example.com", "a long password")).toBe("ada");
  expect(await wrong(10, "ada@example.com")).not.toContain("limit");
});

test("the limit ends by itself", async () => {
  await wrong(11, "ada@example.com");
  expect(await trySignIn("ada@example.com", "a long password")).toBe("limit");
  await prisma.$executeRaw`update sign_in_tries set resets_at = now() - interval '1 second'`;
  expect(await trySignIn("ada@example.com", "a long password")).toBe("ada");
  const [left] = await prisma.$queryRaw<
    { count: bigint }[]
  >`select count(*) from sign_in_tries where resets_at <= now()`;
  expect(left?.count).toBe(0n);
});

test("the table of tries keeps no e-mail", async () => {
  await wrong(1, "ada@example.com");
  expect(JSON.stringify(await prisma.$queryRaw`select key from sign_in_tries`)).not.toContain("ada");
});
