import type { Part } from "./instruction.ts";
import { readPart } from "./rules.ts";

/** Verbs that always begin an instruction, and those that may as well be a part of a step's name. */
const BEGINS =
  "add|insert|include|remove|drop|delete|rename|retitle|move|connect|disconnect|skip|leave out|take out|get rid of|don['’]?t use|do not use";
const MAY_BEGIN =
  "put|place|call|link|unlink|detach|use|try|switch to|make|mark|let|have|cut|omit|scrap|ditch";
const POLITE =
  "(?:(?:please|also|and|then|now|next|finally|first|just|kindly|ok(?:ay)?|let['’]?s|we should|(?:could|can|would|will) you|i(?:['’]d| would) like (?:you )?to|i want (?:you )?to),?\\s+)";

const BOUNDARY = new RegExp(
  "(?<stop>[.;!?]+(?=\\s|$)|\\n+)\\s*" +
    `|(?:\\s*,\\s*(?:(?:and|then|but)\\s+)*|\\s+(?:(?:and|then|but)\\s+)+)(?=${POLITE}*(?:(?<begins>(?:${BEGINS})\\s)|(?:${MAY_BEGIN})\\s|[^,;.\\n]*?\\b(?:waits?\\s+for|depends?\\s+on|no\\s+longer)\\b))`,
  "giu",
);

/** Words inside which nothing is split or read: quoted ones, and titles of steps that hold a word of the grammar. */
const TELLING =
  /[,;.!?]|\b(?:and|then|but|before|after|behind|between|to|from|for|in|on|with|as|into|of|is|are|not|first|last)\b/i;
const [OPEN, CLOSE] = ["\ue000", "\ue001"];

/**
 * Reads a message as instructions: it is split at "and", ",", ";", "then" and the ends of sentences, but only where another
 * instruction begins, and never within quotes or a step's title.
 * @param titles of the steps there are
 */
export function readInstructions(message: string, titles: readonly string[]): Part[] {
  const { text, restore } = mask(message, titles);
  const parts: Part[] = [];
  for (const part of join(split(text), (candidate) => readPart(plain(candidate), restore) !== null)) {
    const words = plain(part);
    if (words !== "") parts.push({ text: restore(words), instruction: readPart(words, restore) });
  }
  return parts;
}

function plain(part: string): string {
  return part
    .trim()
    .replace(new RegExp(`^${POLITE}+`, "iu"), "")
    .replace(/(?:,?\s+please)?[.,;!?\s]*$/iu, "");
}

/** A piece of text, what parted it from the piece before, and how surely. */
type Piece = { text: string; gap: string; sure: "sentence" | "verb" | "maybe" };

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let next: Omit<Piece, "text"> = { gap: "", sure: "sentence" };
  for (const match of text.matchAll(BOUNDARY)) {
    pieces.push({ ...next, text: text.slice(at, match.index) });
    const { stop, begins } = match.groups ?? {};
    next = { gap: match[0], sure: stop !== undefined ? "sentence" : begins !== undefined ? "verb" : "maybe" };
    at = match.index + match[0].length;
  }
  return [...pieces, { ...next, text: text.slice(at) }];
}

/** Joins again what was no instruction of its own: "a step to email and call the partners", "before the launch, add a review". */
function join(pieces: readonly Piece[], reads: (text: string) => boolean): string[] {
  const joined: string[] = [];
  for (const { text, gap, sure } of pieces) {
    const last = joined.at(-1);
    const place = last !== undefined && /^\s*(?:before|after)\b/i.test(plain(last)) && !reads(last);
    const apart =
      sure === "sentence" ||
      (sure === "verb" && !place) ||
      (last !== undefined && reads(last) && reads(text));
    if (last === undefined || apart) joined.push(text);
    else joined[joined.length - 1] = last + gap + text;
  }
  return joined;
}

function mask(
  message: string,
  titles: readonly string[],
): { text: string; restore: (text: string) => string } {
  const kept: string[] = [];
  const keep = (words: string) => `${OPEN}${kept.push(words) - 1}${CLOSE}`;
  let text = message.replaceAll(new RegExp(`[${OPEN}${CLOSE}]`, "g"), " ");
  text = text.replace(/"[^"\n]+"|“[^”\n]+”|«[^»\n]+»/gu, keep);
  for (const title of titles.filter((one) => TELLING.test(one)).toSorted((a, b) => b.length - a.length)) {
    const words = title.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (words === "") continue;
    text = text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, "giu"), keep);
  }
  const restore = (part: string): string => {
    // A title may stand inside quotes, so what is put back may hold more to put back.
    let whole = part;
    for (let round = 0; round < 3 && whole.includes(OPEN); round++) {
      whole = whole.replace(
        new RegExp(`${OPEN}(\\d+)${CLOSE}`, "g"),
        (_, index) => kept[Number(index)] ?? "",
      );
    }
    return whole;
  };
  return { text, restore };
}
