import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf, tellApart } from "./file-content.ts";

test("bytes are counted as they are, whether the content is text or written in base64", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const content = Buffer.from(bytes).toString("base64");
      expect(bytesOf({ content, encoding: "base64" })).toBe(bytes.length);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (content) => {
      expect(bytesOf({ content })).toBe(Buffer.byteLength(content, "utf8"));
    }),
  );
});

const told = (...names: string[]) => tellApart(names.map((name) => ({ name }))).map(({ name }) => name);

test("a name that tells a file apart and that an address can say stays as it is", () => {
  expect(told("a.md", "b/a.md", "план.md", "…")).toEqual(["a.md", "b/a.md", "план.md", "…"]);
});

test("files of one name are numbered, without taking another's name", () => {
  expect(told("a.md", "a.md", "a (2).md", "a.md", "b", "b")).toEqual([
    "a.md",
    "a (3).md",
    "a (2).md",
    "a (4).md",
    "b",
    "b (2)",
  ]);
});

test("each of any files has a name of its own, which an address can say and no browser takes for a way up", () => {
  const anyName = fc.oneof(
    fc.constantFrom("", ".", "..", "a", "a (2)", "\ud83d", "\udc00.md", "\ufffd"),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(anyName, { maxLength: 12 }), (names) => {
      const made = told(...names);
      expect(new Set(made).size).toBe(names.length);
      for (const name of made) {
        const { pathname } = new URL(`/files/${encodeURIComponent(name)}`, "http://localhost");
        expect(decodeURIComponent(pathname)).toBe(`/files/${name}`);
      }
      expect(told(...made)).toEqual(made);
    }),
  );
});
