import { expect, test } from "vitest";
import { addressOf, isLoopback, parseLaunchOptions } from "#lib/launch/launch-options.ts";

test("listens on this machine's port 3000 unless told otherwise", () => {
  expect(parseLaunchOptions([], {})).toEqual({
    mode: "build",
    host: "127.0.0.1",
    port: 3000,
    showLogs: false,
    buildOnly: false,
  });
});

test("a flag goes before the environment", () => {
  const environment = { PORT: "4100", HOST: "0.0.0.0" };
  expect(parseLaunchOptions([], environment)).toMatchObject({ port: 4100, host: "0.0.0.0" });
  expect(parseLaunchOptions(["--port", "4200", "--host", "::1"], environment)).toMatchObject({
    port: 4200,
    host: "::1",
  });
});

test("serves the build that is there when told to", () => {
  expect(parseLaunchOptions(["--as-built"], {})).toMatchObject({ mode: "as-built" });
  expect(parseLaunchOptions(["--dev"], {})).toMatchObject({ mode: "dev", showLogs: true });
});

test.each(["0", "65536", "-1", "80x", "3e3", " "])(
  "refuses %j as a port and says how to give one",
  (port) => {
    expect(() => parseLaunchOptions([`--port=${port}`], {})).toThrow(/is not a port.*--port 4000/);
  },
);

test("refuses a flag it does not know", () => {
  expect(() => parseLaunchOptions(["--prot", "4000"], {})).toThrow(/--prot/);
});

test.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["localhost", true],
  ["::1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.168.1.5", false],
  ["127.example.com", false],
])("%s reaches only this machine: %s", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test("says an address that a browser can open", () => {
  expect(addressOf("0.0.0.0", 3000)).toBe("http://localhost:3000");
  expect(addressOf("::1", 3000)).toBe("http://[::1]:3000");
  expect(addressOf("192.168.1.5", 80)).toBe("http://192.168.1.5:80");
});
