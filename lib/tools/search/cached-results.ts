import { createHash } from "node:crypto";
import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { queryWords, quoteWord, storableQuery } from "#lib/knowledge/query-words.ts";
import { SearchOutput } from "./search-io.ts";

/** Share of the asked words that an earlier query must have had for its result to stand in. */
const SAME_QUESTION = 0.5;

/** How many results a workspace keeps, the latest; at about 10 KB each that is some megabytes. */
const MOST_KEPT = 500;

/** One row a workspace, tool and query: a repeated search replaces its earlier result, so the table stays small. */
function rowId(workspaceId: string, tool: string, query: string): string {
  const key = JSON.stringify([workspaceId, tool, query.toLowerCase().replace(/\s+/g, " ")]);
  return createHash("sha256").update(key).digest("hex").slice(0, 26);
}

/** Keeps a search's real result, with its date, for steps that later find nothing; the oldest beyond {@link MOST_KEPT} go. */
export async function rememberResult(
  db: Db,
  input: { workspaceId: string; runId: string; tool: string; result: SearchOutput },
): Promise<void> {
  const { workspaceId, runId, tool, result } = input;
  const id = rowId(workspaceId, tool, result.query);
  const row = { tool, query: result.query, result, runId, retrievedAt: new Date(result.retrievedAt) };
  await db.cachedResult.upsert({
    where: { workspaceId_id: { workspaceId, id } },
    create: { workspaceId, id, ...row },
    update: row,
  });
  await db.$executeRaw`
    delete from cached_results where workspace_id = ${workspaceId} and retrieved_at < (
      select retrieved_at from cached_results where workspace_id = ${workspaceId}
      order by retrieved_at desc offset ${MOST_KEPT - 1}::int limit 1)`;
}

/**
 * Finds the earlier result whose query is most like this one; of equals the newest.
 * @returns null when no earlier query shares half of the words
 */
export async function recallResult(
  db: Db,
  input: { workspaceId: string; query: string },
): Promise<SearchOutput | null> {
  const words = await queryWords(db, storableQuery(input.query));
  if (words.length === 0) return null;
  const quoted = words.map(quoteWord);
  const rows = await db.$queryRaw`
    select c.result from cached_results c, lateral (
      select count(*)::float8 / ${words.length}::float8 as share
      from unnest(${quoted}::text[]) as w(quoted) where c.search @@ w.quoted::tsquery
    ) likeness
    where c.workspace_id = ${input.workspaceId} and c.search @@ ${quoted.join(" | ")}::tsquery
      and likeness.share >= ${SAME_QUESTION}::float8
    order by likeness.share desc, c.retrieved_at desc limit 1`;
  return z.array(z.object({ result: SearchOutput })).parse(rows)[0]?.result ?? null;
}
