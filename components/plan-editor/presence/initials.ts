const LETTERS = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** "AL" for Ada Lovelace. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const letters = ends.map(
    (word = "") => LETTERS.segment(word)[Symbol.iterator]().next().value?.segment ?? "",
  );
  return letters.join("").toLocaleUpperCase() || "?";
}
