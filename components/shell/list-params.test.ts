import { expect, test } from "vitest";
import { listSearch, readListParams } from "./list-params.ts";

test("what is written is read again", () => {
  const params = { query: "eco & more", filter: "active", trail: ["01a", "eyJhIjoxfQ=="] };
  expect(readListParams(new URLSearchParams(listSearch(params)))).toEqual(params);
});

test("defaults leave the URL bare", () => {
  expect(listSearch({ query: "  ", filter: "", trail: [] })).toBe("");
  expect(readListParams(new URLSearchParams(""))).toEqual({ query: "", filter: "", trail: [] });
});
