import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findValues, withoutValues } from "./secret-text.ts";

const VALUE = 'pa$$ w0rd/"ü+\\4?';
const base64 = (text: string) => Buffer.from(text).toString("base64");
const hex = (text: string) => Buffer.from(text).toString("hex");
const every = (text: string) => hex(text).replaceAll(/../g, "%$&");
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const allUnicode = (text: string) =>
  Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");

describe("a value is found", () => {
  test.each<[string, string]>([
    ["as written", VALUE],
    ["percent-encoded", encodeURIComponent(VALUE)],
    ["percent-encoded as little as may be", encodeURI(VALUE)],
    ["percent-encoded whole", every(VALUE)],
    ["percent-encoded in lower case", encodeURIComponent(VALUE).toLowerCase()],
    ["as a form is sent", new URLSearchParams({ "": VALUE }).toString().slice(1)],
    ["percent-encoded twice", encodeURIComponent(encodeURIComponent(VALUE))],
    ["in JSON", inJson(VALUE)],
    ["in JSON, all of it escaped", allUnicode(VALUE)],
    ["in JSON in JSON", inJson(inJson(VALUE))],
    ["in JSON in an address", encodeURIComponent(inJson(VALUE))],
    ["in hexadecimal", hex(VALUE)],
    ["in hexadecimal, upper case", hex(VALUE).toUpperCase()],
  ])("%s", (_, written) => {
    for (const [before, behind] of [
      ["", ""],
      ["{", "}"],
      ["100% of ü\\n %C3%BC \\u00fc ", " and 5%"],
    ] as const)
      expect(withoutValues(`${before}${written}${behind}`, [VALUE])).toBe(`${before}•••${behind}`);
  });

  test("in Base64, wherever in the encoded bytes it stands, in both alphabets", () => {
    for (const before of ["", "a", "ab", "abc", "user:"]) {
      for (const behind of ["", "x", "xy", "xyz"]) {
        const written = base64(`${before}${VALUE}${behind}`);
        for (const form of [
          written,
          written.replaceAll("+", "-").replaceAll("/", "_"),
          encodeURIComponent(written),
        ]) {
          const [part] = findValues(form, [VALUE]);
          expect(part, form).toBeDefined();
          // At most what stands before and behind it is left.
          const left = withoutValues(form, [VALUE], "");
          expect(left.length).toBeLessThanOrEqual(Math.ceil((before.length + behind.length) * 1.4) + 8);
        }
      }
    }
  });

  test("of more digits than a number keeps, as what is left of it where it was one", () => {
    const value = "123456789012345678901234";
    for (const written of [JSON.stringify({ pin: Number(value) }), '{"pin":123456789012345690000000}'])
      expect(withoutValues(written, [value])).not.toContain("1234567890");
  });

  test("each time, and each of several", () => {
    expect(withoutValues("one-value, two-value; one-value", ["one-value", "two-value"])).toBe(
      "•••, •••; •••",
    );
  });
});

test("short values and texts without any are left alone", () => {
  expect(findValues("a secret is a secret", ["secre"])).toEqual([]);
  expect(findValues("100% \\ %zz %4", ["some-value"])).toEqual([]);
  expect(findValues("anything", [])).toEqual([]);
});

test("whatever stands around it, exactly the value is taken out", () => {
  const around = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !text.includes("v"));
  fc.assert(
    fc.property(
      around,
      around,
      fc.constantFrom(encodeURIComponent, (text: string) => text),
      (before, behind, write) => {
        const value = "v3ry secret välue";
        expect(withoutValues(`${before} ${write(value)} ${behind}`, [value])).toBe(`${before} ••• ${behind}`);
      },
    ),
  );
});

test("long texts full of escapes take time in proportion", () => {
  for (const text of [
    "%41".repeat(500_000),
    "\\u0041".repeat(300_000),
    "\\".repeat(1_000_000),
    "%".repeat(1_000_000),
  ])
    expect(findValues(text, ["some-value"])).toEqual([]);
});
