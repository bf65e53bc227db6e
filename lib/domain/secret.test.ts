import { expect, test } from "vitest";
import { hostBeyond, SecretInput } from "./secret.ts";

test.each([
  [["api.example"], ["api.example"], null],
  [["a.api.example.com"], ["*.example.com"], null],
  [["*.api.example.com"], ["*.example.com"], null],
  [["*.example.com"], ["*.example.com"], null],
  [["example.com"], ["*.example.com"], "example.com"],
  [["*.example.com"], ["a.example.com"], "*.example.com"],
  [["a.example.com", "evil.example"], ["a.example.com"], "evil.example"],
  [["a.example.com:8443"], ["a.example.com"], "a.example.com:8443"],
  [["a.example.com"], ["a.example.com:8443"], null],
  [["a.example.com:8443"], ["a.example.com:8443"], null],
  [["[2001:db8::7]:8080"], ["[2001:db8::7]:8080"], null],
])("of %j, what %j does not include: %j", (hosts, known, beyond) => {
  expect(hostBeyond(hosts, known)).toBe(beyond);
});

test("hosts are kept in their one spelling, each once", () => {
  const { hosts } = SecretInput.parse({
    id: null,
    name: " Shop ",
    value: " s3cret-value\n",
    hosts: ["API.Example.com.", "api.example.com", "*.bücher.example:8443", "[2001:DB8:0::7]:443"],
  });
  expect(hosts).toEqual(["api.example.com", "*.xn--bcher-kva.example:8443", "[2001:db8::7]:443"]);
});

test.each([
  [{ hosts: [] }, ["hosts"]],
  [{ hosts: ["https://api.example"] }, ["hosts", 0]],
  [{ hosts: ["*"] }, ["hosts", 0]],
  [{ hosts: ["*.com"] }, ["hosts", 0]],
  [{ value: "short" }, ["value"]],
  [{ value: "x".repeat(10_001) }, ["value"]],
  [{ value: "with a NUL \u0000" }, ["value"]],
  [{ name: " " }, ["name"]],
])("what does not fit is told where it stands: %.60j", (wrong, path) => {
  const input = { id: null, name: "Shop", value: "s3cret-value", hosts: ["api.example"], ...wrong };
  expect(SecretInput.safeParse(input).error?.issues.map((issue) => issue.path)).toEqual([path]);
});
