import { z } from "zod";
import type { Db } from "#lib/db/client.ts";

const MAX_WORDS = 24;
const MAX_CHARACTERS = 2_000;
/** Stems of words that ask for something and do not say what about: "find similar documents". */
const ASKING = new Set(
  "similar document find relat relev previous exist inform detail exampl pleas show tell list".split(" "),
);

/** Text that Postgres takes: NUL becomes a space, half of a surrogate pair the replacement character. */
export function storableQuery(text: string): string {
  return text.replaceAll("\u0000", " ").toWellFormed().slice(0, MAX_CHARACTERS).toWellFormed().trim();
}

/** A word as Postgres stems it, quoted so that casting it to tsquery takes it literally. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** A word of a query: as it was asked, and as Postgres' English dictionary stems it. */
export type QueryWord = { asked: string; stem: string };

const Row = z.object({ asked: z.string(), stem: z.string() });

/**
 * The words of a query that say what it is about, each stem once, without stop words. Compounds ("eco-product") are left to their
 * parts; figures and words of asking count only when there is nothing else ("$40,000" says nothing about a topic).
 */
export async function wordsOfQuery(db: Pick<Db, "$queryRaw">, query: string): Promise<QueryWord[]> {
  const tokens = storableQuery(query).split(/\s+/).filter(Boolean);
  const rows = z.array(Row).parse(
    await db.$queryRaw`
      select token.word as asked, found.lexeme as stem
      from unnest(${tokens}::text[]) with ordinality as token(word, place)
      cross join lateral unnest(to_tsvector('english', token.word)) as found
      order by token.place, found.positions[1]`,
  );
  const seen = new Set<string>();
  const all = rows.flatMap(({ asked, stem }) => {
    if (seen.has(stem) || /\p{L}-\p{L}/u.test(stem)) return [];
    seen.add(stem);
    return [{ asked: asked.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toLowerCase(), stem }];
  });
  const topical = all.filter(({ stem }) => /\p{L}/u.test(stem) && !ASKING.has(stem));
  return (topical.length > 0 ? topical : all).slice(0, MAX_WORDS);
}

/** The stems of {@link wordsOfQuery}. */
export async function queryWords(db: Pick<Db, "$queryRaw">, query: string): Promise<string[]> {
  return (await wordsOfQuery(db, query)).map(({ stem }) => stem);
}
