import pg from "pg";
import { expect, test } from "vitest";
import { missingMigration } from "#lib/db/create-migration.ts";
import { migrate } from "#lib/db/migrate.ts";
import { testDb } from "#lib/testing/database.ts";

const { prisma, pool, url } = await testDb();

test("the migrations make what schema.prisma says", async () => {
  await pool.query("create database blank");
  const blank = new URL(url);
  blank.pathname = "/blank";
  expect(await missingMigration(blank.toString())).toBeNull();
});

test("migrating again, twice at once, changes nothing", async () => {
  expect(await Promise.all([migrate(url), migrate(url)])).toEqual([[], []]);
});

test("the job queue's tables are there", async () => {
  const { rows } = await pool.query<{ found: string | null }>(
    "select to_regclass('graphile_worker.jobs')::text as found",
  );
  expect(rows[0]?.found).toBe("graphile_worker.jobs");
});

test("Prisma's client reads and writes", async () => {
  await prisma.user.create({ data: { id: "u1", email: "a@example.com", name: "Ada", passwordHash: "x" } });
  expect(await prisma.user.findUnique({ where: { email: "a@example.com" } })).toMatchObject({
    id: "u1",
    name: "Ada",
  });
});

test("a chunk is found by the words it holds", async () => {
  await prisma.workspace.create({ data: { id: "w1", name: "W" } });
  const document = {
    workspaceId: "w1",
    id: "d1",
    name: "d.md",
    title: "D",
    kind: "markdown",
    content: "",
    createdBy: "u1",
  };
  await prisma.document.create({ data: document });
  await prisma.chunk.create({
    data: { workspaceId: "w1", documentId: "d1", position: 0, line: 1, text: "Müller sells lamps" },
  });
  const found = await prisma.$queryRaw<
    unknown[]
  >`select 1 from chunks where search @@ plainto_tsquery('english', 'lamp müller')`;
  expect(found).toHaveLength(1);
});

test("a connection the server cuts is replaced", async () => {
  const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  await other.end();
  await expect.poll(() => prisma.user.count().catch(() => -1)).toBeGreaterThanOrEqual(0);
});
