import { expect, test } from "vitest";
import { testDb } from "#lib/testing/database.ts";

const { pool } = await testDb();

test("the end of a connection that is in use, and that nobody listens to, does not end the process", async () => {
  const client = await pool.connect();
  client.emit("error", new Error("terminating connection due to unexpected postmaster exit"));
  client.release(true);
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});
