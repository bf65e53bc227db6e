import { markAt } from "./connectives.ts";
import { bare } from "./fragments.ts";
import { orders, readFinite } from "./finite.ts";
import { fromParticiple } from "./verbs.ts";
import { readParts } from "./parts.ts";
import { startsOrder } from "./starts.ts";
import { isHeadingNoun } from "./heading.ts";
import { inPlainOrder } from "./word-order.ts";

/** A sentence without its aside remarks and without the aim that it opens with, and what it is about ("the potatoes: ..."). */
export type Sentence = {
  text: string;
  topic: string;
  /** It comes right after words that announce the steps ("what has to be done:"): what stands before is no step. */
  begins?: boolean;
  /** Only a semicolon parts it from the one before. */
  glued?: boolean;
  /** The overall aim that stood in front of it: "prepare a launch" before a colon. */
  aim?: string;
};

const ABBREVIATIONS =
  /\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|prof|st|no|nr|approx|vs|incl|ca|p\.m|a\.m|ch|chap|fig|pp|vol|min|max|sq|dept|ext|sec|art|inv|est|fl|st)\.$/i;
const ASIDE =
  /\b(?:after|before|once|when|while|alongside|parallel|same time|needs?|needed|requires?|depends?|depend|dependent|independent|any time|wait|meanwhile|first|last|together with|as soon as|have to be|has to be|must be|if)\b/i;

/** Cuts a text at full stops, line ends and semicolons; aside remarks stay only where they speak of order. */
export function splitSentences(text: string): Sentence[] {
  const plain = inPlainOrder(withoutAsides(text));
  const sentences: Sentence[] = [];
  for (const line of plain.replace(STEP_COLON, "$1. ").split(/\n+/)) {
    for (const sentence of withQuestions(atStops(line))) {
      for (const [index, part] of atSemicolons(stepsAtColon(sentence)).entries()) {
        const read = withoutAim(part.trim(), sentences.length > 0);
        if (read.text !== "") sentences.push({ ...read, glued: index > 0 });
      }
    }
  }
  return sentences;
}

/** "Taste the stock: if it is too thin, ...": what stands before the colon is done, and its outcome decides. */
const STEP_COLON =
  /((?:^|[.!?;,]\s+)(?!(?:if|when|once)\b)[^:.;!?\n]{3,200}):\s+(?=(?:if|should|when|in case|depending)\b)/gi;

function atStops(line: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const stop of line.matchAll(/[.!?…]+["'”)]*(?=\s|$)/gu)) {
    const end = stop.index + stop[0].length;
    if (ABBREVIATIONS.test(line.slice(Math.max(0, end - 8), end))) continue;
    parts.push(line.slice(from, end));
    from = end;
  }
  parts.push(line.slice(from));
  return parts;
}

/** "Still leaking? Call the plumber." says when to call: if it still leaks. A question that asks the reader for something stays. */
function withQuestions(sentences: string[]): string[] {
  const joined: string[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const said = sentences[index - 1]?.trim() ?? "";
    const asked = said.endsWith("?") && index > 1 && !ASKED.test(said);
    if (!asked) {
      joined.push(sentence);
      continue;
    }
    joined.pop();
    const condition = said.replace(/\?+$/, "").replace(/^(?:and|but|so)\s+/i, "");
    joined.push(
      `${isDone(condition) ? "once" : "if"} ${condition}, ${sentence.trim().replace(/^(?:then|ok|so),?\s+/i, "")}`,
    );
  }
  return joined;
}

const ASKED =
  /\b(?:can|could|would|will|do|did|may|might|are|have) (?:you|we|i|anyone|somebody)\b|^\s*(?:what|how|which|who|where|why|when|any chance|ok|right)\b/i;

/** True for "set loaded and desk packed", "all ready". */
function isDone(text: string): boolean {
  const words = text.split(/\s+/);
  const last = words.at(-1)?.toLowerCase() ?? "";
  return (
    words.length > 1 &&
    !/^(?:is|are|was|were|has|have|does|do|did|not|still|no)\b/i.test(text) &&
    (/^(?:done|ready|finished|there|ok|okay|in|over|complete)$/.test(last) || fromParticiple(last) !== null)
  );
}

/** "Extract the DNA, then split it in two: sequence one half, ...": more than one order before the colon is no mere aim. */
function stepsAtColon(sentence: string): string {
  const colon = /^([^:]{3,300}):\s+(?=\p{L})/u.exec(sentence);
  if (colon === null || ANNOUNCES.test(colon[1] ?? "")) return sentence;
  const parts = readParts(colon[1] ?? "");
  const orders = parts.filter((part) => part.kind === "main" && startsOrder(part.text));
  const several = orders.length > 1 && parts.some((part) => part.orders.includes("then"));
  return several ? `${colon[1] ?? ""}; ${sentence.slice(colon[0].length)}` : sentence;
}

/** A row of short orders with semicolons between them is a list, as with commas. */
function atSemicolons(sentence: string): string[] {
  const parts = sentence.split(/;\s*/);
  const list =
    parts.length >= 3 &&
    parts.every(
      (part) =>
        !part.includes(",") && !/\b(?:then|if|when|once|after|before|meanwhile|finally|while)\b/i.test(part),
    );
  return list ? [parts.join(", ")] : parts;
}

/** "(can run alongside 2)" goes on after a comma; "(two pages)" is left out. */
function withoutAsides(text: string): string {
  return text.replace(/\s*\(([^()]{0,200})\)/g, (_whole, inside: string) =>
    ASIDE.test(inside) && !/^\s*(?:first|last)?\s*\d+\b/.test(inside) ? `, ${inside}` : "",
  );
}

/** Drops the overall aim in front: "To launch it, ...", "Prepare a launch: ...", "Build a strategy by researching ...". */
function withoutAim(sentence: string, later: boolean): Sentence {
  const purpose = /^(?:in order )?to\s+\p{L}+[^,:]{0,200},\s*(?=\p{L})/iu.exec(sentence);
  if (purpose !== null && !/^to (?:start|begin|finish|close|conclude|wrap|round)\b/i.test(sentence))
    return {
      text: sentence.slice(purpose[0].length),
      topic: "",
      aim: purpose[0].replace(/^(?:in order )?to\s+/i, "").replace(/,\s*$/, ""),
    };
  const dash = /^([^:–—,;]{3,80}?)\s+[–—-]\s+(?=\p{L})/u.exec(sentence);
  // "Walking map for the old town - survey the route ...": a heading.
  if (
    dash !== null &&
    startsOrder(sentence.slice(dash[0].length)) &&
    (isHeadingNoun(dash[1] ?? "") || !startsOrder(dash[1] ?? "")) &&
    readFinite(dash[1] ?? "") === null &&
    readParts(dash[1] ?? "").every(
      (part) => part.kind === "main" && part.orders.length + part.trailing.length === 0,
    )
  )
    return { text: sentence.slice(dash[0].length), topic: "", aim: dash[1] ?? "" };
  const colon = /^[^:]{2,400}:\s+(?=\S)/.exec(sentence);
  if (colon !== null) {
    const tail = sentence.slice(colon[0].length);
    const head = colon[0].replace(/:\s*$/, "");
    if (/^(?:not needed|no need|not (?:this|for) now|out of scope|leave out|skip|not part)\b/i.test(head))
      return { text: "", topic: "" };
    const begins = ANNOUNCES.test(head);
    if (begins && !/\b(?:then|after|once|when|before|meanwhile|finally)\b/i.test(head))
      return { text: listed(tail, head), topic: "", begins, aim: head };
    if (bare(tail) !== "" || /^(?:please\s+)?(?:do not|don'?t|never|no)\b/i.test(tail))
      return { aim: head, ...afterColon(head, tail, later) };
  }
  const by = /^\p{L}+\b[^,;:]{0,200}?\s+by\s+(?=(?:first\s+)?\p{L}+ing\b)/iu.exec(sentence);
  const aim =
    /^(?:please\s+)?(?:create|plan|prepare|build|launch|develop|generate|organi[sz]e|make|produce|design|get|put together|set up|run|host|deliver|help|improve|increase|reduce|write)\b/i;
  if (by !== null && aim.test(sentence))
    return { text: sentence.slice(by[0].length), topic: "", aim: by[0].replace(/\s+by\s+$/, "") };
  return { text: sentence, topic: "" };
}

const ANNOUNCES =
  /^so$|\b(?:what (?:has|needs|is|we|i|you|remains|must|should|would)|what's|this is (?:how|what|the)|these are|here (?:is|are|comes?)|here's|as follows|like this|like so|following|(?:the|my|our) (?:plan|steps|list|idea|order|to-?dos?|tasks|proposal|suggestion|procedure|process|sequence|way)|to-?dos?|steps|tasks|things|jobs)\b|\b(?:need|needs|left|remains|missing)$/i;

/** What stands behind "I need:" or "what's left:" are things to get done, with a verb or without. */
function listed(tail: string, head: string): string {
  const order =
    /\b(?:parallel|same time|any order|independent|side by side)\b/i.test(head) || THINGS.test(head);
  const end =
    order && !/\b(?:then|order|sequence)\b/i.test(tail) ? `${tail.replace(/[.!]+$/, "")}, in parallel` : tail;
  return /\b(?:need|needs|left|remains|missing)$/i.test(head.trim()) &&
    /^(?:an?|the|some|two|three|\d+)?\s*\p{L}+/iu.test(tail) &&
    !orders(tail)
    ? `do ${end}`
    : end;
}
const THINGS = /\b(?:two|three|four|five|six|several) (?:\p{L}+ )?(?:things|jobs|tasks|strands)\b/iu;

function afterColon(head: string, tail: string, later: boolean): Sentence {
  const plain = head.replace(/^(?:and|but|so|also)\s+/i, "");
  const words = plain.toLowerCase().split(/\s+/);
  const opening = markAt(words, 0, true);
  const several =
    /^(.*?),?\s*(?:\b(?:then|next)\s+)?\b(?:two|three|four|five|several|a few|the following|these)\s+(?:\p{L}+\s+){0,2}(?:things|jobs|tasks|steps|points|strands)\b/iu.exec(
      plain,
    );
  if (several !== null) {
    const lead = (several[1] ?? "").trim();
    const then = /\b(?:then|next)\b/i.test(plain) ? "then " : "";
    return { text: `${lead === "" ? then : `${lead}, `}${listed(tail, plain)}`, topic: "" };
  }
  if (opening !== null && opening.mark.kind === "sub") return { text: `${plain}, ${tail}`, topic: "" };
  // "Damaged: write it off.", "Top and legs done: attach the legs."
  if (
    later &&
    /^\p{L}+$/u.test(plain) &&
    /(?:ed|able|ful|less|ive|al|ent|ant|ty|ll|en|ong|ood|ad|yes|no|k|ty|ly)$/i.test(plain) &&
    (/ed$/i.test(plain) || !orders(`${plain} it`))
  )
    return { text: `if ${plain}, ${tail}`, topic: "" };
  if (later && isDone(plain)) return { text: `once ${plain}, ${tail}`, topic: "" };
  const independent = /\bnothing to do with\b|\bindependent|\bseparate/i.test(head);
  const noun =
    later || /^(?:[^.,;]{0,30}?\s)?(?:it|them)\b/i.test(tail) || /^\p{L}+(?:[.;,]|\s*$)/u.test(tail)
      ? (/^(?:the\s+)?[\p{L}-]+(?:\s+[\p{L}-]+){0,2}$/iu.exec(plain)?.[0] ?? "")
      : "";
  const topic = /^(?:and\s+|but\s+)?((?:the|our|my)\s+\p{L}+)\b/iu.exec(head)?.[1] ?? noun;
  const order = readParts(head).flatMap(({ orders }) => orders)[0];
  const lead = independent
    ? "separately, "
    : order === "then"
      ? "then "
      : order === "last"
        ? "finally "
        : order === "beside"
          ? "meanwhile "
          : "";
  return { text: lead + tail, topic };
}
