import { brings, isOutcome } from "./causes.ts";
import { expandContractions, readFinite } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { readPhrase } from "./phrases.ts";
import { HAPPENING, STATE_END, DATE_NOUN } from "./happenings.ts";
import { bestMatch } from "./matching.ts";
import { newWords } from "./new-words.ts";
import { DURATION } from "./split-main.ts";
import type { StepGraph } from "./step-graph.ts";
import { fromParticiple, leadingVerb } from "./verbs.ts";
import { stem, stems } from "./words.ts";

/** What a part of a sentence that says when, or if, speaks of. */
export type Mention = {
  /** The steps only bring about what is told: "parents are booking", after the slots were published. */
  caused: boolean;
  steps: number[];
  /** Words of actions that nobody has named yet. */
  fresh: string[];
  /** The steps were named, not only pointed back to. */
  sure: boolean;
  /** It tells of something that happens, though no step for it is known. */
  event: boolean;
};

/** Where a mention stands. */
export type Surroundings = {
  /** What is being done together at the moment, and what was done last. */
  stage: readonly number[];
  latest: readonly number[];
  /** Steps that a mention cannot mean: those of the main part itself. */
  except?: readonly number[];
  /** Whether an action nobody named yet is a step: never; when we do it; or when anybody does it. */
  create: "none" | "ours" | "all";
  /** What "it" is when it suffers something. */
  topic: string;
};

const NUMBERS: Record<string, number> = { both: 2, two: 2, three: 3, four: 4, five: 5, six: 6 };
const GROUP =
  /^(?:only\s+)?(?:(both)(?:\s+of\s+(?:them|these|those|the \p{L}+))?|(?:all\s+|the\s+|these\s+|those\s+|all (?:of )?(?:the|these|those)\s+)(two|three|four|five|six))\b/iu;
const GROUP_BEHIND = /\b(?:of|from|for|by|on|with) (both|(?:the|all|these|those) (?:two|three|four|five))\b/i;
const EVERYTHING =
  /^(?:everything|all else|everything else|all(?: of (?:it|that|this|them|these|those))?|all (?:the )?(?:steps|tasks|jobs|parts)|the rest (?=is|are|has|have)|all that|all this)(?=\s|$)(?<!\ball(?=\s+(?:the|our|my|\p{L}+s\b)))/iu;
const PRONOUN = /^(?:it|they|that|this|these|those|she|he|which|so)\b/i;
/** Finds what a part of a sentence speaks of. `texts` are its conjuncts. */
export function mentionIn(
  graph: StepGraph,
  texts: readonly string[],
  relation: string,
  mark: string,
  about: Surroundings,
): Mention {
  const whole: Mention = { steps: [], fresh: [], sure: false, event: false, caused: false };
  for (const text of conjuncts(texts)) {
    const part = single(graph, text, relation, mark, about);
    whole.steps.push(...part.steps);
    whole.fresh.push(...part.fresh);
    whole.sure ||= part.sure;
    whole.event ||= part.event;
    whole.caused ||= part.caused;
  }
  whole.steps = [...new Set(whole.steps)];
  return whole;
}

/** "When the kitchen, the hall and the books are packed": each is packed. */
function conjuncts(texts: readonly string[]): string[] {
  const out: string[] = [];
  for (const raw of texts) {
    const text = expandContractions(raw.trim()).replace(/[.!?,;]+$/, "");
    const finite = readFinite(text);
    const subject = finite?.subject ?? (STATE_END.test(text) ? text.replace(STATE_END, "") : text);
    const at = text.toLowerCase().indexOf(subject.toLowerCase());
    const tail = text.slice(at + subject.length).trim();
    const names = subject
      .split(/\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|&|plus|or)\s+/i)
      .filter((name) => name.trim() !== "");
    if (
      names.length > 1 &&
      names.length < 7 &&
      !/\b(?:that|which|who|between)\b/i.test(subject) &&
      (finite !== null || leadingVerb(subject) === null)
    )
      out.push(...names.map((name) => `${name} ${tail}`.trim()));
    else if (/^\p{L}+ing\s+and\s+\p{L}+ing\b/iu.test(text)) {
      const [, one = "", other = "", object = ""] =
        /^(\p{L}+ing)\s+and\s+(\p{L}+ing)\b\s*(.*)$/iu.exec(text) ?? [];
      out.push(`${one} ${object}`.trim(), `${other} ${object}`.trim());
    } else if (leadingVerb(text) !== null && /\s+and\s+\p{L}+ing\s/iu.test(text))
      out.push(...text.split(/\s+and\s+(?=\p{L}+ing\s)/iu));
    else out.push(text);
  }
  return out;
}

const nothing = (event = false): Mention => ({ steps: [], fresh: [], sure: false, event, caused: false });
const known = (steps: readonly number[], sure: boolean, caused = false): Mention => ({
  steps: [...steps],
  fresh: [],
  sure,
  event: false,
  caused,
});
const fresh = (words: string): Mention => ({
  steps: [],
  fresh: [words],
  sure: true,
  event: true,
  caused: false,
});

function single(graph: StepGraph, raw: string, relation: string, mark: string, about: Surroundings): Mention {
  const had = /^(?:you|we|i)\s+have\s+had\s+(.+)$/i.exec(raw.trim())?.[1];
  if (had !== undefined) return single(graph, `have ${had}`, relation, mark, about);
  const text = raw
    .trim()
    .replace(/^(?:even|also|only)\s+(?=(?:that|this|it)\b)/iu, "")
    .replace(
      /^(?:of course|then|only|also|ever|even|having|you have|we have|i have)\s+(?=\p{L}+(?:ed|en|t|d)?\s)/iu,
      (said) => (/^(?:having|you|we|i)\b/i.test(said) ? said : ""),
    );
  const plain = unmask(text);
  if (DURATION.test(plain)) return known(about.latest, false);
  if (relation !== "if" || !/\bnone\b/i.test(text)) {
    const group = GROUP.exec(text);
    if (group !== null && relation !== "before")
      return known(groupOf(graph, about, NUMBERS[(group[1] ?? group[2] ?? "").toLowerCase()] ?? 2), false);
    const behind = relation === "before" ? undefined : GROUP_BEHIND.exec(text)?.[1]?.toLowerCase();
    if (behind !== undefined)
      return known(groupOf(graph, about, NUMBERS[behind.split(" ").at(-1) ?? ""] ?? 2), false);
    if (EVERYTHING.test(text) && relation === "beside")
      return known(
        graph.steps.map((_one, index) => index).filter((one) => about.except?.includes(one) !== true),
        false,
      );
    if (EVERYTHING.test(text)) {
      const every = graph.sinks();
      if (about.latest.length > 0 && every.length === 0) return known(about.latest, false);
      return known(
        every.filter((one) => about.except?.includes(one) !== true),
        false,
      );
    }
  }
  if (/^the latter\b/i.test(text)) return known(about.latest.slice(-1), false);
  if (relation === "before" && /^(?:you|we|i)\s+(?:even\s+)?(?:start|begin)(?:\s+\p{L}+ing)?$/iu.test(text))
    return known(
      graph.roots(
        graph.steps.map((_one, index) => index).filter((one) => about.except?.includes(one) !== true),
      ),
      false,
    );
  if (
    text === "" ||
    /^(?:that|this|it|then|so|those|these|them|done|ready|finished|complete|which)$/i.test(text)
  )
    return known(about.latest, false);
  // "With the list fixed"
  const fixed = mark === "with" ? /^(.+\s\p{L}+)\s+(\p{L}+)$/u.exec(text) : null;
  if (fixed !== null && fromParticiple(fixed[2] ?? "") !== null && readFinite(text) === null)
    return single(graph, `${fixed[1] ?? ""} is ${fixed[2] ?? ""}`, relation, "once", {
      ...about,
      create: "none",
    });
  const finite = readFinite(text);
  const phrase = readPhrase(text);
  const pronoun =
    PRONOUN.test(text) &&
    !/^(?:this|that|these|those)\s+(?!is|are|has|have|was|were|can|will|gets?|must|should)\p{L}/iu.test(text);
  const verb = verbOf(text, finite, phrase);
  if (pronoun) return pronounIn(graph, text, finite?.voice ?? "", verb, relation, about);
  const found = bestMatch(graph, text, finite?.subject ?? phraseSubject(text, phrase), verb, about);
  if (found !== null && (found.sure || !isNewAction(finite, verb, mark, relation) || about.create === "none"))
    return known([found.step], found.sure, found.caused);
  if (relation === "if") return found === null ? nothing() : known([found.step], false);
  const words = newWords(text, finite, phrase, relation, mark, about, graph);
  if (words !== null) return fresh(words);
  if (found !== null) return known([found.step], false, found.caused);
  const noun = finite?.subject ?? text.replace(STATE_END, "");
  if (DATE_NOUN.test(noun) || /[\ue0ff]/.test(text)) return nothing();
  return nothing(
    finite !== null ||
      STATE_END.test(text) ||
      (/^(?:the|our|your|my)\s/i.test(text) && mark !== "with") ||
      fromParticiple(text) !== null,
  );
}

const phraseSubject = (text: string, phrase: ReturnType<typeof readPhrase>) =>
  phrase.kind === "refer" ? phrase.subject : text.replace(STATE_END, "");

function verbOf(
  text: string,
  finite: ReturnType<typeof readFinite>,
  phrase: ReturnType<typeof readPhrase>,
): string | null {
  if (finite !== null && finite.voice !== "state") {
    const going = /\b(?:is|are)\s+(?:still\s+)?(?!being\b)(\p{L}+ing)\b/iu.exec(text)?.[1];
    return stem(going ?? finite.verb);
  }
  const going = /\b(?:is|are)\s+(?:still\s+|all\s+)?(?!being\b)(\p{L}+ing)\b/iu.exec(text)?.[1];
  if (going !== undefined) return stem(going);
  if (phrase.kind === "action") {
    const verb = leadingVerb(phrase.words);
    return verb === null ? null : stem(verb);
  }
  const last = text.split(/\s+/).at(-1) ?? "";
  const base = fromParticiple(last);
  return base === null ? null : stem(base);
}

/** The last steps that are so many: what is being done together when it is that many, else the last that nothing follows. */
export function groupOf(graph: StepGraph, about: Surroundings, count: number): number[] {
  const able = (steps: readonly number[]) => steps.filter((one) => about.except?.includes(one) !== true);
  const latest = able(about.latest);
  if (latest.length === count) return latest;
  const stage = able(about.stage);
  if (stage.length === count) return stage;
  const sinks = able(graph.sinks());
  if (sinks.length === count) return sinks;
  const pool =
    stage.length > count
      ? stage
      : sinks.length > count
        ? sinks
        : able(graph.steps.map((_one, index) => index));
  return pool.toSorted((a, b) => a - b).slice(-count);
}

function pronounIn(
  graph: StepGraph,
  text: string,
  voice: string,
  verb: string | null,
  relation: string,
  about: Surroundings,
): Mention {
  // "Before she leaves": what people do of themselves is no step.
  const person = relation === "before" && voice === "active" && /^(?:she|he|they)\b/i.test(text);
  if (verb !== null) {
    const byVerb = graph.steps.findLastIndex(
      (step, index) => step.anatomy.verb === verb && about.except?.includes(index) !== true,
    );
    if (byVerb >= 0) return known([byVerb], true);
    const going = graph.steps.findLastIndex(
      (step, index) =>
        about.except?.includes(index) !== true &&
        (brings(step.anatomy.verb, verb) || [...stems(text)].some((one) => brings(step.anatomy.verb, one))),
    );
    if (going >= 0) return known([going], true);
    const plain = /^(?:it|they|this|that|these|those)\s/i.exec(text)?.[0] ?? "";
    if (
      about.create === "all" &&
      voice === "passive" &&
      about.topic !== "" &&
      relation !== "if" &&
      plain !== ""
    ) {
      const phrase = readPhrase(`${about.topic} ${text.slice(plain.length)}`);
      if (phrase.kind === "action") return fresh(phrase.words);
    }
  }
  const caused = graph.steps.findLastIndex(
    (step, index) =>
      about.except?.includes(index) !== true &&
      [...stems(text)].some((one) => brings(step.anatomy.verb, one)),
  );
  if (caused >= 0 && relation !== "if") return known([caused], true);
  if (person) return nothing();
  return known(
    about.latest.length > 0 ? about.latest : about.stage,
    false,
    verb !== null && !/\b(?:do|does|doing|done) (?:that|so|this|it)\b/i.test(text),
  );
}

/** True when a part tells of work with a verb of its own, so that a step that only shares its noun is not meant. */
function isNewAction(
  finite: ReturnType<typeof readFinite>,
  verb: string | null,
  mark: string,
  relation: string,
): boolean {
  if (relation === "if" || mark === "with" || verb === null || finite === null)
    return finite === null && verb !== null && relation !== "if";
  return finite.voice === "passive" && !HAPPENING.test(finite.verb) && !isOutcome(verb);
}
