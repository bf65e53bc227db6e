import { expect, test } from "vitest";
import { parseEnv, parseOutboundEnv } from "#lib/config/env.ts";

const complete = { DATABASE_URL: "postgresql://u:p@127.0.0.1:5432/planwright" };

test("fills in defaults and reads numbers", () => {
  const env = parseEnv({ ...complete, DATABASE_POOL_SIZE: "25" });
  expect(env).toMatchObject({ DATABASE_POOL_SIZE: 25, LOG_LEVEL: "info", NODE_ENV: "production" });
});

test("treats an empty value as not set", () => {
  expect(parseEnv({ ...complete, LOG_LEVEL: "", PLANWRIGHT_SETUP_CODE: "" }).LOG_LEVEL).toBe("info");
});

test("names every fault at once and repeats no value", () => {
  const bad = {
    DATABASE_URL: "mysql://root:hunter2@h/x",
    NEXTAUTH_SECRET: "tooshort",
    DATABASE_POOL_SIZE: "1",
  };
  expect(() => parseEnv(bad)).toThrow(
    /DATABASE_URL must start with postgresql[\s\S]*DATABASE_POOL_SIZE[\s\S]*NEXTAUTH_SECRET/,
  );
  expect(() => parseEnv(bad)).not.toThrow(/hunter2|tooshort/);
});

test("says what sets a missing database address", () => {
  expect(() => parseEnv({})).toThrow(/DATABASE_URL is not set; `npm start` sets it/);
});

test("reads local addresses that tools may reach, and refuses what is none", () => {
  const allow = (text: string) =>
    parseOutboundEnv({ PLANWRIGHT_OUTBOUND_ALLOW: text }).PLANWRIGHT_OUTBOUND_ALLOW;
  expect(allow("127.0.0.1:8888, searxng:8080 ,[::1]:9,")).toEqual([
    "127.0.0.1:8888",
    "searxng:8080",
    "[::1]:9",
  ]);
  expect(allow("")).toEqual([]);
  for (const wrong of ["127.0.0.1", "http://a:80", "*.a:80", "a:b", "a:80 b:80"]) {
    expect(() => allow(wrong)).toThrow("PLANWRIGHT_OUTBOUND_ALLOW must name addresses with ports");
  }
});

test("reads which MCP servers to start, and repeats nothing of what it refuses", () => {
  const read = (text: string) =>
    parseEnv({ ...complete, PLANWRIGHT_MCP_SERVERS: text }).PLANWRIGHT_MCP_SERVERS;
  expect(read("")).toEqual({});
  expect(read('{"my-files": {"command": "npx", "args": ["-y", "server"]}}')).toEqual({
    "my-files": { command: "npx", args: ["-y", "server"], env: {} },
  });
  for (const wrong of [
    "hunter2",
    "[]",
    '{"a b": {"command": "x"}}',
    '{"a": {"command": "x", "token": "hunter2"}}',
  ]) {
    expect(() => read(wrong)).toThrow("PLANWRIGHT_MCP_SERVERS must be JSON like");
    expect(() => read(wrong)).not.toThrow(/hunter2/);
  }
});
