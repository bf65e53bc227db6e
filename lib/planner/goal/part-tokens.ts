import { expandContractions, isAuxiliary, readFinite } from "./finite.ts";
import type { Part } from "./parts.ts";
import { startsOrder, startsParticiple } from "./starts.ts";

/** A word or mark of a sentence, and where it stands. */
export type Token = { text: string; start: number; end: number };

/** The words of a sentence, and those marks that can part it. */
export function tokensOf(sentence: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sentence.matchAll(/(?:[^\s,:–—;!?()"“”]|(?<=\d):(?=\d)|(?<=\d),(?=\d{3}))+|[,:–—]/gu)) {
    const text = match[0].replace(/\.+$/, "");
    if (text !== "") tokens.push({ text, start: match.index, end: match.index + text.length });
  }
  return tokens;
}

/** True when the words are only a subject and auxiliaries so far: "they are", "we", "it must". */
export function endsInSubject(text: string): boolean {
  const words = expandContractions(text).toLowerCase().split(/\s+/);
  const last = words.at(-1) ?? "";
  return (
    (isAuxiliary(last) || /^(?:to|been|being|not|we|i|you|they|he|she|also|please|would|it)$/.test(last)) &&
    words.length <= 14 &&
    !(startsOrder(text) && words.length > 1)
  );
}

/** True for a noun phrase without any verb. */
export function isBareNoun(text: string): boolean {
  // A longer stretch is no mere noun phrase.
  if (text.length > 200) return false;
  return (
    !startsOrder(text) &&
    readFinite(expandContractions(text)) === null &&
    !startsParticiple(text) &&
    !/^\p{L}+ing\b/iu.test(text)
  );
}

/** "... is drafted by Mei, tested and mailed": the second leaves the subject out, and so may the third. */
export function isPassiveRest(current: Part, before: readonly Part[]): boolean {
  if (current.kind !== "main" || !startsParticiple(current.text)) return false;
  const first = before.findLast(
    (part) => part.kind === "main" && part !== current && !startsParticiple(part.text),
  );
  return first?.kind === "main" && readFinite(expandContractions(first.text))?.voice === "passive";
}
