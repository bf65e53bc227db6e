import { expect, test } from "vitest";
import { hideInPage } from "./hide-in-page.ts";

const VALUE = 'pa$$"word/0123?+\\4';

/** The pages of a text that is cut at these places, each hidden with what stands beside it. */
function pages(text: string, cuts: readonly number[], values: readonly string[] = [VALUE]): string[] {
  const places = [0, ...cuts, text.length];
  return places.slice(1).map((to, at) => {
    const from = places[at] ?? 0;
    return hideInPage(text.slice(from, to), { before: text.slice(0, from), behind: text.slice(to) }, values);
  });
}

test("a value is hidden wherever a page ends, and the pages remain JSON", () => {
  const text = JSON.stringify({
    note: `It is ${VALUE}.`,
    address: `/?q=${encodeURIComponent(VALUE)}`,
    "\n": 1,
  });
  for (let cut = 0; cut <= text.length; cut++) {
    const made = pages(text, [cut]).join("");
    const whole = JSON.parse(made) as { note: string; address: string };
    // Of an escape that a page ends within, its sign is left.
    expect(whole.note).toMatch(/^It is (?:•••|["\\])+\.$/);
    expect(whole.address).toMatch(/^\/\?q=(?:•••)+$/);
  }
});

test("a value of digits alone is hidden where it is a number, wherever a page ends", () => {
  const text = JSON.stringify({ pin: 40771923, list: [1, 940771923] });
  for (let cut = 0; cut <= text.length; cut++)
    expect(pages(text, [cut], ["40771923"]).join("")).toMatch(/^\{"pin":•+,"list":\[1,9•+\]\}$/);
});

test("what has no value stays letter by letter", () => {
  const text = JSON.stringify({ a: 'b "c" \\ \n', d: [1, null] });
  for (let cut = 0; cut <= text.length; cut++) expect(pages(text, [cut]).join("")).toBe(text);
});

test("a value that is found across strings, or behind half an escape, breaks none of them", () => {
  const spread = JSON.stringify(["topsecret", "valueof0815"]);
  expect(JSON.parse(pages(spread, [], ["topsecret-valueof0815"]).join(""))).toEqual(["•••", "•••"]);
  const newline = JSON.stringify("a\nbcdefgh");
  expect(JSON.parse(pages(newline, [], ["nbcdefgh"]).join(""))).toBe("a\n•••");
});
