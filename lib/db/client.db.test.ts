import { expect, test, vi } from "vitest";
import { testDb } from "#lib/testing/database.ts";
import { ask, createDb } from "./client.ts";

const { pool, url } = await testDb();

test("the end of a connection that is in use, and that nobody listens to, does not end the process", async () => {
  const client = await pool.connect();
  client.emit("error", new Error("terminating connection due to unexpected postmaster exit"));
  client.release(true);
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("a process that stops amid a transaction does not keep its locks", async () => {
  const stopped = createDb(url, 1, 100);
  try {
    await pool.query("create table held (id int); insert into held values (1)");
    const client = await stopped.pool.connect();
    const ended = new Promise((resolve) => client.once("end", resolve));
    await client.query("begin; update held set id = 2");
    // Nothing more is said on that connection; the database ends it, and the row is free as it was.
    expect((await pool.query("update held set id = 3 where id = 1")).rowCount).toBe(1);
    await ended;
    client.release(true);
    expect((await stopped.pool.query("select id from held")).rows).toEqual([{ id: 3 }]);
  } finally {
    await stopped.close();
  }
});

test("a client that another copy of this module made is known too, as in the production build", async () => {
  const made = createDb(url, 1);
  try {
    vi.resetModules();
    const other = await import("./client.ts");
    expect(other.ask).not.toBe(ask);
    expect(await other.ask(made.prisma, "test_one", "select 1 as answer", [])).toBe(1);
  } finally {
    await made.close();
  }
});
