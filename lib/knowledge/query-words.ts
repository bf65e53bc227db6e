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

/**
 * The words of a query as Postgres' English dictionary stems them, without stop words. Compounds ("eco-product") are left
 * to their parts; figures and words of asking count only when there is nothing else ("$40,000" says nothing about a topic).
 */
export async function queryWords(db: Pick<Db, "$queryRaw">, query: string): Promise<string[]> {
  const rows = z
    .array(z.object({ lexeme: z.string() }))
    .parse(
      await db.$queryRaw`select lexeme from unnest(to_tsvector('english', ${storableQuery(query)})) order by positions[1]`,
    );
  const stems = rows.map((row) => row.lexeme).filter((stem) => !/\p{L}-\p{L}/u.test(stem));
  const words = stems.filter((stem) => /\p{L}/u.test(stem) && !ASKING.has(stem));
  return (words.length > 0 ? words : stems).slice(0, MAX_WORDS);
}
