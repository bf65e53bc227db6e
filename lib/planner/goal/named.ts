import type { Subordinate } from "./clauses.ts";
import { bare, unmask } from "./fragments.ts";
import { expandContractions, readFinite } from "./finite.ts";
import { DURATION } from "./main-part.ts";
import { readPhrase } from "./phrases.ts";
import type { StepGraph } from "./step-graph.ts";
import { fromParticiple, leadingVerb, namesAction } from "./verbs.ts";

/** The steps that a subordinate part names: known ones, and words of actions nobody has named yet. */
export type Named = {
  steps: number[];
  fresh: string[];
  /** The steps were named, not only pointed back to. */
  sure: boolean;
};

/**
 * Where a subordinate part stands. `current`: what "that" or "both" points back to; `last`: what "it" does, when that is less;
 * `create`: whether an action nobody named yet is a step ("none": never; "actions": when it is said as something to do;
 * "ours": also when it is said as something that we do; "all": when it is said as something that happens, too); `topic`: what "it" is when it suffers something.
 */
type Surroundings = {
  current: readonly number[];
  create: "none" | "actions" | "ours" | "all";
  last?: readonly number[];
  topic?: string;
};

const BACK =
  /^(?:(?:all|both|each|either|any|the two|the three|these two|those two|all three|all four)(?:\s+(?:of|the|controls|steps|tasks|things|parts|answers|jobs|items))*\s*)?(?:that|this|it|these|those|they|them|both|all|everything|everything else|all else|all steps|the rest|the above|so|done|ready|finished|complete|completed|approved|possible|found|there|accepted|agreed|confirmed|the (?:results?|answers?|answer|feedback|responses?|replies|reply|outcome|findings|numbers|quotes|offers?|approval|confirmation|go-ahead|permission|verdict|decision) ?.*|i am through.*|we are through.*|we (?:have|know|are|get|had)(?: (?:it|that|this|them|both|all|everything|done|ready|there|finished).*)?|you are (?:done|ready|finished).*|i (?:have|know|am|get)(?: (?:it|that|this|them|both|all|done|ready|finished).*)?)$/i;
const ALL = /\b(?:all|everything|each|every)\b/i;
const TWO = /^(?:both|these two|those two|the two|all|everything|all three|the three)\b/i;
const DONE =
  /\s+(?:(?:is|are|has been|have been|was|were|gets?|has|have)\s+)?(?:(?:all|both|finally|fully|safely|now)\s+)*(?:done|completed?|finished|ready|over|in place|available|there|known|at hand|in hand|here|in|settled|sorted|through|clear|out of the way|taken care of|back|up|up and running|running|exist|exists|needed(?: too)?|(?:is|are|was|were|has been|have been|gets?)\s+(?:approved|written|confirmed|signed(?: off)?))$/i;
const PRONOUN_SUBJECT =
  /^(?:it|they|that|this|these|those|she|he|both|we|i|you|there|someone|anyone|nobody|(?:none|some|any)(?=\s+(?:of|is|are|has|have|come|comes|do|does)\b))\b/i;
/** What others do: "the permit is granted". */
const HAPPENING =
  /^(?:sign|grant|approve|confirm|deliver|receive|accept|issue|give|agree|arrive|allow|permit|know|reach|return|do|finish|complete|settle|answer|ship)$/;
const GOES = /\b(?:goes?|gets?) (?:online|live|out|up|public|to (?:print|press|production))\b/i;

/**
 * Finds what a subordinate part names.
 */
export function namedBy(graph: StepGraph, sub: Subordinate, about: Surroundings): Named {
  const named: Named = { steps: [], fresh: [], sure: false };
  const texts = withPredicate(sub.pieces.map((piece) => expandContractions(unmaskedEnd(piece.text))));
  for (const text of texts) {
    const part = namedIn(graph, text, sub, about);
    named.steps.push(...part.steps);
    named.fresh.push(...part.fresh);
    named.sure = named.sure || part.sure;
  }
  named.steps = [...new Set(named.steps)];
  return named;
}

function namedIn(graph: StepGraph, raw: string, sub: Subordinate, about: Surroundings): Named {
  const text = raw
    .trim()
    .replace(/^(?:of course|then|only|also|ever)\s+/i, "")
    .replace(/[.!?]+$/, "");
  const known = (steps: readonly number[], sure: boolean): Named => ({ steps: [...steps], fresh: [], sure });
  const fresh = (words: string): Named => ({ steps: [], fresh: [words], sure: true });
  const nothing: Named = { steps: [], fresh: [], sure: false };
  const soft = sub.words === "with" || sub.words === "if";
  const shortened = text.replace(DONE, "").trim();
  const back = () =>
    ALL.test(text) && !TWO.test(text)
      ? graph.sinks()
      : about.last !== undefined && !TWO.test(text)
        ? about.last
        : about.current;
  const done = readFinite(text);
  const ours =
    about.create === "all" &&
    done?.voice === "passive" &&
    !HAPPENING.test(done.verb) &&
    !PRONOUN_SUBJECT.test(text);
  if (sub.relation !== "if" && !ours && (BACK.test(text) || BACK.test(shortened) || shortened === "")) {
    const all = /\b(?:everything|all)\b/i.test(text) ? graph.sinks() : back();
    return known(sub.words === "with" && shortened === text ? [] : all, false);
  }
  if (
    /^(?:everything|all|both|all three|all four|these two|those two|the two)\s+(?:is|are|has|have|was|were)\b/i.test(
      text,
    ) ||
    /^the (?:two|three|four|five|six) \p{L}+$/iu.test(shortened) ||
    /\b(?:from|of|by|for) both\b|\bboth \p{L}+s$/iu.test(shortened)
  ) {
    return known(/^(?:everything|all)\s/i.test(text) ? graph.sinks() : about.current, false);
  }
  // "When both vans are at the depot"
  if (
    sub.pieces.length === 1 &&
    sub.relation !== "if" &&
    /^(?:both|the two|these two|all three|all four)(?:\s+of)?\s+(?!the\b|of\b)\p{L}+\s/iu.test(text)
  )
    return known(about.current, false);
  // "Both asked", "all of them packed".
  if (
    /^(?:both|all|all three|all four|everything)(?: of (?:them|it|these|those))?\s+(?:have been |are |is |were )?\p{L}+(?:ed|en|t|ne)$/iu.test(
      text,
    )
  )
    return known(/^(?:all|everything)\b(?! three| four)/i.test(text) ? graph.sinks() : about.current, false);
  if (DURATION.test(unmask(text))) return known(about.current, false);
  const noun = shortened.replace(/^(?:both|all|each)\s+(?:of\s+)?/i, "");
  if (noun !== text && noun !== "") {
    const step = graph.find(unmask(noun), sub.relation !== "before");
    if (step !== null) return known([step], true);
  }
  const going =
    sub.relation === "beside"
      ? /^(?:[^,]{1,40}?\s)?(?:is|are)\s+(?!being\b)(\p{L}+ing\b.*)$/iu.exec(text)
      : null;
  if (going !== null) {
    // "While the pilot group is trying out the tool"
    const doing = readPhrase(going[1] ?? "");
    const words = doing.kind === "action" ? doing.words : "";
    const step = words === "" ? null : graph.find(unmask(words), true);
    if (step !== null) return known([step], true);
    if (words !== "" && /\s/.test(words)) return fresh(words);
  }
  if (about.create === "ours")
    about = { ...about, create: done?.voice === "passive" && !HAPPENING.test(done.verb) ? "all" : "actions" };
  const phrase = readPhrase(text);
  const finite = readFinite(text);
  if (sub.relation === "if") {
    const strict =
      graph.find(unmask(text), false) ??
      graph.find(unmask(finite?.subject ?? text), true) ??
      (finite?.voice === "passive" && finite.rest !== "" ? graph.find(unmask(finite.rest), true) : null);
    return strict === null || (PRONOUN_SUBJECT.test(text) && graph.find(unmask(text), false) === null)
      ? nothing
      : known([strict], true);
  }
  if (phrase.kind === "action") {
    const strict =
      graph.find(unmask(phrase.words), false) ??
      (finite === null ? null : graph.find(unmask(`${finite.verb} ${finite.subject}`), false));
    if (strict !== null) return known([strict], true);
    const event = phrase.how === "active" && !/^(?:we|i|you|anybody|anyone|somebody|someone)\b/i.test(text);
    const verbOnly = leadingVerb(phrase.words);
    const ours =
      /^(?:we|i|you)\b/i.test(text) &&
      /^\S+\s+(?!(?:it|that|this|them|these|those|both|all)\b)\S/i.test(phrase.words);
    if (verbOnly !== null && PRONOUN_SUBJECT.test(text) && !ours) {
      const byVerb = graph.find(verbOnly, false);
      if (byVerb !== null) return known([byVerb], true);
      const topic = about.topic ?? "";
      if (about.create === "all" && phrase.how === "passive" && topic !== "") {
        return fresh(phrase.words.replace(/\b(?:it|they|these|those|this|that)\b/i, topic));
      }
      return known(back(), false);
    }
    if (phrase.how === "gerund" || phrase.how === "order")
      return soft ? nothing : about.create === "none" ? nothing : fresh(phrase.words);
    if (
      about.create === "all" &&
      (!event || GOES.test(text) || sub.words.startsWith("not") || isOutside(phrase.words))
    )
      return fresh(phrase.words);
    if (/^(?:we|i|you|anybody|anyone|somebody|someone)\b/i.test(text) && about.create !== "none")
      return fresh(phrase.words);
    const whole = phrase.how === "passive" ? phrase.words : (finite?.subject ?? phrase.words);
    const loose = graph.find(unmask(whole), true);
    if (loose !== null) return known([loose], true);
    return about.create === "actions" && namesAction(finite?.subject ?? "") && DONE.test(text)
      ? fresh(finite?.subject ?? "")
      : nothing;
  }
  if (PRONOUN_SUBJECT.test(text)) return known(back(), false);
  // "Once painted, ...": what was done last, when nothing else is called so.
  if (/^\S+$/.test(text) && fromParticiple(text) !== null) {
    const done = graph.find(unmask(text), false);
    return done === null ? known(back(), false) : known([done], true);
  }
  const subject = finite?.subject ?? (phrase.kind === "refer" ? phrase.subject : noun || text);
  const strict = graph.find(unmask(subject), false);
  if (strict !== null) return known([strict], true);
  const isState = finite !== null && phrase.kind !== "refer";
  if (
    !soft &&
    !isState &&
    about.create !== "none" &&
    (namesAction(subject) || /^[A-Z]$/.test(subject)) &&
    !/^\d/.test(subject)
  )
    return fresh(bare(subject) || subject);
  if (!soft && isState && DONE.test(text) && namesAction(subject) && about.create !== "none")
    return fresh(subject);
  const loose = graph.find(unmask(subject), true);
  return loose === null ? nothing : known([loose], true);
}

/** True for something that somebody does, not something that arrives or dries. */
function isOutside(words: string): boolean {
  const verb = words.split(/\s+/).findIndex((word) => /^[a-z]+s$/.test(word) && word.length > 3);
  const object =
    verb >= 0
      ? words
          .split(/\s+/)
          .slice(verb + 1)
          .join(" ")
      : "the";
  return (
    /^(?!(?:in|at|on|to|up|back|for|with|by|from)\b)\S/.test(object) &&
    !/\b(?:arrives?|comes?|falls?|rains?|opens?|closes?|ends?|begins?|starts?|expires?|leaves?|wakes?|grows?|returns?|freezes?|sets?|dries|dry|hardens?|gets? (?:dark|cold|warm|late))\b/i.test(
      words,
    )
  );
}

/** "When the kitchen and the books are packed": both are packed. */
function withPredicate(texts: string[]): string[] {
  const last = texts.at(-1);
  if (texts.length < 2 || last === undefined) return texts;
  const finite = readFinite(last);
  const predicate =
    finite === null
      ? DONE.exec(last)?.[0].trim()
      : last.slice(last.toLowerCase().indexOf(finite.subject.toLowerCase()) + finite.subject.length).trim();
  if (predicate === undefined) return texts;
  return texts.map((text, index) =>
    index === texts.length - 1 ||
    readFinite(text) !== null ||
    /^\p{L}+ing\b/iu.test(text) ||
    DONE.test(text) ||
    /\b\p{L}+ed$/u.test(text)
      ? text
      : `${text} ${predicate}`,
  );
}

const unmaskedEnd = (text: string) => text.trim();
