import { expect, test } from "vitest";
import { parseEnv } from "#lib/config/env.ts";

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
