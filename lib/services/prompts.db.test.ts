import { expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import { PromptName } from "#lib/domain/prompt.ts";
import { builtInPrompt } from "#lib/models/prompts/built-in-prompts.ts";
import { promptsAt, promptsOf, promptVersionsOf } from "#lib/models/prompts/workspace-prompts.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { activatePrompt } from "./activate-prompt.ts";
import type { ServiceContext } from "./context.ts";
import { getPrompt } from "./get-prompt.ts";
import { getRun } from "./get-run.ts";
import { listPrompts } from "./list-prompts.ts";
import { rerunRun } from "./rerun-run.ts";
import { savePrompt } from "./save-prompt.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();
const name = "plan.draft";
const BUILT_IN = builtInPrompt(name).text;

async function refusalOf(work: Promise<unknown>): Promise<DomainError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

const save = (ctx: ServiceContext, text: string, more: { note?: string; from?: number } = {}) =>
  savePrompt({
    ctx,
    input: {
      name,
      text,
      note: more.note ?? "",
      ...(more.from !== undefined && { activate: { from: more.from } }),
    },
  });
const activate = (ctx: ServiceContext, from: number, to: number) =>
  activatePrompt({ ctx, input: { name, from, to } });
const activeText = async (workspaceId: string) => (await promptsOf(db, workspaceId))(name);

test.each(["viewer", "approver", "editor"] as const)("%s may neither see nor change them", async (role) => {
  const { ctx, workspaceId } = await newMember(db, { role });
  for (const work of [
    listPrompts({ ctx, input: {} }),
    getPrompt({ ctx, input: { name } }),
    save(ctx, "Mine"),
    activate(ctx, 0, 0),
  ])
    expect((await refusalOf(work)).code).toBe("forbidden");
  expect(await db.promptVersion.count({ where: { workspaceId } })).toBe(0);
  expect(await db.activePrompt.count({ where: { workspaceId } })).toBe(0);
});

test("a workspace that chose nothing uses the built-in prompts, version 0", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const prompt = await promptsOf(db, workspaceId);
  for (const each of PromptName.options) expect(prompt(each)).toEqual(builtInPrompt(each));
  const list = await listPrompts({ ctx, input: {} });
  expect(list).toEqual(
    PromptName.options.map((each) => ({ name: each, active: 0, versions: 0, lastChange: null })),
  );
  expect(await getPrompt({ ctx, input: { name } })).toEqual({
    name,
    active: 0,
    activated: null,
    latest: 0,
    hasNewer: false,
    versions: [{ number: 0, text: BUILT_IN, note: "", author: null, createdAt: null }],
    older: null,
  });
});

test("saving adds a version and activates nothing unless asked; another workspace sees nothing of it", async () => {
  const { ctx, workspaceId, userId } = await newMember(db);
  expect(await save(ctx, "First", { note: "  Shorter  " })).toMatchObject({ number: 1, note: "Shorter" });
  expect(await activeText(workspaceId)).toEqual(builtInPrompt(name));
  expect(await save(ctx, "Second", { from: 0 })).toMatchObject({ number: 2 });
  expect(await activeText(workspaceId)).toEqual({ name, version: 2, text: "Second" });
  const author = { kind: "person", userId, name: "Ada" };
  const detail = await getPrompt({ ctx, input: { name } });
  expect(detail).toMatchObject({ active: 2, latest: 2, activated: { author }, older: null });
  expect(detail.versions).toMatchObject([
    { number: 2, text: "Second", note: "", author },
    { number: 1, text: "First", note: "Shorter", author },
    { number: 0, text: BUILT_IN, author: null },
  ]);
  const summary = (await listPrompts({ ctx, input: {} })).find((each) => each.name === name);
  expect(summary).toMatchObject({ active: 2, versions: 2, lastChange: { author } });
  const stranger = await newMember(db, { name: "Mallory" });
  expect((await getPrompt({ ctx: stranger.ctx, input: { name } })).versions).toHaveLength(1);
  expect((await refusalOf(activate(stranger.ctx, 0, 1))).code).toBe("not_found");
  expect(await activeText(stranger.workspaceId)).toEqual(builtInPrompt(name));
  // Numbers count for each prompt by itself.
  const other = await savePrompt({ ctx, input: { name: "chat.edit", text: "First", note: "" } });
  expect(other).toMatchObject({ number: 1 });
});

test.each([
  ["no text", "", "The text is empty."],
  ["blanks only", " \n\t ", "The text is empty."],
  ["a text that is too long", "x".repeat(20_001), "The text is longer than 20,000 characters."],
  ["NUL", "a\u0000b", "cannot be kept"],
  ["half a character", "a\ud800b", "cannot be kept"],
  ["the built-in text", BUILT_IN, "The built-in version is active and has this very text."],
  [
    "the built-in text of another system",
    BUILT_IN.replaceAll("\n", "\r\n"),
    "The built-in version is active",
  ],
])("%s is refused and nothing is saved", async (_, text, message) => {
  const { ctx, workspaceId } = await newMember(db);
  const refusal = await refusalOf(save(ctx, text));
  expect(refusal.code).toBe("invalid");
  expect(refusal.message).toContain(message);
  expect(refusal.issues).toMatchObject([{ path: ["text"] }]);
  expect(await db.promptVersion.count({ where: { workspaceId } })).toBe(0);
});

test("a text of 20,000 characters is kept to the letter; a note that is too long is refused", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const text = `${"é".repeat(19_998)}\n `;
  await save(ctx, text, { from: 0 });
  expect((await activeText(workspaceId)).text).toBe(text);
  const refusal = await refusalOf(save(ctx, "Other", { note: "x".repeat(201) }));
  expect(refusal.issues).toMatchObject([{ path: ["note"] }]);
});

test("the text of the latest or the active version is not saved again, an older one's is", async () => {
  const { ctx } = await newMember(db);
  await save(ctx, "First", { from: 0 });
  await save(ctx, "Second");
  expect((await refusalOf(save(ctx, "First"))).message).toBe("Version 1 is active and has this very text.");
  expect((await refusalOf(save(ctx, "Second"))).message).toBe(
    "Version 2 has this very text. Activate it instead.",
  );
  expect(await save(ctx, BUILT_IN)).toMatchObject({ number: 3 });
  expect(await save(ctx, "Second")).toMatchObject({ number: 4 });
});

test("people who save at once get a number each and no text is lost", async () => {
  const { ctx } = await newMember(db);
  const texts = Array.from({ length: 8 }, (_, i) => `Text ${i}`);
  const saved = await Promise.all(texts.map((text) => save(ctx, text)));
  expect(saved.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(saved.map(({ text }) => text)).toEqual(texts);
  const { versions } = await getPrompt({ ctx, input: { name } });
  expect(versions.slice(0, -1)).toEqual(saved.toSorted((a, b) => b.number - a.number));
});

test("the same text saved twice at once is one version", async () => {
  const { ctx } = await newMember(db);
  const both = await Promise.allSettled([save(ctx, "Same"), save(ctx, "Same")]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect((await getPrompt({ ctx, input: { name } })).latest).toBe(1);
});

test("activating goes forward and back to any version, the built-in one too", async () => {
  const { ctx, workspaceId } = await newMember(db);
  await save(ctx, "First");
  await save(ctx, "Second");
  await activate(ctx, 0, 2);
  expect((await activeText(workspaceId)).version).toBe(2);
  await activate(ctx, 2, 1);
  expect(await activeText(workspaceId)).toEqual({ name, version: 1, text: "First" });
  await activate(ctx, 1, 0);
  expect(await activeText(workspaceId)).toEqual(builtInPrompt(name));
  const detail = await getPrompt({ ctx, input: { name } });
  expect(detail).toMatchObject({ active: 0, activated: { author: { name: "Ada" } } });
  await activate(ctx, 0, 2);
  expect((await activeText(workspaceId)).version).toBe(2);
  expect((await refusalOf(activate(ctx, 2, 3))).code).toBe("not_found");
});

test("who saw another version as active is told, and changes nothing", async () => {
  const { ctx, workspaceId } = await newMember(db);
  await save(ctx, "First");
  await save(ctx, "Second");
  // Nobody has chosen any yet, so there is no row to compare with.
  const early = await refusalOf(activate(ctx, 1, 2));
  expect(early).toMatchObject({ code: "conflict" });
  expect(early.message).toContain("The built-in text was made active");
  await activate(ctx, 0, 1);
  const late = await refusalOf(activate(ctx, 0, 2));
  expect(late.code).toBe("conflict");
  expect(late.message).toContain("Version 1 was made active");
  expect((await activeText(workspaceId)).version).toBe(1);
  // The same choice twice is one.
  await activate(ctx, 0, 1);
  const refused = await refusalOf(save(ctx, "Third", { from: 0 }));
  expect(refused.code).toBe("conflict");
  expect((await getPrompt({ ctx, input: { name } })).latest).toBe(2);
});

test.each([
  ["the first choice", 0],
  ["a later choice", 1],
])("of two people who activate at once one is told (%s)", async (_, from) => {
  const { ctx, workspaceId } = await newMember(db);
  for (const text of ["First", "Second", "Third"]) await save(ctx, text);
  if (from > 0) await activate(ctx, 0, from);
  const both = await Promise.allSettled([activate(ctx, from, 2), activate(ctx, from, 3)]);
  const winner = both.findIndex(({ status }) => status === "fulfilled");
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect((await activeText(workspaceId)).version).toBe(winner + 2);
});

test("a long history comes in parts; the active and the built-in version are always there", async () => {
  const { ctx, workspaceId, userId } = await newMember(db);
  const author = { kind: "person", userId, name: "Ada" };
  await db.promptVersion.createMany({
    data: Array.from({ length: 120 }, (_, i) => ({
      workspaceId,
      name,
      number: i + 1,
      text: `Text ${i + 1}`,
      note: "",
      author,
    })),
  });
  await activate(ctx, 0, 3);
  const numbers = async (before?: number) => {
    const { versions, older, latest, hasNewer } = await getPrompt({
      ctx,
      input: { name, ...(before !== undefined && { before }) },
    });
    expect(latest).toBe(120);
    return { numbers: versions.map(({ number }) => number), older, hasNewer };
  };
  const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);
  expect(await numbers()).toEqual({ numbers: [...range(120, 71), 3, 0], older: 71, hasNewer: false });
  expect(await numbers(71)).toEqual({ numbers: [...range(70, 21), 3, 0], older: 21, hasNewer: true });
  expect(await numbers(21)).toEqual({ numbers: [...range(20, 1), 0], older: null, hasNewer: true });
  expect(await numbers(121)).toEqual(await numbers());
});

test("a run pins the versions that are active when it starts; a rerun those of its own start", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a")]));
  await save(ctx, "First", { from: 0 });
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  await save(ctx, "Second", { from: 1 });
  const builtIn = Object.fromEntries(PromptName.options.map((each) => [each, 0]));
  const pinned = async (id: string) => (await getRun({ ctx, input: { runId: id } })).promptVersions;
  expect(await pinned(runId)).toEqual({ ...builtIn, [name]: 1 });
  expect(await promptVersionsOf(db, workspaceId)).toEqual({ ...builtIn, [name]: 2 });
  const again = await rerunRun({ ctx, input: { runId, version: "same" } });
  expect(await pinned(again.runId)).toEqual({ ...builtIn, [name]: 2 });
  const then = await promptsAt(db, workspaceId, await pinned(runId));
  expect(then(name)).toEqual({ name, version: 1, text: "First" });
  expect(then("step.write")).toEqual(builtInPrompt("step.write"));
  await expect(promptsAt(db, workspaceId, { [name]: 9 })).rejects.toThrow("has no version 9");
  // Of a run that pinned nothing: it was started when there were only the built-in ones.
  expect((await promptsAt(db, workspaceId, {}))(name)).toEqual(builtInPrompt(name));
});
