import { expect, test } from "vitest";
import { safeReturnPath } from "./return-path.ts";

const origin = "http://127.0.0.1:3000";

test.each([
  ["/runs/01?tab=output#end", "/runs/01?tab=output#end"],
  [`${origin}/plans`, "/plans"],
  [null, "/"],
  ["", "/"],
  ["https://example.com/", "/"],
  ["//example.com/a", "/"],
  ["/\\example.com", "/"],
  [`${origin}//example.com`, "/example.com"],
  ["javascript:alert(1)", "/"],
  ["http://[", "/"],
  ["/sign-in?callbackUrl=/sign-in", "/"],
])("%s leads to %s", (wanted, path) => {
  expect(safeReturnPath(wanted, origin)).toBe(path);
});
