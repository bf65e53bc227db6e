import { canBeVerb, isKnownWord } from "./verbs.ts";

/** How an action stands to what was said before it. */
export type Order = "start" | "ahead" | "early" | "then" | "last" | "beside" | "free" | "else" | "merge";
/** How an action stands to the one that a subordinate part names. */
export type Relation = "after" | "before" | "beside" | "until" | "if";
/** Words that join parts of a sentence in time or by a condition. */
export type Mark = { words: string } & (
  { kind: "order"; order: Order } | { kind: "sub"; relation: Relation } | { kind: "serial" }
);

type Meaning = { kind: "order"; order: Order } | { kind: "sub"; relation: Relation } | { kind: "serial" };

const order = (name: Order): Meaning => ({ kind: "order", order: name });
const sub = (relation: Relation): Meaning => ({ kind: "sub", relation });

// One phrase a comma; "a/b" are alternatives for one word, "?" ends a word that may be missing.
const PHRASES: readonly [Meaning, string][] = [
  [
    order("then"),
    `then, and? then, only then, after which, following which, whereupon, at which point, that done, this done, with this done, after that/this/which, after? all? that done, afterward, afterwards, subsequently, thereafter, followed by,
     following that/this, from there, from there on, with that/this done, with that/this in? hand/place, on that basis, second, third, fourth, fifth, sixth,
     secondly, thirdly, fourthly, next, next up, next up is/are, next is/are, next comes/come, comes/come next, is/are next, comes/come then, then comes/come,
     at that point, later, later on, in a second/third/next step, as a second/third/next step, as the next step, the next step is, only afterwards, leading to, ->, =>, →, »`,
  ],
  [
    order("last"),
    `finally, lastly, last, last of all, and? at last, in the end, right? at the very? end, to finish, to finish off, to close, to wrap up, to conclude,
     to round things/it/everything off, as a/the last/final step, as the very? last thing, the last/final step is, eventually, comes/come last, is/are last, last comes/come, last but not least`,
  ],
  [
    order("start"),
    `first, first of all, firstly, to start with?, to begin with?, initially, as a first step, start/starts/starting/begin/begins/beginning by/with, started/began/begun by/with,
     the first step is, step one is, at first, comes/come first, is/are first, first comes/come, first up, first up is/are`,
  ],
  [order("ahead"), `beforehand`],
  [order("early"), `in advance, ahead of time, ahead`],
  [
    order("beside"),
    `meanwhile, parallel, in the meantime, same time, in the meanwhile, at the same time, simultaneously, concurrently, in parallel, side by side, parallel to that/this/it,
     in parallel to/with that/this/it, at the same time as that/this, alongside that/this/it, alongside of that/this, during that time, all the while, parallelly`,
  ],
  [
    order("free"),
    `separately, separately from that/this, separately from all that/this, independently, independently of that/this, independently of all that/this, independent of that/this,
     apart from that/this, quite apart from that/this, on a separate track, at any time, any time, anytime, at any point, any point, whenever you/we like, no matter when, regardless of that/this, unrelated to that/this, in any order, in whatever order, in no particular order, in no special order, order irrelevant there?, order does not matter, the order does not matter, any day, whenever convenient, whenever possible, depends/depend on nothing`,
  ],
  [order("else"), `otherwise, or else, else, if not, if not then, in the other case`],
  [
    order("merge"),
    `either way, in either/any case, in both/all cases, whatever happens, whatever the outcome/result/answer is?, regardless, regardless of the outcome/result/answer, in all events`,
  ],
  [
    { kind: "serial" },
    `in this/that/the? following? order, one after another, one after the other, in sequence, in turn, one by one, step by step, strictly in this/that order, in exactly this/that order`,
  ],
  [
    sub("after"),
    `after, once, when, as soon as, the moment, immediately/right/straight/soon/directly/shortly/just/only after, only once/when, only as soon as, not until, not before, not earlier than,
     no earlier/sooner than, now that, upon, on completion of, on the basis of, based on, building on, as soon as possible after, following, pending, whenever,
     depends/depend/dependent on, relies/rely on, builds/build on, hinges on, waits/wait/waiting for, waits/wait until/till, has/have to wait for, has/have to wait until/till, must wait for, must wait until/till, comes/come after,
     given, thanks to, as a result of, drawing on, go by, from the day, from the day on which, from the moment, from the moment on which, provided, provided that, on condition that, needs, need, requires, require, follows`,
  ],
  [
    sub("before"),
    `before, prior to, ahead of, in advance of, in preparation for, in time for, by the time, comes/come before, leaves/leave/leaving time for, to leave time for, to make room for, so that there is time for, immediately/right/straight/shortly/just/directly before`,
  ],
  [sub("until"), `until, till`],
  [
    sub("beside"),
    `while, whilst, in parallel to/with, at the same time as, parallel to/with, alongside, alongside of, simultaneously with, concurrently with, side by side with, during`,
  ],
  [
    sub("if"),
    `where, if, only if, and if, in case, in case of, should, unless, except if, assuming, assuming that, in the event of/that, depending on, subject to, as long as, so long as`,
  ],
];

type Entry = { words: string[]; meaning: Meaning };
const byFirstWord = new Map<string, Entry[]>();
for (const [meaning, phrases] of PHRASES) {
  for (const phrase of phrases.split(",")) {
    for (const words of expand(phrase.trim().split(/\s+/))) {
      const entries = byFirstWord.get(words[0] ?? "") ?? [];
      entries.push({ words, meaning });
      byFirstWord.set(words[0] ?? "", entries);
    }
  }
}
for (const entries of byFirstWord.values()) entries.sort((a, b) => b.words.length - a.words.length);

function expand(words: string[]): string[][] {
  const [first, ...rest] = words;
  if (first === undefined) return [[]];
  const tails = expand(rest);
  const optional = first.endsWith("?");
  const heads = first.replace("?", "").split("/");
  return [...heads.flatMap((head) => tails.map((tail) => [head, ...tail])), ...(optional ? tails : [])];
}

/**
 * The connective that begins at a place, if one does: the longest that fits.
 * @param words the sentence's words in lower case
 * @param opens true when a part of the sentence begins here (its start, or after a comma or "and")
 * @returns what it means and how many words it takes
 */
export function markAt(
  words: readonly string[],
  at: number,
  opens: boolean,
): { mark: Mark; length: number } | null {
  for (const { words: wanted, meaning } of byFirstWord.get(words[at] ?? "") ?? []) {
    if (!wanted.every((word, index) => words[at + index] === word)) continue;
    const length = wanted.length;
    if (!isMeant(wanted, words, at, opens)) continue;
    return { mark: { ...meaning, words: wanted.join(" ") }, length };
  }
  return null;
}

const ASKING =
  /^(?:ask|asks|asking|check|checks|checking|see|seeing|decide|decides|deciding|know|test|testing|verify|find|out|determine|wonder|clarify|say|tell|me|us|them|consider|note|doctor|manager|whether|even|as|what|only)$/;
const DETERMINED = /^(?:the|a|an|our|my|your|their|on|it|them|whether|which|what|all)$/;
const DETERMINER =
  /^(?:the|a|an|our|my|your|their|his|her|its|this|that|these|those|each|every|of|in|on|at|by|very|and|'s)$/;

/** Leaves out the same words in another sense: "once a week", "the first draft", "ask if", "next to the door". */
function isMeant(wanted: readonly string[], words: readonly string[], at: number, opens: boolean): boolean {
  const first = wanted[0] ?? "";
  const previous = words[at - 1] ?? "";
  const next = words[at + wanted.length] ?? "";
  const alone = wanted.length === 1;
  if (!alone) {
    // "If not clear, decline": the condition goes on.
    if (first === "if" && wanted[1] === "not" && wanted.length === 2)
      return next === "" || /^(?:[,:–—]|->|=>|→|then)$/.test(next);
    if (
      first === "to" &&
      /^(?:finish|close|conclude|wrap|round)$/.test(wanted[1] ?? "") &&
      (next === "" || next === ".")
    )
      return !/^(?:have|has|need|needs|want|wants|going|able|try)$/.test(previous);
    if (first === "to" || first === "at") return opens || first === "at" || wanted.length > 3;
    if (
      /^(?:depends?|relies|rely|builds?|waits?)$/.test(first) ||
      (/^(?:have|has)$/.test(first) && wanted.includes("wait"))
    )
      return (
        !/^(?:not|n't|to|can|could)$/.test(previous) &&
        !previous.endsWith("n't") &&
        !/^(?:none|neither|nothing|no)$/.test(words[0] ?? "")
      );
    if (first === "comes" || first === "come" || first === "is" || first === "are")
      return !opens || wanted.length > 2;
    if (/^(?:start|starts|begin|begins)$/.test(first)) return !/^(?:to|the|a|an)$/.test(previous);
    return true;
  }
  const atEnd = next === "" || /^[,.;:!?)]$/.test(next);
  switch (first) {
    case "first":
    case "last":
      return opens
        ? !/^(?:of|thing|week|month|year|aid|name|class|draft|floor|edition|quarter|half|round|prize|minute)$/.test(
            next,
          )
        : atEnd || /^(?:we|i|you|they|must|should|to|have|has|only|she|he)$/.test(previous);
    case "parallel":
      return opens || atEnd;
    case "second":
    case "third":
    case "fourth":
    case "fifth":
    case "sixth":
      return opens && (next === "," || (canBeVerb(next) && DETERMINED.test(words[at + 2] ?? "")));
    case "next":
      return opens ? !/^(?:to|quarter|week|month|year)$/.test(next) : atEnd && !DETERMINER.test(previous);
    case "once":
      return (
        !/^(?:per|more|again|twice|or)$/.test(next) &&
        !(
          /^(?:an?|every|each)$/.test(next) &&
          /^(?:\p{L}+ly|other|second|day|week|month|quarter|year|hour|minute|while|term|semester|season)$/u.test(
            words[at + 2] ?? "",
          )
        ) &&
        !/^(?:at|more)$/.test(previous) &&
        !atEnd
      );
    case "when":
      return (
        !asksAhead(words, at) &&
        !(
          /^(?:he|she|they|you|we)$/.test(next) &&
          /^(?:tell|tells|remind|inform|explain|show)$/.test(firstInPart(words, at))
        ) &&
        !/^(?:decide|know|since|record|note|to|agree|say|of)$/.test(previous) &&
        !(previous === "out" && /^(?:find|figure|work|finds|finding)$/.test(words[at - 2] ?? "")) &&
        next !== "to" &&
        !atEnd
      );
    case "if":
      if (!opens && (asksAhead(words, at) || firstInPart(words, at) === "tell")) return false;
      return opens || !ASKING.test(previous) ? !(ASKING.test(previous) && previous !== "only") : false;
    case "where":
      return (
        at === 0 &&
        /^(?:an?|any|the|there|it|they|this|that|possible|necessary)$/.test(next) &&
        next !== "possible"
      );
    case "should":
      return (
        opens &&
        /^(?:it|they|the|this|that|anything|something|any|there|anyone|no|we|he|she|a|an)$/.test(next)
      );
    case "before":
    case "after":
      return (
        !atEnd &&
        !/^(?:look|looks|looking|named|compare|the)$/.test(previous) &&
        !(
          /^(?:day|week|month|year|morning|evening|night)$/.test(previous) &&
          !/^(?:an?|one|every)$/.test(words[at - 2] ?? "")
        ) &&
        next !== "and" &&
        !/^(?:the|a) (?:council|court|board|committee|parliament|judge|assembly|jury|panel|senate)$/.test(
          `${next} ${words[at + 2] ?? ""}`,
        )
      );
    case "following":
    case "given":
    case "depending":
    case "pending":
      return opens;
    case "provided":
    case "assuming":
      return opens || previous === ",";
    case "later":
      return opens || atEnd;
    case "else":
      return opens || previous === "or";
    case "follows":
    case "needs":
    case "need":
    case "requires":
    case "require":
      // "The load test needs both", not "we need the keys" or "the hall needs cleaning".
      return (
        !opens &&
        !/^(?:we|i|you|they|it|he|she|who|not|to|no|people|anyone|this|that)$/.test(previous) &&
        /^(?:both|the|all|these|those|steps?|everything)$/.test(next) &&
        !/^(?:we|i|you|what|if|ask|decide|find|list|none|neither|nothing|nobody)$/.test(words[0] ?? "")
      );
    case "ahead":
      return atEnd && previous !== "go" && previous !== "going" && previous !== "goes";
    case "beforehand":
      return atEnd || /^(?:and|too|also)$/.test(next);
    case "during":
      return true;
    case "while":
      return !/^(?:a|the|worth|for)$/.test(previous);
    case "regardless":
    case "eventually":
    case "initially":
    case "separately":
    case "independently":
      return opens || atEnd;
    case "alongside":
      return true;
    case "upon":
      return opens;
    case "until":
    case "till":
      return !atEnd && previous !== "the" && previous !== "from";
    case "whenever":
      return opens && !atEnd;
    default:
      return true;
  }
}

/** "Ask ten people if they would come": what stands before "if" in the same part asks. */
function asksAhead(words: readonly string[], at: number): boolean {
  return /^(?:ask|asks|check|checks|see|decide|test|verify|find|determine|clarify|inquire|enquire|look)$/.test(
    firstInPart(words, at),
  );
}

/** The word that begins the part that a place stands in. */
function firstInPart(words: readonly string[], at: number): string {
  let from = at;
  while (from > 0 && !/^(?:[,:–—-]|and|then|but|or|so)$/.test(words[from - 1] ?? "")) from--;
  return words[from] ?? "";
}

const SPELLED: Record<string, string> = {
  thne: "then",
  aswell: "also",
  everythings: "everything is",
  tehn: "then",
  hten: "then",
  befor: "before",
  aftr: "after",
  afer: "after",
  onec: "once",
  wehn: "when",
  adn: "and",
  nad: "and",
  whlie: "while",
  untill: "until",
  seperately: "separately",
  seperatly: "separately",
  wile: "while",
};
const LONG =
  `after afterwards before finally meanwhile first firstly secondly lastly simultaneously parallel concurrently otherwise
until unless while followed alongside subsequently separately independently beforehand thereafter provided following`.split(
    /\s+/,
  );

/** Puts right connectives with a letter swapped, missing or doubled ("befroe", "finaly", "paralell"); other words stay as they are. */
export function withSpelling(text: string): string {
  return text.replace(/\b[A-Za-z]{3,16}\b/g, (word) => {
    const lower = word.toLowerCase();
    const known = SPELLED[lower];
    if (known === undefined && (lower.length < 5 || isKnownWord(lower) || LONG.includes(lower))) return word;
    const right = known ?? LONG.find((one) => isSlip(lower, one));
    if (right === undefined) return word;
    return word[0] === lower[0] ? right : right.charAt(0).toUpperCase() + right.slice(1);
  });
}

/** True when `typed` is `meant` with two neighbours swapped, one letter missing, or one doubled that is single (or the reverse). */
function isSlip(typed: string, meant: string): boolean {
  if (typed === meant || Math.abs(typed.length - meant.length) > 2) return false;
  const squeezed = (word: string) => word.replace(/(.)\1+/g, "$1");
  if (squeezed(typed) === squeezed(meant)) return true;
  let at = 0;
  while (at < typed.length && typed[at] === meant[at]) at++;
  if (typed.length === meant.length) {
    return (
      typed[at] === meant[at + 1] &&
      typed[at + 1] === meant[at] &&
      typed.slice(at + 2) === meant.slice(at + 2)
    );
  }
  return typed.length === meant.length - 1 && meant.length >= 6 && typed.slice(at) === meant.slice(at + 1);
}
