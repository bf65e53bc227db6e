import type { MainPart, SubPart } from "./parts.ts";

/** What is known of a sentence from its surroundings. */
export type Setting = {
  /** Something later joins what is said ("when both are done"), so that a list is no chain unless it says so. */
  joined: boolean;
  /** Only a semicolon parts the sentence from the one before. */
  glued: boolean;
  /** It stands below what was said before in a list that is worked off in order. */
  chain: boolean;
  /** Statements without a word of order are steps, too, not only remarks. */
  narrated: boolean;
  /** The steps that a number in a list stands for. */
  numbered: (text: string) => number[];
};

/** A condition while its cases are read. */
export type Fork = { id: number; base: number[]; branches: number[][]; aside: number[] };
/** A main part with all that stands around it. */
export type Unit = { part: MainPart; subs: SubPart[] };

/** A main part of these words, with nothing around it. */
export const mainPart = (text: string): MainPart => ({
  kind: "main",
  text,
  orders: [],
  trailing: [],
  serial: false,
  comma: false,
  and: false,
  but: false,
});
