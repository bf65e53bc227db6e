import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { quoteWord, wordsOfQuery, type QueryWord } from "../query-words.ts";

/** A word of a query with how many passages have it and its share of the query's weight; the shares add up to 1. */
export type WeighedWord = QueryWord & { quoted: string; found: number; share: number };

const COUNTED_AT_MOST = 5_000;

const Frequency = z.object({ word: z.string(), found: z.number().int(), total: z.number().int() });

/** Inverse document frequency as BM25 has it (Robertson and Sparck Jones). A word found nowhere weighs like one found once. */
function weightOf({ found, total }: { found: number; total: number }): number {
  const frequency = Math.max(found, 1);
  return Math.log(1 + (Math.max(total, frequency) - frequency + 0.5) / (frequency + 0.5));
}

/** The words of a query, each with its rarity in the workspace as its weight. */
export async function weighWords(db: Db, workspaceId: string, query: string): Promise<WeighedWord[]> {
  const words = await wordsOfQuery(db, query);
  if (words.length === 0) return [];
  const stems = words.map(({ stem }) => stem);
  const rows = await db.$queryRaw`
    select w.word,
      (select count(*)::int from (
        select 1 from chunks c where c.workspace_id = ${workspaceId} and c.search @@ w.quoted::tsquery limit ${COUNTED_AT_MOST}
      ) hits) as found,
      (select coalesce(sum(d.chunk_count), 0)::int from documents d where d.workspace_id = ${workspaceId}) as total
    from unnest(${stems}::text[], ${stems.map(quoteWord)}::text[]) as w(word, quoted)`;
  const frequencies = new Map(
    z
      .array(Frequency)
      .parse(rows)
      .map((row) => [row.word, row]),
  );
  const weighed = words.map((word) => {
    const frequency = frequencies.get(word.stem) ?? { found: 0, total: 0 };
    return { ...word, found: frequency.found, weight: weightOf(frequency) };
  });
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  return weighed.map(({ asked, stem, found, weight }) => ({
    asked,
    stem,
    quoted: quoteWord(stem),
    found,
    share: total === 0 ? 0 : weight / total,
  }));
}
