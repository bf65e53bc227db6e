/** An item of a list; bullets have no number. */
export type Item = { number: number | null; lettered: boolean; text: string };

const NUMBERED =
  /^\s*(?:step\s+)?(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|[a-j](?=\)))\s*[.):]\s+(.+)$/i;
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

/** "1) do this 2) do that" on one line becomes two lines. */
export function breakInline(text: string): string {
  const numbers = [...text.matchAll(/(?:^|[\s;,:])(?:step\s+)?(\d{1,2})[.):]\s+(?=\p{L})/giu)].map((match) =>
    Number(match[1]),
  );
  const counting = numbers.length >= 2 && numbers.every((number, index) => number === index + 1);
  if (!counting) return text;
  return text.replace(/(^|[\s;,:])((?:step\s+)?\d{1,2}[.):]\s+(?=\p{L}))/giu, "$1\n$2");
}
