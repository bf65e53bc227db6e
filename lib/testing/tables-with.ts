import type { Pool } from "pg";

/** Every table of the database, whatever its schema, that has the words in a row. */
export async function tablesWith(pool: Pool, words: string): Promise<string[]> {
  const tables = await pool.query<{ name: string }>(`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`);
  const found: string[] = [];
  for (const { name } of tables.rows) {
    // Checkpoints keep what they say as bytes.
    const { rows } = await pool.query<{ has: boolean }>(
      `select exists (select from ${name} t where position($1 in t::text) > 0
        or position(encode(convert_to($1, 'UTF8'), 'hex') in t::text) > 0) as has`,
      [words],
    );
    if (rows[0]?.has) found.push(name);
  }
  return found;
}
