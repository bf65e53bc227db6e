import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  openDataDirectory,
  openSecrets,
  readDatabasePort,
  writeDatabasePort,
} from "#lib/launch/data-directory.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "planwright-data-"));
afterAll(() => rmSync(folder, { recursive: true }));
const directory = openDataDirectory({ PLANWRIGHT_DATA_DIR: path.join(folder, "data") });

test("secrets are made once and only their owner can read them", () => {
  const first = openSecrets(directory);
  expect(first.sessionSecret).toMatch(/^[0-9a-f]{64}$/);
  expect(openSecrets(directory)).toEqual(first);
  expect(statSync(path.join(directory.path, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("the database's port is remembered", () => {
  expect(readDatabasePort(directory)).toBeUndefined();
  writeDatabasePort(directory, 45_123);
  expect(readDatabasePort(directory)).toBe(45_123);
});

test("says which directory cannot be made and what to set", () => {
  const taken = path.join(directory.path, "secrets.json");
  expect(readFileSync(taken, "utf8")).not.toBe("");
  expect(() => openDataDirectory({ PLANWRIGHT_DATA_DIR: taken })).toThrow(
    /secrets\.json cannot be made.*PLANWRIGHT_DATA_DIR/,
  );
});
