import { expect, test } from "vitest";
import { clientAddress, isSameOrigin, requestOrigin } from "./request-origin.ts";

test.each([
  [{ host: "127.0.0.1:3000" }, "http://127.0.0.1:3000"],
  [{ host: "[::1]:3000" }, "http://[::1]:3000"],
  [
    { host: "inner:3000", "x-forwarded-host": "plans.example.com", "x-forwarded-proto": "https" },
    "https://plans.example.com",
  ],
  [{ host: "inner", "x-forwarded-proto": "https, http" }, "http://inner"],
  [{ host: "evil.com/path?x=" }, "http://localhost"],
  [{ host: "user@evil.com" }, "http://localhost"],
  [{}, "http://localhost"],
])("the origin of %o", (headers, origin) => {
  expect(requestOrigin(new Headers(headers as Record<string, string>), undefined)).toBe(origin);
});

test("a configured address wins over what the request says", () => {
  const headers = new Headers({ host: "evil.example", "x-forwarded-proto": "http" });
  expect(requestOrigin(headers, "https://plans.example.com/")).toBe("https://plans.example.com");
});

test("the address is the one the nearest proxy saw, not one the client wrote", () => {
  expect(clientAddress(new Headers({ "x-forwarded-for": "1.1.1.1, 203.0.113.9" }))).toBe("203.0.113.9");
  expect(clientAddress(new Headers())).toBe("unknown");
});

test.each([
  [{ host: "plans.example:3000", origin: "http://plans.example:3000" }, undefined, true],
  [{ host: "plans.example", origin: "https://plans.example" }, undefined, true],
  [{ host: "inner", origin: "https://plans.example" }, "https://plans.example/", true],
  [{ host: "plans.example" }, undefined, true],
  [{ host: "plans.example", origin: "https://evil.example" }, undefined, false],
  [{ host: "plans.example:3000", origin: "http://plans.example:4000" }, undefined, false],
  [{ host: "plans.example", origin: "null" }, undefined, false],
  [{ host: "plans.example", "sec-fetch-site": "same-site" }, undefined, false],
  [
    { host: "plans.example", origin: "http://plans.example", "sec-fetch-site": "cross-site" },
    undefined,
    false,
  ],
  [
    { host: "plans.example", origin: "http://plans.example", "sec-fetch-site": "same-origin" },
    undefined,
    true,
  ],
])("a request with %o at %o is from our own pages: %o", (headers, configured, own) => {
  expect(isSameOrigin(new Headers(headers as Record<string, string>), configured)).toBe(own);
});
