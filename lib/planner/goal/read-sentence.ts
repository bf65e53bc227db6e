import { readParts } from "./parts.ts";
import type { Part } from "./parts.ts";
import { relationsIn } from "./relations.ts";
import type { Relation } from "./relations.ts";
import type { Sentence } from "./sentences.ts";

/** A sentence taken apart: its parts, and the statements of order in it. `first`: it begins with such a statement. */
export type Read = Sentence & { parts: Part[]; relations: Relation[]; first: boolean };

/** Takes a sentence apart. */
export function takenApart(sentence: Sentence): Read {
  const { rest, relations, first } = relationsIn(sentence.text);
  return { ...sentence, relations, first, parts: rest === "" ? [] : readParts(rest) };
}
