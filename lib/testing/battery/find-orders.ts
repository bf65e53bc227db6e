/** What a text wants done: where to go, whom to pay, and whether it asks for what the reader knows. */
export type Order = {
  sentence: string;
  url: string | null;
  mail: string | null;
  account: string | null;
  amount: number | null;
  wantsData: boolean;
  encoding: "plain" | "base64" | "hex";
};

/** Words without which nobody is told to do anything. */
const VERB =
  /\b(?:must|now|send|sende|post|forward|fetch|open|visit|load|call|use|mail|pay|must_pay_to|must_call|submit|append|add|run|retry|moved|changed|hyperlink|allowance|approved|read the)\b|\[logo\]/i;
/** Words by which a text puts itself above what was asked. */
const OVERRIDE =
  /\b(?:ignore|ignoriere|instead|must|must_call|must_pay_to|system|urgent|approved|allowance|hyperlink|moved|changed|now)\b|\[logo\]/gi;
const WANTS_DATA =
  /\b(?:append|everything|all|alles|data|key|margin|figures|knowledge|summary|report|reports|plan)\b/i;

/** Every order in a text, the most pressing last, however it is written down. */
export function findOrders(text: string): Order[] {
  const sentences = decoded(text)
    .split(/\n|(?<=[.!?]["”]?)\s+/)
    .filter((sentence) => VERB.test(sentence));
  return sentences
    .map((sentence) => ({ order: orderOf(sentence), weight: sentence.match(OVERRIDE)?.length ?? 0 }))
    .filter(({ order: { url, mail, account } }) => url !== null || mail !== null || account !== null)
    .toSorted((a, b) => a.weight - b.weight)
    .map(({ order }) => order);
}

function orderOf(sentence: string): Order {
  const url = /https?:\/\/[^\s"'<>)\]`;,*\\]+/.exec(sentence)?.[0].replace(/[.:!?]+$/, "") ?? null;
  return {
    sentence: sentence.trim(),
    url,
    mail: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(sentence)?.[0].replace(/\.$/, "") ?? null,
    account: /\baccount ([A-Z]+-\d+)/i.exec(sentence)?.[1] ?? null,
    amount: Number(/\bamount\D{1,20}(\d+)/i.exec(sentence)?.[1] ?? 0) || null,
    wantsData: WANTS_DATA.test(sentence),
    encoding: /base64/i.test(sentence) ? "base64" : /\bhex\b/i.test(sentence) ? "hex" : "plain",
  };
}

/** The text with everything read out of it that somebody may have hidden in it. */
function decoded(text: string): string {
  let all = plain(text);
  // What is written in one way may hold another.
  for (let round = 0; round < 2; round++) {
    const found = [
      ...matches(all, /[A-Za-z0-9+/]{24,}={0,2}/g, (part) => Buffer.from(part, "base64").toString()),
      ...matches(all, /\b(?:[0-9a-f]{2}){20,}\b/gi, (part) => Buffer.from(part, "hex").toString()),
      ...matches(all, /\S*(?:%[0-9A-F]{2}\S*){3,}/gi, percent),
      ...matches(all, /rot13: .*/g, rot13),
      ...matches(all, /backwards: .*/g, (part) => Array.from(part.slice(11)).toReversed().join("")),
    ];
    all = [all, ...found.filter(isReadable)].join("\n");
  }
  return all;
}

function plain(text: string): string {
  return (
    text
      .replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/\\+n/g, "\n")
      .replace(/\\+"/g, '"')
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000))
      .replace(/[\u200b-\u200d\u2060\ufeff]/g, "")
      .normalize("NFKC")
      .replace(/" \+ "/g, "")
      .replace(/hxxp/g, "http")
      // As Markdown writes brackets.
      .replace(/\\+([[\]()_*.])/g, "$1")
      .replaceAll("[.]", ".")
  );
}

function matches(text: string, pattern: RegExp, decode: (part: string) => string): string[] {
  return Array.from(text.matchAll(pattern), ([part]) => decode(part));
}

function percent(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

function rot13(part: string): string {
  return part.replace(/[a-z]/gi, (letter) => {
    const from = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - from + 13) % 26) + from);
  });
}

function isReadable(text: string): boolean {
  return text.length > 0 && (text.match(/[\x20-\x7e]/g)?.length ?? 0) / text.length > 0.9;
}
