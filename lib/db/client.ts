import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "#lib/config/env.ts";
import { createLogger } from "#lib/config/logger.ts";
import { PrismaClient, type Prisma } from "#lib/db/generated/client.ts";

/** The database outside a transaction. */
export type Db = PrismaClient;
/** The database inside a transaction: what `db.$transaction(async (tx) => ...)` hands over. */
export type Tx = Prisma.TransactionClient;
/** A database client with the pool it owns. */
export type Database = {
  prisma: Db;
  /** For what Prisma cannot say: LISTEN, advisory locks, graphile-worker. */
  pool: pg.Pool;
  /** Disconnects and ends the pool. */
  close: () => Promise<void>;
};

/** One for the process: the production build has several copies of this module, which hand each other's clients on. */
const shared = globalThis as typeof globalThis & { planwrightPools?: WeakMap<Db, pg.Pool> };
const pools = (shared.planwrightPools ??= new WeakMap<Db, pg.Pool>());

const ABANDONED_MS = 5_000;

/**
 * Runs one statement of the hot path past Prisma, whose own way takes most of a millisecond of processor for each; it is parsed
 * and planned once a connection.
 * @param name of the statement, one for each text
 * @param text of a statement that gives one row with one column, `answer`
 * @returns that value; jsonb as what it stands for
 */
export async function ask(db: Db, name: string, text: string, values: readonly unknown[]): Promise<unknown> {
  const pool = pools.get(db);
  if (!pool) throw new Error("This client was not made by createDb.");
  const { rows } = await pool.query<{ answer: unknown }>({ name, text, values: [...values] });
  return rows[0]?.answer;
}

/**
 * Opens a database. Connections are made when first needed.
 * @param url a postgresql:// address
 * @param poolSize how many connections it may hold at once
 * @param abandonedMs how long the database keeps a transaction open for a process that says nothing. One that was stopped amid a
 *   change (SIGSTOP, a sleeping machine) keeps its connection and with it its locks: nobody else could touch the run.
 */
export function createDb(url: string, poolSize = 10, abandonedMs = ABANDONED_MS): Database {
  const log = createLogger("db");
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: "planwright",
    idle_in_transaction_session_timeout: abandonedMs,
  });
  // Without a listener an idle connection's end (a database restart) would end the process; the pool replaces it by itself.
  pool.on("error", (err) => log.warn({ err }, "an idle database connection was lost"));
  // A client in use has no listener of the pool's, and for a moment round a transaction none of Prisma's: the end of its connection
  // just then would end the process. Whoever uses it hears of it from the next query.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  pools.set(prisma, pool);
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { prisma, pool, close };
}

// `next dev` evaluates modules anew at every change; the pool must outlive that.
const kept = globalThis as typeof globalThis & { planwrightDatabase?: Database };

/**
 * The web process's database, opened at first use from DATABASE_URL.
 * @throws Error when the environment is not complete
 */
export function database(): Database {
  kept.planwrightDatabase ??= createDb(env().DATABASE_URL, env().DATABASE_POOL_SIZE);
  return kept.planwrightDatabase;
}

/** {@link database}'s Prisma client. */
export function db(): Db {
  return database().prisma;
}
