/** Emphasis, links and the like that may be open at once in one piece of text. */
export const MOST_OPEN = 100;

/** Something that is open. `sure`: nothing but an opening, so that an ending of the same kind ends it and nothing else. */
type Opening = { at: number; sign: string; sure: boolean };

/** Lines that no earlier line's words go on in. */
const BEGINS_ANEW = /^ {0,3}(?:[-*+] +\S|#{1,6}[ \t]|>?[ \t]*$)|^[ \t]*$/u;

/** Marks, code and what else may take the meaning from the marks behind it. */
const SIGNS = /\*+|_+|~+|[[\]<]|`+|\\.?/gsu;
/** Behind an ending's sign: nothing that could make it part of an address. */
const BEHIND_ENDING = /^[.,;:!?)]*(?:\s|$)/u;
/** Where a link goes, as most are written. */
const PLAIN_ADDRESS = /^\([^\s()<>\\`[\]]*\)/u;

/**
 * Makes words of what would open one more thing where {@link MOST_OPEN} are open, and of as many endings of what is not known to be open,
 * each of which a parser seeks the beginning of, line by line. Whether something that opens is ever
 * ended is known for sure only where its end is on the same line and plainly one; everything else counts as open as long as the same piece
 * of text may go on. So it errs to the side of words, and only where there is very much of it.
 */
export function openingsLimiter(): (line: string) => string {
  let [open, ended] = [0, 0];
  return (line) => {
    if (BEGINS_ANEW.test(line)) [open, ended] = [0, 0];
    const { left, endings, tooMany } = openingsOf(line, MOST_OPEN - open, MOST_OPEN - ended);
    [open, ended] = [open + left, ended + endings];
    if (tooMany.length === 0) return line;
    const starts = [0, ...tooMany];
    return starts.map((start, nth) => line.slice(start, starts[nth + 1])).join("\\");
  };
}

/** How many of a line's openings stay open, how many endings are of nothing known, and where the signs of those stand that are too many. */
function openingsOf(
  line: string,
  most: number,
  mostEndings: number,
): { left: number; endings: number; tooMany: number[] } {
  const tooMany: number[] = [];
  let endings = 0;
  const markTooMany = (at: number, { length }: string) => {
    for (let each = 0; each < length; each++) tooMany.push(at + each);
  };
  const opened: Opening[] = [];
  let [left, within] = [0, 0];
  /** The code that is gone through: of what opens in it nothing ends behind it. */
  let code: { end: number; outside: number } | null = null;
  const leave = (from: number) => {
    for (const { at, sign } of opened.splice(from)) {
      within -= sign.length;
      if (left + sign.length > most) markTooMany(at, sign);
      else left += sign.length;
    }
  };
  for (const { 0: sign, index: at } of line.matchAll(SIGNS)) {
    const behind = line.slice(at + sign.length, at + sign.length + 2_000);
    const kind = sign.charAt(0);
    if (code !== null && at >= code.end) {
      leave(code.outside);
      code = null;
      continue;
    }
    if (kind === "`" && behind.indexOf("`") >= 0) {
      const end = at + sign.length + behind.indexOf("`");
      if (/^`+/.exec(line.slice(end))?.[0] === sign) {
        code = { end, outside: opened.length };
        continue;
      }
    }
    if (kind === "`" || kind === "<" || kind === "\\") {
      leave(0);
      code = null;
      continue;
    }
    const last = opened.length > (code?.outside ?? 0) ? opened.at(-1) : undefined;
    if (kind === "]") {
      if (last?.sign === "[") within -= opened.pop()?.sign.length ?? 0;
      else if (endings >= mostEndings) {
        tooMany.push(at);
        continue;
      } else {
        endings++;
        if (behind.startsWith("(")) leave(0);
      }
      if (behind.startsWith("(") && !PLAIN_ADDRESS.test(behind)) leave(0);
      continue;
    }
    const found =
      kind === "[" ? { opens: true, ends: false, sure: true, mayEnd: false } : attention(line, at, sign);
    if (found.ends && last?.sure && last.sign === sign) {
      within -= opened.pop()?.sign.length ?? 0;
    } else if (found.opens && within + sign.length > MOST_OPEN) {
      markTooMany(at, sign);
    } else if (found.opens) {
      opened.push({ at, sign, sure: found.sure });
      within += sign.length;
    } else if (found.mayEnd && endings + sign.length > mostEndings) {
      markTooMany(at, sign);
    } else if (found.mayEnd) {
      endings += sign.length;
    }
  }
  leave(0);
  tooMany.sort((a, b) => a - b);
  return { left, endings, tooMany };
}

type Attention = { opens: boolean; ends: boolean; sure: boolean; mayEnd: boolean };

/** What a run of signs may be by what stands beside it, as Markdown has it. `ends`: it does nothing else, and stands in no address. */
function attention(line: string, at: number, sign: string): Attention {
  const before = lookOf(line.charAt(at - 1));
  const after = lookOf(line.charAt(at + sign.length));
  const isNone =
    (sign.startsWith("~") && sign.length > 2) ||
    (before === "space" && after === "space") ||
    (sign.startsWith("_") && before === "letter" && after === "letter");
  if (isNone) return { opens: false, ends: false, sure: false, mayEnd: false };
  const opens =
    after !== "space" &&
    !(after === "sign" && before === "letter") &&
    !(sign.startsWith("_") && before === "letter");
  const sure = before === "space" || (before === "sign" && after === "letter");
  const mayEnd = before !== "space" && !opens;
  const ends = mayEnd && BEHIND_ENDING.test(line.slice(at + sign.length, at + sign.length + 8));
  return { opens, ends, sure, mayEnd };
}

function lookOf(character: string): "space" | "sign" | "letter" {
  if (/^\s?$/u.test(character)) return "space";
  return /[\p{P}\p{S}]/u.test(character) ? "sign" : "letter";
}
