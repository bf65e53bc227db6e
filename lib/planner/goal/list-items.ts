/** An item of a list; bullets have no number. */
export type Item = { number: number | null; lettered: boolean; text: string };

const NUMBERED =
  /^\s*(?:step\s+)?(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|[a-j](?=[).]))\s*(?:[.):]|\s[-–])\s+(.+)$/i;
const BULLET = /^\s*[-*•–+]\s+(?:\[[ x]?\]\s+)?(.+)$/;
const WORDS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** The items of a list, what stands above the first, and what stands below or between them. */
export function readItems(text: string): { above: string; items: Item[]; below: string } {
  const items: Item[] = [];
  let above = "";
  let below = "";
  for (const row of text.split("\n")) {
    const numbered = NUMBERED.exec(row);
    const bullet = BULLET.exec(row);
    if (numbered)
      items.push({
        number: numberOf(numbered[1] ?? ""),
        lettered: /^[a-j]$/i.test(numbered[1] ?? ""),
        text: numbered[2] ?? "",
      });
    else if (bullet) items.push({ number: null, lettered: false, text: bullet[1] ?? "" });
    else if (items.length === 0) above += `${row}\n`;
    else below += `${row}\n`;
  }
  return { above, items, below };
}

function numberOf(words: string): number {
  const lower = words.toLowerCase();
  if (/^\d/.test(lower)) return Number(lower);
  return lower.length === 1 ? lower.charCodeAt(0) - 96 : WORDS.indexOf(lower);
}

const ROMAN = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
/** Ways to count inside of a line; each captures what stands before the number, and the number. */
const COUNTS: readonly RegExp[] = [
  /(^|[\s;,:])(?:step\s+)?(\d{1,2})[.):]\s+(?=\p{L})/giu,
  /(^|[\s;,:])\((\d{1,2}|[ivx]{1,4}|[a-j])\)\s+(?=\p{L})/giu,
  /(^|[\s;,:])(\d{1,2})(?:st|nd|rd|th)[,:]?\s+(?=\p{L})/giu,
  /(^|[.;:!]\s+)step\s+(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)[,:]\s+(?=\p{L})/giu,
  /(^|[.;:!)]\s+|\n)(\d{1,2})\s+(?=\p{L})/giu,
];

/** "1) do this 2) do that", "(i) ... (ii) ...", "1st ... 2nd ..." on one line become two lines. */
export function breakInline(text: string): string {
  for (const pattern of COUNTS) {
    const numbers = [...text.matchAll(pattern)].map((match) => counted(match[2] ?? ""));
    const counting = numbers.length >= 2 && numbers.every((number, index) => number === index + 1);
    if (counting)
      return text.replace(
        pattern,
        (_whole, before: string, number: string) => `${before}\n${counted(number)}. `,
      );
  }
  return text;
}

function counted(number: string): number {
  const lower = number.toLowerCase();
  if (/^\d/.test(lower)) return Number(lower);
  const roman = ROMAN.indexOf(lower);
  return roman > 0 ? roman : numberOf(lower);
}
