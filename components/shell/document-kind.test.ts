import { expect, test } from "vitest";
import { decodeText, kindOfFile } from "./document-kind.ts";

test.each([
  ["Strategy 2026.md", "markdown"],
  ["NOTES.TXT", "text"],
  ["a.b.csv", "csv"],
  ["image.png", null],
  ["report.pdf", null],
  [".csv", null],
  ["README", null],
  ["", null],
])("%j is %s", (name, kind) => {
  expect(kindOfFile(name)).toBe(kind);
});

test("bytes that are not UTF-8 are refused, not garbled", () => {
  expect(decodeText(new TextEncoder().encode("Grüße, 世界").buffer)).toBe("Grüße, 世界");
  expect(decodeText(new Uint8Array([0x47, 0xfc, 0x62]).buffer)).toBeNull();
});
