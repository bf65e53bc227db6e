import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { insertParts, largeValue, loadPage, loadValue, loadWhole, storeValue } from "./large-values.ts";
import { LEDGER_TRANSACTION } from "./transaction.ts";

const { prisma: db } = await testDb();
const key = { workspaceId: newId(), runId: newId() };

/** Writes a value as a statement of the ledger does, and gives what its column then holds. */
async function write(value: Json, stepId = "a"): Promise<Json> {
  const stored = storeValue(stepId, value);
  const [row] = await db.$transaction(async (tx) => {
    if (stored.large) await insertParts(tx, key, stored.large);
    return tx.$queryRaw<{ column: Json }[]>`select ${stored.json}::jsonb as column`;
  }, LEDGER_TRANSACTION);
  return row?.column ?? null;
}
/** Every page of a large value, as a reader asks for them. */
async function pages(column: Json): Promise<string[]> {
  const value = largeValue(column);
  if (!value) return [];
  const texts: string[] = [];
  for (let at: number | null = 0; at !== null;) {
    const page = await loadPage(db, key, value, at);
    if (!page) throw new Error(`There is no page at ${at}.`);
    texts.push(page.text);
    at = page.next;
  }
  return texts;
}

test("a value up to 256 kB stands in its column; a longer one apart, in parts of at most 64 k characters", async () => {
  const short = "x".repeat(256 * 1024 - 2);
  expect(await write(short)).toBe(short);
  expect(await db.largeValue.count()).toBe(0);

  const column = await write(`${short}x`);
  expect(JSON.stringify(column).length).toBeLessThan(300);
  expect(largeValue(column)).toMatchObject({ stepId: "a", bytes: 256 * 1024 + 1, chars: 256 * 1024 + 1 });
  const parts = await db.largeValue.findMany({ orderBy: { part: "asc" } });
  expect(parts.map(({ part, text }) => [part, text.length])).toEqual([
    [0, 65_536],
    [65_536, 65_536],
    [131_072, 65_536],
    [196_608, 65_536],
    [262_144, 1],
  ]);
  expect(await loadValue(db, key, column)).toBe(`${short}x`);
});

test("the limit counts bytes, not characters", async () => {
  expect(largeValue(await write("é".repeat(100_000)))).toBeNull();
  expect(largeValue(await write("é".repeat(140_000)))).toMatchObject({ bytes: 280_002, chars: 140_002 });
});

test("null, false and an empty text come back as they were", async () => {
  for (const value of [null, false, "", 0, [], {}])
    expect(await loadValue(db, key, await write(value))).toEqual(value);
});

test("what Postgres cannot store, and pairs and escapes on the border of two parts, come back exactly", async () => {
  const border = "\u0000\ud83d\u241b😀␛0000\udc00";
  const text = fc
    .record({ lead: fc.integer({ min: 65_500, max: 65_540 }), tail: fc.constantFrom(...Array.from(border)) })
    .map(({ lead, tail }) => "a".repeat(lead) + border + tail.repeat(40_000) + "b".repeat(200_000));
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const column = await write({ value });
      expect(await loadValue(db, key, column)).toEqual({ value });
      expect(JSON.parse((await pages(column)).join(""))).toEqual({ value });
    }),
    { numRuns: 20 },
  );
});

test("a value of a tool that looks like a marker is a value", async () => {
  const value = { "\u241blarge": { id: newId(), stepId: "b", bytes: 1, chars: 1, files: [], rest: null } };
  const column = await write(value);
  expect(largeValue(column)).toBeNull();
  expect(await loadValue(db, key, column)).toEqual(value);
});

test("markers that SQL put into a list are replaced by what they name", async () => {
  const items = ["x".repeat(300_000), "short", "y".repeat(300_000)];
  const list = [
    await write(items[0] ?? null, "m.0"),
    items[1] ?? null,
    { deep: await write(items[2] ?? null, "m.2") },
  ];
  expect(await loadValue(db, key, list)).toEqual([items[0], items[1], { deep: items[2] }]);
});

test("of an output that is large because of its files, the rest stays at hand", async () => {
  const bytes = Buffer.alloc(100_001, 7);
  const files: JsonObject[] = [
    { name: "plan.md", mediaType: "text/markdown", content: "é".repeat(200_000) },
    {
      name: "plan.docx",
      mediaType: "application/x",
      content: bytes.toString("base64"),
      encoding: "base64",
    },
  ];
  const value = largeValue(await write({ title: "Plan\u0000", files }));
  const described = [
    { name: "plan.md", mediaType: "text/markdown", bytes: 400_000 },
    { name: "plan.docx", mediaType: "application/x", bytes: 100_001 },
  ];
  expect(value?.files).toEqual(described);
  expect(value?.rest).toEqual({ title: "Plan\u0000", files: described });
});

test("a large value whose parts are gone is null, and has no page", async () => {
  const column = await write("z".repeat(300_000));
  await db.largeValue.deleteMany({});
  const value = largeValue(column);
  expect(await loadValue(db, key, column)).toBeNull();
  expect(await loadWhole(db, key, [column, 1])).toBeUndefined();
  expect(await loadWhole(db, key, [1])).toEqual([1]);
  expect(value && (await loadPage(db, key, value, 0))).toBeNull();
});

test("a page begins where it is asked to, and there is none beyond the end", async () => {
  const value = largeValue(await write("0123456789".repeat(30_000)));
  if (!value) throw new Error("It is not large.");
  expect((await loadPage(db, key, value, 1))?.text.slice(0, 3)).toBe("012");
  expect(await loadPage(db, key, value, 299_990)).toEqual({ text: '90123456789"', next: null });
  expect(await loadPage(db, key, value, value.chars)).toBeNull();
  expect(await loadPage(db, { ...key, workspaceId: newId() }, value, 0)).toBeNull();
});

test("64 MB are written and read back", async () => {
  const value = "0123456789abcdef".repeat(4 * 1024 * 1024);
  const column = await write(value);
  const back = await loadValue(db, key, column);
  // Not compared by expect, which would print both.
  expect(back === value).toBe(true);
}, 60_000);
