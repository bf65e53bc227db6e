import type { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import type { Pool } from "pg";
import { QuickSaver } from "./quick-saver.ts";

/** Checkpoints live in a schema of their own, apart from our tables. */
const SCHEMA = "langgraph";
// Any constant that no other lock of ours uses.
const SETUP_LOCK = 7_203_551_164;

const ready = new WeakMap<Pool, Promise<PostgresSaver>>();

/** The checkpointer on a pool, its tables made at first use (under a lock, since several workers may start together). */
export function checkpointerOn(pool: Pool): Promise<PostgresSaver> {
  const known = ready.get(pool);
  if (known !== undefined) return known;
  const made = setUp(pool);
  ready.set(pool, made);
  // A failed set-up is tried again by the next job.
  made.catch(() => ready.delete(pool));
  return made;
}

async function setUp(pool: Pool): Promise<PostgresSaver> {
  const saver = new QuickSaver(pool, SCHEMA);
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [SETUP_LOCK]);
    try {
      await saver.setup();
    } finally {
      await client.query("select pg_advisory_unlock($1)", [SETUP_LOCK]);
    }
  } finally {
    client.release();
  }
  return saver;
}
