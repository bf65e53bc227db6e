import { expect, test } from "vitest";
import { allowsHost, canonicalHost, parseHostPattern } from "./host-pattern.ts";

test.each([
  ["example.com", { host: "example.com", wildcard: false, port: null }],
  [" Example.COM. ", { host: "example.com", wildcard: false, port: null }],
  ["*.example.com", { host: "example.com", wildcard: true, port: null }],
  ["*.example.com:8443", { host: "example.com", wildcard: true, port: 8443 }],
  ["bücher.example", { host: "xn--bcher-kva.example", wildcard: false, port: null }],
  ["192.0.2.7:81", { host: "192.0.2.7", wildcard: false, port: 81 }],
  ["0x7f.1", { host: "127.0.0.1", wildcard: false, port: null }],
  ["[2001:DB8::0:7]:8080", { host: "2001:db8::7", wildcard: false, port: 8080 }],
  ["localhost", { host: "localhost", wildcard: false, port: null }],
])("%j is an entry", (text, pattern) => {
  expect(parseHostPattern(text)).toEqual(pattern);
});

test.each([
  "",
  "*",
  "*.com",
  "*.",
  "*.*.example.com",
  "a.*.example",
  "https://example.com",
  "example.com/path",
  "example.com?q",
  "user@example.com",
  "example.com:0",
  "example.com:65536",
  "example.com:http",
  "a..b",
  ".example.com",
  "*.127.0.0.1",
  "[::1",
  "::1",
  "%65xample.com",
  "two words",
])("%j is none", (text) => {
  expect(parseHostPattern(text)).toBeNull();
});

test("an entry allows its host at 80, 443 and its own port; a star those below", () => {
  const patterns = ["a.example", "b.example:8443", "*.c.example"].flatMap(
    (text) => parseHostPattern(text) ?? [],
  );
  const allowed = (host: string, port = 443) => allowsHost(patterns, host, port);
  expect([allowed("a.example"), allowed("a.example", 80), allowed("a.example", 8443)]).toEqual([
    true,
    true,
    false,
  ]);
  expect([allowed("b.example"), allowed("b.example", 8443)]).toEqual([true, true]);
  expect([
    allowed("x.c.example"),
    allowed("y.x.c.example"),
    allowed("c.example"),
    allowed("xc.example"),
  ]).toEqual([true, true, false, false]);
});

test("a host has one spelling", () => {
  expect(["Ａ.example", "a.EXAMPLE.", "a。example"].map(canonicalHost)).toEqual([
    "a.example",
    "a.example",
    "a.example",
  ]);
  expect(["2130706433", "0177.0.0.1", "127.1"].map(canonicalHost)).toEqual([
    "127.0.0.1",
    "127.0.0.1",
    "127.0.0.1",
  ]);
});
