import { beforeAll, expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { insertParts, loadValue, storeValue } from "#lib/ledger/large-values.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { testDb } from "#lib/testing/database.ts";
import { codeOf } from "#lib/testing/drive-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { getOutputFile } from "./get-output-file.ts";
import { getOutputJson } from "./get-output-json.ts";
import { getOutputPage } from "./get-output-page.ts";
import { getStepRun } from "./get-step-run.ts";

const { prisma: db } = await testDb();
let member: Awaited<ReturnType<typeof newMember>>;
beforeAll(async () => {
  member = await newMember(db);
});

/** A run whose step "a" gave this. */
async function runWith(output: Json): Promise<RunKey> {
  const run = await seedRun(db, testGraph(["a"]), { workspaceId: member.workspaceId });
  const stored = storeValue("a", output);
  await db.$transaction(async (tx) => {
    if (stored.large) await insertParts(tx, run, stored.large);
    await tx.$executeRaw`
      update step_runs set status = 'succeeded', output = ${stored.json}::jsonb where run_id = ${run.runId}`;
  });
  return run;
}
async function detailOf({ runId }: RunKey) {
  return getStepRun({ ctx: member.ctx, input: { runId, stepId: "a" } });
}
async function wholeText({ runId }: RunKey): Promise<string> {
  let text = "";
  for (let offset: number | null = 0; offset !== null;) {
    const page = await getOutputPage({ ctx: member.ctx, input: { runId, stepId: "a", offset } });
    text += page.text ?? "";
    offset = page.next;
  }
  return text;
}

test("nobody else gets a page; nor is there one of no output, of no step, or beyond the end", async () => {
  const { runId } = await runWith("x".repeat(300_000));
  const other = await newMember(db);
  const page = (ctx: typeof member.ctx, stepId: string, offset: number) =>
    codeOf(getOutputPage({ ctx, input: { runId, stepId, offset } }));
  expect(await page(member.ctx, "a", 0)).toBe("ok");
  expect(await page(other.ctx, "a", 0)).toBe("not_found");
  expect(await page(member.ctx, "b", 0)).toBe("not_found");
  expect(await page(member.ctx, "a", 300_002)).toBe("not_found");
  expect(await page(member.ctx, "a", -1)).toBe("invalid");
  expect(await page(member.ctx, "a", Number.NaN)).toBe("invalid");
  const empty = await seedRun(db, testGraph(["a"]), { workspaceId: member.workspaceId });
  const input = { runId: empty.runId, stepId: "a", offset: 0 };
  expect(await codeOf(getOutputPage({ ctx: member.ctx, input }))).toBe("not_found");
});

test("a small output comes whole", async () => {
  expect(await detailOf(await runWith({ found: 3 }))).toMatchObject({ output: { found: 3 }, large: null });
});

test("of a large output the first page comes, with its size, and the others one after another", async () => {
  const output = { rows: Array.from({ length: 20_000 }, (_, i) => `row ${i} 😀 \u0000`) };
  const run = await runWith(output);
  const detail = await detailOf(run);
  expect(detail.output).toBeNull();
  expect(detail.large?.bytes).toBeGreaterThan(400_000);
  expect(detail.large?.text?.length).toBeLessThanOrEqual(65_536 * 1.2);
  expect(JSON.stringify(detail).length).toBeLessThan(200_000);
  expect(JSON.parse(await wholeText(run))).toEqual(output);
});

test("the list that a map joined is shown by page too, with its large items only named", async () => {
  const run = await runWith("x".repeat(300_000));
  await db.$executeRaw`
    update step_runs set output = (select jsonb_agg(repeat('y', 50000)) from generate_series(1, 10)) || jsonb_build_array(output)
    where run_id = ${run.runId}`;
  const detail = await detailOf(run);
  expect(detail.large?.next).toBe(65_536);
  const items = JSON.parse(await wholeText(run)) as string[];
  expect(items).toHaveLength(11);
  expect(items[10]).toBe("0.3 MB, too large to be shown here");
  const stored = await db.stepRun.findFirstOrThrow({ where: { runId: run.runId } });
  const whole = (await loadValue(db, run, stored.output as Json)) as string[];
  expect(whole[10]).toHaveLength(300_000);
});

test("an output that is large because of a file is shown without it, and the file can be had", async () => {
  const content = "é".repeat(200_000);
  const run = await runWith({
    title: "Plan",
    files: [{ name: "p.md", mediaType: "text/markdown", content }],
  });
  expect(await detailOf(run)).toMatchObject({
    output: { title: "Plan" },
    large: null,
    files: [{ name: "p.md", bytes: 400_000 }],
  });
  const input = { runId: run.runId, stepId: "a", name: "p.md" };
  expect((await getOutputFile({ ctx: member.ctx, input })).content).toBe(content);
});

test.each([
  ["small", 10],
  ["large", 150_000],
])("each file of a %s output can be had, whatever a tool called it", async (_, size) => {
  const names = ["a.md", "a.md", "half \ud83d.md", "half \udc00.md", "..", ""];
  const files = names.map((name, at) => ({
    name,
    mediaType: "text/markdown",
    content: String(at).repeat(size),
  }));
  const run = await runWith({ title: "Plan", files });
  const shown = await detailOf(run);
  expect(shown.output).toEqual({ title: "Plan", files: shown.files });
  expect(shown.files.map(({ name }) => name)).toEqual([
    "a.md",
    "a (2).md",
    "half \ufffd.md",
    "half \ufffd (2).md",
    "file",
    "file (2)",
  ]);
  for (const [at, { name }] of shown.files.entries()) {
    const input = { runId: run.runId, stepId: "a", name: decodeURIComponent(encodeURIComponent(name)) };
    const { content } = await getOutputFile({ ctx: member.ctx, input });
    expect(content).toBe(files[at]?.content);
  }
});

test("of an output that retention has deleted the size is still told", async () => {
  const run = await runWith("x".repeat(300_000));
  await db.largeValue.deleteMany({ where: { runId: run.runId } });
  expect((await detailOf(run)).large).toEqual({ bytes: 300_002, chars: 300_002, text: null, next: null });
});

test("an output is downloaded whole, small or large, with its files; what was deleted cannot be", async () => {
  const download = async ({ runId }: { runId: string }) => {
    const { name, content } = await getOutputJson({ ctx: member.ctx, input: { runId, stepId: "a" } });
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    return { name, pieces: pieces.length, value: JSON.parse(Buffer.concat(pieces).toString("utf8")) as Json };
  };
  const files = [{ name: "p.md", mediaType: "text/markdown", content: "# é" }];
  const small = { title: "Plan \u0000", files };
  expect(await download(await runWith(small))).toEqual({ name: "a.json", pieces: 1, value: small });
  const rows = Array.from({ length: 20_000 }, (_, i) => `row ${i} 😀 \u0000 \ud800`);
  const run = await runWith({ rows, files });
  const whole = await download(run);
  expect(whole.pieces).toBeGreaterThan(5);
  expect(whole.value).toEqual({ rows, files });
  await db.largeValue.deleteMany({ where: { runId: run.runId } });
  expect(await codeOf(download(run))).toBe("not_found");
});
