import type { Db } from "#lib/db/client.ts";
import { ToolError } from "../contract.ts";
import { inConfinedProcess, type Confinement } from "../sandbox/confined-process.ts";
import { QueryAnswer, type QueryJob, type QueryOutput } from "./query-io.ts";
import { sqlTokens } from "./sql-tokens.ts";
import { tableNames } from "./table-names.ts";

const CONFINEMENT: Confinement = { what: "The query", seconds: 30, megabytes: 700, answerBytes: 4_000_000 };
/** Characters and lines of all documents that one query may read: more of them would not fit the process's time and memory. */
const MOST_CHARS = 10_000_000;
const MOST_LINES = 300_000;
/** Tables that a message lists. */
const MOST_LISTED = 30;

type Listed = { id: string; name: string };

/**
 * Answers a query from a workspace's CSV documents, in a confined process. Only the documents that the query names are read.
 * @throws ToolError `bad_input` with what is wrong, `nothing_found` when there is no CSV document, and those of the process
 */
export async function queryDocuments(
  db: Db,
  workspaceId: string,
  { sql, limit }: Pick<QueryJob, "sql" | "limit">,
  signal: AbortSignal,
): Promise<QueryOutput> {
  const documents: Listed[] = await db.document.findMany({
    where: { workspaceId, kind: "csv" },
    orderBy: { name: "asc" },
    select: { id: true, name: true },
  });
  if (documents.length === 0) {
    throw new ToolError("nothing_found", "The workspace has no CSV document, so there is no table to query.");
  }
  const tables = tableNames(documents);
  const words = new Set(
    sqlTokens(sql).flatMap(({ kind, text }) =>
      kind === "word" || kind === "name" ? [text.toLowerCase()] : [],
    ),
  );
  const named = [...tables].filter(([table]) => words.has(table));
  const contents = await readContents(
    db,
    workspaceId,
    named.map(([, { id }]) => id),
  );
  const job: QueryJob = {
    sql,
    limit,
    tables: named.map(([table, { id, name }]) => ({
      table,
      document: name,
      content: contents.get(id) ?? "",
    })),
  };
  const answer = QueryAnswer.parse(
    await inConfinedProcess("lib/tools/data/query-child.ts", job, CONFINEMENT, signal),
  );
  if ("wrong" in answer) {
    throw new ToolError(
      "bad_input",
      answer.unknownTable ? `${answer.wrong}. ${listed(tables)}` : answer.wrong,
    );
  }
  const { columns, rows, truncated, cited } = answer;
  const nameOf = (table: string) => tables.get(table)?.name ?? table;
  return {
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null]))),
    truncated,
    citations: cited ? cited.lines.map((line) => ({ document: nameOf(cited.table), line })) : [],
    sources: answer.tables.map((one) => ({
      documentId: tables.get(one.table)?.id ?? "",
      document: nameOf(one.table),
      ...one,
    })),
  };
}

/** @throws ToolError `too_large` */
async function readContents(db: Db, workspaceId: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const [size] = await db.$queryRaw<{ chars: number; lines: number }[]>`
    select coalesce(sum(length(content)), 0)::float8 as chars,
      coalesce(sum(length(content) - length(replace(content, chr(10), ''))), 0)::float8 as lines
    from documents where workspace_id = ${workspaceId} and id = any(${ids})`;
  if (size && (size.chars > MOST_CHARS || size.lines > MOST_LINES)) {
    const has = `${Math.ceil(size.chars / 100_000) / 10} million characters in ${size.lines.toLocaleString("en")} lines`;
    throw new ToolError(
      "too_large",
      `The documents that this query reads have ${has}, and may have ${MOST_CHARS / 1_000_000} million in ${MOST_LINES.toLocaleString("en")}.`,
    );
  }
  const rows = await db.document.findMany({
    where: { workspaceId, id: { in: ids } },
    select: { id: true, content: true },
  });
  return new Map(rows.map(({ id, content }) => [id, content]));
}

function listed(tables: ReadonlyMap<string, Listed>): string {
  const names = [...tables].slice(0, MOST_LISTED).map(([table, { name }]) => `${table} (${name})`);
  const more = tables.size > names.length ? `, and ${tables.size - names.length} more` : "";
  return `The tables are: ${names.join(", ")}${more}.`;
}
