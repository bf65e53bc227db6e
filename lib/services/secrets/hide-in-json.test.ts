import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { hideInJson } from "./hide-in-json.ts";

const VALUE = 'pa$$"word/0123?+\\4';
const HIDDEN = "•••";

/** What comes out for a text that comes in pieces of a length, and the longest piece of it. */
async function hidden(text: string, length: number, values: readonly string[] = [VALUE]) {
  let longest = 0;
  let made = "";
  const pieces = (async function* () {
    for (let at = 0; at < text.length; at += length) yield await Promise.resolve(text.slice(at, at + length));
  })();
  for await (const piece of hideInJson(pieces, values)) {
    longest = Math.max(longest, piece.length);
    made += piece;
  }
  return { made, longest };
}

const json = (value: Json) => JSON.stringify(value);

test("what has none of the values comes out letter by letter, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.json({ stringUnit: "binary" }),
      fc.integer({ min: 1, max: 9 }),
      async (text, length) => {
        expect((await hidden(text, length)).made).toBe(text);
      },
    ),
  );
});

test("a value is hidden in texts and keys, as written and encoded, and it stays JSON", async () => {
  const value = {
    [`key of ${VALUE}`]: [1, `a ${VALUE} b`, "\n\u2028😀", { to: `/?q=${encodeURIComponent(VALUE)}` }],
    whole: VALUE,
  };
  for (const length of [1, 7, 1_000]) {
    expect(JSON.parse((await hidden(json(value), length)).made)).toEqual({
      [`key of ${HIDDEN}`]: [1, `a ${HIDDEN} b`, "\n\u2028😀", { to: `/?q=${HIDDEN}` }],
      whole: HIDDEN,
    });
  }
});

test("a value of digits alone is hidden where it is a number, or within one, and it stays JSON", async () => {
  const pin = "40771923";
  const value = { pin: 40771923, list: [-40771923, 940771923.5, 4077192, "is 40771923"], other: 1e21 };
  const made = {
    pin: HIDDEN,
    list: [`-${HIDDEN}`, `9${HIDDEN}.5`, 4077192, `is ${HIDDEN}`],
    other: 1e21,
  };
  for (const length of [1, 7, 1_000])
    expect(JSON.parse((await hidden(json(value), length, [pin])).made)).toEqual(made);
  // So many that a block ends within one.
  const many = Array.from({ length: 60_000 }, (_, at) => (at % 9 === 0 ? 50771923 : 40771923));
  for (const length of [65_536, 65_539])
    expect(JSON.parse((await hidden(json(many), length, [pin])).made)).toEqual(
      many.map((number) => (number === 40771923 ? HIDDEN : number)),
    );
});

test("in a string of any length it is found wherever it stands, and little of the string is held", async () => {
  // So dense that there is hardly a border of a block that none lies across.
  const parts = Array.from({ length: 60_000 }, (_, at) => `${["\n", "😀", '"', "ü"][at % 4]}${VALUE}`);
  const long = { before: VALUE, rows: ["short", parts.join(""), VALUE], behind: "end" };
  const plain = parts.map((part) => part.slice(0, -VALUE.length)).join(HIDDEN) + HIDDEN;
  const { made, longest } = await hidden(json(long), 65_536);
  const parsed = JSON.parse(made) as typeof long;
  expect(parsed.rows[1] === plain).toBe(true);
  expect({ ...parsed, rows: [parsed.rows[0], parsed.rows[2]] }).toEqual({
    before: HIDDEN,
    rows: ["short", HIDDEN],
    behind: "end",
  });
  expect(longest).toBeLessThan(600_000);
});

test("many short strings keep their borders where pieces end", async () => {
  const rows = Array.from({ length: 60_000 }, (_, at) => (at % 1_000 === 7 ? `row ${VALUE}` : `row "${at}"`));
  const { made } = await hidden(json(rows), 65_537);
  expect(JSON.parse(made)).toEqual(rows.map((row) => row.replace(VALUE, HIDDEN)));
});

test("a text that breaks off, since it was deleted, is given as far as it goes", async () => {
  for (const text of ['{"a":"half an escape \\u00', `["${VALUE.slice(0, 4)}\\`, '{"a":', ""]) {
    expect((await hidden(text, 5)).made).toBe(text);
  }
});
