import nlp from "compromise";
import { mask } from "./fragments.ts";

const GENERIC =
  /^(?:(?:the|an?|our|my|your|next|this|last|total|goal)\s+)*(?:budgets?|goals?|plans?|quarter|months?|weeks?|years?|days?|steps?|documents?|reports?|strategy|summary|focus|deadline|thing|things|us|we|it|them|they|you|i|me|everything|both|each|all|parallel|time|audience|someone|people|that|this|these|those|half|dollars|euros)$/i;

/** Short phrases worth searching for: the topic first, then the goal's other noun phrases, each once, eight at most. */
export function readKeywords(
  text: string,
  spans: readonly { start: number; end: number }[],
  topic: string,
): string[] {
  // Reading more than this takes compromise longer than a person should wait; a goal says what it is about early.
  const masked = mask(text, spans)
    .slice(0, 800)
    .replace(/\ue0ff[^\ue0ff]*\ue0ff?/g, ". ");
  const phrases = nlp(masked).nouns().out("array") as string[];
  const found = new Map<string, string>([[topic.toLowerCase(), topic]]);
  for (const phrase of phrases) {
    const keyword = phrase
      .replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, "")
      .replace(
        /^(?:(?:the|an?|our|my|your|their|its|some|any|each|all|new|both|five|three|two|ten|\d+)\s+)+/i,
        "",
      )
      .toLowerCase();
    const short = keyword.length > 2 && keyword.split(/\s+/).length <= 4;
    if (short && !GENERIC.test(keyword) && ![...found.keys()].some((one) => one.includes(keyword)))
      found.set(keyword, keyword);
  }
  return [...found.values()].filter((one) => one !== "").slice(0, 8);
}
