import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { LONGEST_WORD, SHORTEST_WORD } from "../write-chunks.ts";
import { FLOOR, Hit, HITS_A_LEG, type Scope } from "./leg.ts";
import type { WeighedWord } from "./weigh-words.ts";

/** How alike two words must be, by the share of groups of three letters that they have in common: more than "black" and "back" do. */
const LEAST_ALIKE = 0.4;
/** How many words of the documents stand in for one that was asked. */
const WORDS_A_WORD = 3;
const CANDIDATES_A_WORD = 100;

/**
 * Passages that have words spelled like those of the query, by the groups of three letters that they share (pg_trgm): misspelled
 * words, other forms, parts of compounds, codes. Only for words that the workspace does not have: those it has are the other leg's to
 * find, and "leasing" is no misspelled "least". The words of the documents are compared, not their passages: word_similarity
 * over 20,000 passages took five seconds, since a passage has most groups of three letters there are.
 * @returns best first
 */
export async function spellingLeg(
  db: Db,
  { workspaceId, ids }: Scope,
  words: readonly WeighedWord[],
): Promise<Hit[]> {
  const unknown = words.filter(
    ({ asked, found }) => found === 0 && asked.length >= SHORTEST_WORD && asked.length <= LONGEST_WORD,
  );
  if (unknown.length === 0) return [];
  // % takes the threshold of the connection, which is lower than ours unless somebody set another.
  const rows = await db.$queryRaw`
    with asked as (
      select * from unnest(${unknown.map(({ stem }) => stem)}::text[], ${unknown.map(({ asked }) => asked)}::text[],
        ${unknown.map(({ share }) => share)}::float8[]) as a(stem, word, weight)
    ), alike as (
      select a.stem, a.weight, w.word, w.likeness, plainto_tsquery('english', w.word) as query
      from asked a cross join lateral (
        select d.word, similarity(d.word, a.word) as likeness from document_words d
        where d.workspace_id = ${workspaceId} and (${ids}::text[] is null or d.document_id = any(${ids}::text[]))
          and d.word % a.word and similarity(d.word, a.word) >= ${LEAST_ALIKE}::float8
        group by d.word order by likeness desc, d.word limit ${WORDS_A_WORD}) w
    ), hits as (
      select alike.stem, alike.weight, alike.word, alike.likeness, alike.query, hit.*
      from alike cross join lateral (
        select c.document_id, c.generation, c.position from chunks c
        where c.workspace_id = ${workspaceId} and (${ids}::text[] is null or c.document_id = any(${ids}::text[]))
          and c.search @@ alike.query
        limit ${CANDIDATES_A_WORD}) hit
      where numnode(alike.query) > 0
    ), best as (
      select distinct on (document_id, generation, position, stem) * from hits
      order by document_id, generation, position, stem, likeness desc, word
    ), ranked as (
      select document_id, generation, position, sum(weight * likeness) as score,
        jsonb_agg(jsonb_build_object('stem', stem, 'word', word, 'query', query::text) order by stem) as alike
      from best group by document_id, generation, position
    )
    select r.document_id as "documentId", r.generation, r.position, r.alike, round(r.score::numeric, 4)::float8 as score
    from ranked r
    join documents d on d.workspace_id = ${workspaceId} and d.id = r.document_id and d.generation = r.generation
    -- Half of the other leg's: words that are only alike count for as much as they are alike.
    where r.score >= ${FLOOR / 2}::float8
    order by score desc, d.name, r.position
    limit ${HITS_A_LEG}`;
  return z.array(Hit).parse(rows);
}
