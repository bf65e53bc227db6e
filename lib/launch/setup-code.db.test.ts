import { expect, test } from "vitest";
import { makeSetupCode } from "#lib/launch/setup-code.ts";
import { testDb } from "#lib/testing/database.ts";

const { prisma, url } = await testDb();

test("is made anew at every start until somebody has an account", async () => {
  const first = await makeSetupCode(url, undefined);
  expect(first).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  expect(await makeSetupCode(url, undefined)).not.toBe(first);
  expect(await makeSetupCode(url, "chosen-code")).toBe("chosen-code");

  await prisma.user.create({ data: { id: "u", email: "ada@example.com", name: "Ada", passwordHash: "x" } });
  expect(await makeSetupCode(url, undefined)).toBeNull();
  expect(await makeSetupCode(url, "chosen-code")).toBeNull();
});
