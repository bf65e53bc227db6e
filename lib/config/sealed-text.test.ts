import { expect, test } from "vitest";
import { seal, unseal } from "./sealed-text.ts";

const KEY = "k".repeat(40);

test("what was sealed comes back, and twice the same text is sealed differently", () => {
  for (const text of ["sk-123", "", "ключ 🔑", "x".repeat(2_000)]) {
    expect(unseal(seal(text, KEY, "w/c"), KEY, "w/c")).toBe(text);
  }
  expect(seal("same", KEY, "w/c")).not.toBe(seal("same", KEY, "w/c"));
  expect(seal("sk-visible", KEY, "w/c")).not.toContain("sk-visible");
});

test("another key, another place and every changed byte are noticed", () => {
  const sealed = seal("sk-123", KEY, "w/c");
  expect(unseal(sealed, "j".repeat(40), "w/c")).toBeNull();
  expect(unseal(sealed, KEY, "w/other")).toBeNull();
  const bytes = Buffer.from(sealed.slice(3), "base64");
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(unseal(`v1.${changed.toString("base64")}`, KEY, "w/c")).toBeNull();
  }
  for (const nonsense of ["", "v1", "v1.", "v2.abcd", sealed.slice(0, 20)])
    expect(unseal(nonsense, KEY, "w/c")).toBeNull();
});
