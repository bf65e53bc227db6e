import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import pg from "pg";

/** Connections of the checkpointer's pool. */
const POOL = 20;

/** Makes the checkpointer's tables. */
export async function prepareSaver(url: string): Promise<void> {
  const saver = PostgresSaver.fromConnString(url);
  await saver.setup();
  await saver.end();
}

/** LangGraph's Postgres checkpointer over a pool whose first connection stands. */
export async function openSaver(url: string): Promise<{ pool: pg.Pool; saver: PostgresSaver }> {
  const pool = new pg.Pool({ connectionString: url, max: POOL });
  await pool.query("select 1");
  return { pool, saver: new PostgresSaver(pool) };
}
