import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { allowanceCovers, Allowance } from "#lib/domain/allowance.ts";
import { newId } from "#lib/domain/ids.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph } from "#lib/testing/seed-run.ts";

const { prisma: db } = await testDb();

/** The statement of the migration that makes allowances with values such with rules. */
function conversion(): string {
  const folder = path.resolve(import.meta.dirname, "../../prisma/migrations/20261130136000_approval_notices");
  const [statement] = /^update run_allowances\n[\s\S]*?;/m.exec(
    readFileSync(path.join(folder, "migration.sql"), "utf8"),
  ) ?? [""];
  return statement;
}

test("what was allowed before allowances had rules is allowed afterwards, and nothing more", async () => {
  const workspaceId = await seedWorkspace(db);
  const run = await seedRun(db, testGraph(["a"]), { workspaceId });
  const old: { [name: string]: JsonObject } = {
    exact: { tool: "mail.send", args: { to: "ann@example.org", copies: 2, about: { tags: ["a", null] } } },
    any: { tool: "mail.send", args: {} },
    odd: { tool: "mail.send", args: { 'na"me': "it's 100% *", none: null } },
  };
  const ids = new Map<string, string>();
  for (const [name, allowance] of Object.entries(old)) {
    const id = newId();
    ids.set(name, id);
    const row = { workspaceId, runId: run.runId, id, allowance, createdBy: { kind: "api", name: "Test" } };
    await db.runAllowance.create({ data: row });
  }
  expect(await db.$executeRawUnsafe(conversion())).toBe(3);
  const converted = async (name: string) => {
    const id = ids.get(name) ?? "";
    const row = await db.runAllowance.findFirstOrThrow({ where: { workspaceId, runId: run.runId, id } });
    return Allowance.parse(row.allowance);
  };
  const call = (args: JsonObject, marked: string[] = []) => ({
    tool: "mail.send",
    toolVersion: "of today",
    args,
    marked,
  });
  const exact = await converted("exact");
  const args = { to: "ann@example.org", copies: 2, about: { tags: ["a", null] } };
  expect(allowanceCovers(exact, call({ ...args, body: "Anything" }))).toBe(true);
  expect(allowanceCovers(exact, call({ ...args, to: "eve@example.org" }))).toBe(false);
  expect(allowanceCovers(exact, call({ ...args, about: { tags: ["a"] } }))).toBe(false);
  expect(allowanceCovers(exact, { ...call(args), tool: "mail.other" })).toBe(false);
  // What came from outside was covered where it was that very value, and still is nowhere else.
  expect(allowanceCovers(exact, call(args, ["to"]))).toBe(true);
  expect(allowanceCovers(exact, call({ ...args, body: "x" }, ["body"]))).toBe(false);
  const any = await converted("any");
  expect(any).toEqual({ tool: "mail.send", toolVersion: null, rules: {} });
  expect(allowanceCovers(any, call({ to: "whoever" }))).toBe(true);
  expect(allowanceCovers(any, call({ to: "whoever" }, ["to"]))).toBe(false);
  const odd = await converted("odd");
  // A star in a value is a star, not a pattern's.
  expect(allowanceCovers(odd, call({ 'na"me': "it's 100% *", none: null }))).toBe(true);
  expect(allowanceCovers(odd, call({ 'na"me': "it's 100% more", none: null }))).toBe(false);
});
