import { linesOf } from "#lib/knowledge/chunk-document.ts";
import { plainLine } from "./markdown.ts";

/** A sentence of a passage, with the line of the document it begins on. */
export type Sentence = { text: string; line: number };

/**
 * Splits a passage into sentences. Line breaks inside a paragraph join; list items, table rows and empty lines separate;
 * table rows and code are left out, since they do not read as sentences.
 * @param firstLine the line of the document at which the passage starts
 */
export function sentencesOf(passage: string, firstLine: number): Sentence[] {
  const sentences: Sentence[] = [];
  let open: Sentence | null = null;
  const close = () => {
    if (open && open.text.trim() !== "") sentences.push({ ...open, text: open.text.trim() });
    open = null;
  };
  linesOf(passage).forEach((raw, at) => {
    const line = firstLine + at;
    const separate = /^\s*(?:[-*+]\s|\d{1,2}[.)]\s|#{1,6}\s|>)/.test(raw);
    if (raw.trim() === "" || separate) close();
    if (raw.trim() === "" || /^\s*(?:\||```|~~~)/.test(raw)) return;
    const words = plainLine(raw)
      .replace(/^(?:•|\d{1,2}[.)])\s*/, "")
      .trim();
    for (const part of words.match(/.+?(?:[.!?]["”’)]?(?=\s+["“(]?\p{Lu}|\s*$)|$)/gu) ?? []) {
      open = open ? { ...open, text: `${open.text} ${part.trim()}` } : { text: part.trim(), line };
      if (/[.!?]["”’)]?$/.test(part)) close();
    }
  });
  close();
  return sentences;
}
