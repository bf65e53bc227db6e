import { expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { RunSettings } from "#lib/domain/settings.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { getRunSettings } from "./get-run-settings.ts";
import type { ServiceContext } from "./context.ts";
import { saveRunSettings } from "./save-run-settings.ts";

const { prisma: db } = await testDb();

async function limitsOf(workspaceId: string) {
  const rows = await db.concurrencyLimit.findMany({ where: { workspaceId }, orderBy: { scope: "asc" } });
  return Object.fromEntries(rows.map(({ scope, most }) => [scope, most]));
}
async function refusalOf(work: Promise<unknown>): Promise<DomainError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

/** Saves settings as somebody does who has just looked at them. */
async function save(ctx: ServiceContext, settings: Partial<RunSettings>) {
  return saveRunSettings({ ctx, input: { ...settings, from: await getRunSettings({ ctx, input: {} }) } });
}

test.each(["viewer", "approver", "editor"] as const)("%s may neither see nor change them", async (role) => {
  const { ctx, workspaceId } = await newMember(db, { role });
  expect((await refusalOf(getRunSettings({ ctx, input: {} }))).code).toBe("forbidden");
  expect(
    (await refusalOf(saveRunSettings({ ctx, input: { mostSteps: 1, from: RunSettings.parse({}) } }))).code,
  ).toBe("forbidden");
  expect(await limitsOf(workspaceId)).toEqual({});
});

test("what does not fit is told field by field, and nothing changes", async () => {
  const { ctx, workspaceId } = await newMember(db);
  await save(ctx, { mostSteps: 4, mostByTool: { "web.search": 2 } });
  const before = await getRunSettings({ ctx, input: {} });
  const input = {
    mostSteps: 0,
    mostByTool: { "web.search": 1.5 },
    slowFactor: Number.NaN,
    retentionDays: 10_000,
    onSlow: "panic" as never,
  };
  const refusal = await refusalOf(save(ctx, input));
  expect(refusal.code).toBe("invalid");
  expect(refusal.issues.map(({ path }) => path.join("/")).toSorted()).toEqual([
    "mostByTool/web.search",
    "mostSteps",
    "onSlow",
    "retentionDays",
    "slowFactor",
  ]);
  expect(refusal.issues.find(({ path }) => path[0] === "mostSteps")?.message).toBe(
    "This is not a whole number from 1 to 10,000.",
  );
  expect(await getRunSettings({ ctx, input: {} })).toEqual(before);
  expect(await limitsOf(workspaceId)).toEqual({ "*": 4, "web.search": 2 });
});

test("a limit of a tool that does not exist is refused by its name", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const input = { mostByTool: { "no.tool": 1, "web.search": 1, "*": 3 } };
  const refusal = await refusalOf(save(ctx, input));
  expect(refusal.issues.map(({ path }) => path)).toEqual([
    ["mostByTool", "no.tool"],
    ["mostByTool", "*"],
  ]);
  expect(await limitsOf(workspaceId)).toEqual({});
});

test("a workspace that chose nothing has the defaults", async () => {
  const { ctx } = await newMember(db);
  expect(await getRunSettings({ ctx, input: {} })).toEqual(RunSettings.parse({}));
});

test("saving writes the settings and the limits that claims count by, and takes away the others", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const other = await newMember(db);
  await save(other.ctx, { mostSteps: 9 });
  await save(ctx, { mostSteps: 4, mostByTool: { "web.search": 2, "text.write": 3 } });
  expect(await limitsOf(workspaceId)).toEqual({ "*": 4, "text.write": 3, "web.search": 2 });
  const saved = await save(ctx, { mostByTool: { "web.search": 7 }, onSlow: "ask" });
  expect(saved).toEqual(RunSettings.parse({ mostByTool: { "web.search": 7 }, onSlow: "ask" }));
  expect(await getRunSettings({ ctx, input: {} })).toEqual(saved);
  expect(await limitsOf(workspaceId)).toEqual({ "web.search": 7 });
  expect(await limitsOf(other.workspaceId)).toEqual({ "*": 9 });
});

test("of those who save at once one is taken, and the others are told of it", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const from = await getRunSettings({ ctx, input: {} });
  const inputs = Array.from({ length: 10 }, (_, i) => ({
    mostSteps: i + 1,
    mostByTool: { "web.search": i + 1 },
    from,
  }));
  const saved = await Promise.allSettled(inputs.map((input) => saveRunSettings({ ctx, input })));
  const refused = saved.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(9);
  for (const one of refused) expect(one).toMatchObject({ reason: { code: "conflict" } });
  const { mostSteps } = await getRunSettings({ ctx, input: {} });
  expect(await limitsOf(workspaceId)).toEqual({ "*": mostSteps, "web.search": mostSteps });
});

test("settings that were edited from others than are in force are refused, and nothing changes", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const from = await getRunSettings({ ctx, input: {} });
  const theirs = await save(ctx, { mostSteps: 4 });
  const refusal = await refusalOf(saveRunSettings({ ctx, input: { ...from, retentionDays: 90, from } }));
  expect(refusal.code).toBe("conflict");
  expect(await getRunSettings({ ctx, input: {} })).toEqual(theirs);
  expect(await limitsOf(workspaceId)).toEqual({ "*": 4 });
  await saveRunSettings({ ctx, input: { ...theirs, retentionDays: 90, from: theirs } });
  expect(await getRunSettings({ ctx, input: {} })).toEqual({ ...theirs, retentionDays: 90 });
});
