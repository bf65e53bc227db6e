import { expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { RunSettings } from "#lib/domain/settings.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { getRunSettings } from "./get-run-settings.ts";
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

test.each(["viewer", "approver", "editor"] as const)("%s may neither see nor change them", async (role) => {
  const { ctx, workspaceId } = await newMember(db, { role });
  expect((await refusalOf(getRunSettings({ ctx, input: {} }))).code).toBe("forbidden");
  expect((await refusalOf(saveRunSettings({ ctx, input: { mostSteps: 1 } }))).code).toBe("forbidden");
  expect(await limitsOf(workspaceId)).toEqual({});
});

test("what does not fit is told field by field, and nothing changes", async () => {
  const { ctx, workspaceId } = await newMember(db);
  await saveRunSettings({ ctx, input: { mostSteps: 4, mostByTool: { "web.search": 2 } } });
  const before = await getRunSettings({ ctx, input: {} });
  const input = {
    mostSteps: 0,
    mostByTool: { "web.search": 1.5 },
    slowFactor: Number.NaN,
    retentionDays: 10_000,
    onSlow: "panic" as never,
  };
  const refusal = await refusalOf(saveRunSettings({ ctx, input }));
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
  const refusal = await refusalOf(saveRunSettings({ ctx, input }));
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
  await saveRunSettings({ ctx: other.ctx, input: { mostSteps: 9 } });
  await saveRunSettings({ ctx, input: { mostSteps: 4, mostByTool: { "web.search": 2, "text.write": 3 } } });
  expect(await limitsOf(workspaceId)).toEqual({ "*": 4, "text.write": 3, "web.search": 2 });
  const saved = await saveRunSettings({ ctx, input: { mostByTool: { "web.search": 7 }, onSlow: "ask" } });
  expect(saved).toEqual(RunSettings.parse({ mostByTool: { "web.search": 7 }, onSlow: "ask" }));
  expect(await getRunSettings({ ctx, input: {} })).toEqual(saved);
  expect(await limitsOf(workspaceId)).toEqual({ "web.search": 7 });
  expect(await limitsOf(other.workspaceId)).toEqual({ "*": 9 });
});

test("two who save at once leave the settings of one, with its limits", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const inputs = Array.from({ length: 10 }, (_, i) => ({
    mostSteps: i + 1,
    mostByTool: { "web.search": i + 1 },
  }));
  await Promise.all(inputs.map((input) => saveRunSettings({ ctx, input })));
  const { mostSteps } = await getRunSettings({ ctx, input: {} });
  expect(await limitsOf(workspaceId)).toEqual({ "*": mostSteps, "web.search": mostSteps });
});
