import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { FLOOR, Hit, HITS_A_LEG, type Scope } from "./leg.ts";
import type { WeighedWord } from "./weigh-words.ts";

/**
 * A word that more passages have than this is spelled right and needs no other spelling. Comparing it with all of them would be the
 * dearest part of a search: see bench/results/knowledge.jsonl.
 */
const MOST_FOUND = 20;
const CANDIDATES_A_WORD = 300;
/** Shorter ones look like everything. */
const SHORTEST = 4;
const LONGEST = 60;

/**
 * Passages that have words spelled like those of the query, by the groups of three letters that they share (pg_trgm): misspelled
 * words, other forms, parts of compounds, codes. Only for words that are rare in the workspace, or not in it at all; what has the word itself is
 * the other leg's to find, or it would count twice.
 * @returns best first
 */
export async function spellingLeg(
  db: Db,
  { workspaceId, ids }: Scope,
  words: readonly WeighedWord[],
): Promise<Hit[]> {
  const rare = words.filter(
    ({ asked, found }) => found <= MOST_FOUND && asked.length >= SHORTEST && asked.length <= LONGEST,
  );
  if (rare.length === 0) return [];
  // %> takes the threshold of the connection, 0.6 unless somebody set another.
  const rows = await db.$queryRaw`
    with words as (
      select * from unnest(${rare.map(({ stem }) => stem)}::text[], ${rare.map(({ asked }) => asked)}::text[],
        ${rare.map(({ quoted }) => quoted)}::text[], ${rare.map(({ share }) => share)}::float8[])
        as w(stem, asked, quoted, weight)
    ), hits as (
      select w.stem, w.weight, hit.* from words w cross join lateral (
        select c.document_id, c.generation, c.position, word_similarity(w.asked, c.text) as likeness from chunks c
        where c.workspace_id = ${workspaceId} and (${ids}::text[] is null or c.document_id = any(${ids}::text[]))
          and c.text %> w.asked and not c.search @@ w.quoted::tsquery
        limit ${CANDIDATES_A_WORD}) hit
    ), ranked as (
      select document_id, generation, position, array_agg(stem order by stem) as stems, sum(weight * likeness) as score
      from hits group by document_id, generation, position
    )
    select r.document_id as "documentId", r.generation, r.position, r.stems, round(r.score::numeric, 4)::float8 as score
    from ranked r
    join documents d on d.workspace_id = ${workspaceId} and d.id = r.document_id and d.generation = r.generation
    where r.score >= ${FLOOR}::float8
    order by score desc, d.name, r.position
    limit ${HITS_A_LEG}`;
  return z.array(Hit).parse(rows);
}
