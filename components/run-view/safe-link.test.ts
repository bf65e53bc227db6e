import { expect, test } from "vitest";
import { safeLink } from "./safe-link.ts";

test.each(["https://example.com/a?b=1", "http://example.com/", "mailto:a@example.com"])(
  "%s may be followed",
  (address) => {
    expect(safeLink(address)).toBe(address);
  },
);

test.each([
  "javascript:alert(1)",
  "JAVASCRIPT:alert(1)",
  " javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,<script>",
  "vbscript:x",
  "file:///etc/passwd",
  "blob:http://a/b",
  "//example.com",
  "/plans",
  "",
])("%j may not", (address) => {
  expect(safeLink(address)).toBeUndefined();
});
