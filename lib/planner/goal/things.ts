import { readFinite } from "./finite.ts";
import { AUXILIARIES, DETERMINERS, PARTICLES, PREPOSITIONS, RELATIVES } from "./lexicon.ts";
import { canBeVerb, fromParticiple, isGerund, leadingVerb } from "./verbs.ts";
import { stem, STOP } from "./words.ts";

/** How a noun phrase is introduced: as something known, something new, somebody's, or without a word. */
export type Known = "the" | "a" | "own" | "bare";
/** A noun phrase in an action's words. */
export type Thing = {
  text: string;
  /** Stem of its noun, and stems of all its words. */
  head: string;
  stems: string[];
  known: Known;
  plural: boolean;
  /** What the verb acts on itself, not what stands behind a preposition. */
  object: boolean;
  /** The preposition in front of it, or "". */
  preposition: string;
  /** Stems of what was done to it, as a clause behind it says: "the crew you hired", "the defects found". */
  done: string[];
};
/** What an action's words are made of. */
export type Anatomy = {
  /** Stem of the verb that says what is really done: "install" in "have the lift installed". */
  verb: string | null;
  things: Thing[];
  /** Pronouns, in order: "it", "them". `object`: the verb acts on it. */
  pronouns: { word: string; object: boolean }[];
};

const OWN = /^(?:my|our|your|his|her|its|their)$/;
const DEFINITE = /^(?:the|this|that|these|those|both|all|each|every|such|whose)$/;
const PRONOUN = /^(?:it|them|they|this|that|these|those|him|her|both|all|everything|ones?|us|me|you)$/;
const MEASURES =
  /^(?:two|three|four|five|six|seven|eight|nine|ten|minutes?|hours?|days?|weeks?|months?|years?|list|lists|set|sets|copies|copy|kilos?|pieces?|batch|batches|number|amount|couple|lot|lots|tonnes?|litres?|bags?|boxes|box|bottles?|pair|pairs|dozen|rest|all|each|both|one|some|most|any|half|part|parts|round|series|kind|kinds|sort|pile|stack|shoebox|folder|bunch)$/;
const LATE =
  /^(?:home|online|again|together|there|here|back|off|up|out|down|away|twice|once|first|too|also|live|only|now|today|tonight|tomorrow|overnight|internally|alone|instead|anyway|indoors|outdoors|upstairs|downstairs|abroad|beforehand|ahead|round|around|himself|herself|themselves|ourselves|yourself|\p{L}+ly)$/u;

/** Takes the words of an action apart. */
export function anatomyOf(words: string): Anatomy {
  const all = tokens(words);
  const order = leadingVerb(words);
  const finite = order === null ? readFinite(words) : null;
  if (finite?.voice === "active") {
    // "The vet checks the heifers": somebody does it.
    const things: Thing[] = [];
    const pronouns: Anatomy["pronouns"] = [];
    collect(tokens(finite.rest), things, pronouns, true);
    return { verb: stem(finite.verb), things, pronouns };
  }
  const inner = order === null ? null : innerAction(all);
  const own = inner ?? {
    verb: order === null ? null : stem(order),
    from: order === null ? 0 : 1,
    ahead: [] as string[],
    participle: false,
  };
  const things: Thing[] = [];
  const pronouns: Anatomy["pronouns"] = [];
  if (own.ahead.length > 0) collect(own.ahead, things, pronouns, own.participle);
  collect(all.slice(own.from), things, pronouns, !own.participle);
  // "Bisect to the commit", "look for a keeper": what stands behind the verb's preposition is what it acts on.
  const [first] = things;
  if (
    !own.participle &&
    first !== undefined &&
    things.every(({ object }) => !object) &&
    pronouns.length === 0 &&
    /^(?:to|for|at|on|through|with|into|after|over|up)$/.test(first.preposition)
  )
    first.object = true;
  return { verb: own.verb, things, pronouns };
}

const tokens = (words: string) => words.match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*(?<![.])|,/gu) ?? [];

/** "Have the lift installed", "get legal to approve the wording", "let it cure": what is done, and where its own words begin. */
function innerAction(
  all: readonly string[],
): { verb: string; from: number; ahead: string[]; participle: boolean } | null {
  const first = (all[0] ?? "").toLowerCase();
  if (!/^(?:have|get|let|ask|make|tell|help|want|need|use)$/.test(first)) return null;
  const to = all.findIndex((word, at) => at > 1 && word.toLowerCase() === "to");
  const limit = Math.min(all.length, 12);
  for (let at = 2; at < limit; at++) {
    const word = (all[at] ?? "").toLowerCase();
    const base = fromParticiple(word);
    if (
      /^(?:have|get)$/.test(first) &&
      base !== null &&
      !/^(?:cut|put|set|read|let|cast|hit|split)$/.test(word) &&
      !nounFollows(all, at)
    )
      return { verb: stem(base), from: at + 1, ahead: all.slice(1, at), participle: true };
    // "Use the map to move the bins": the map is no less spoken of.
    if (first === "use" && to === at && canBeVerb((all[at + 1] ?? "").toLowerCase()))
      return {
        verb: stem((all[at + 1] ?? "").toLowerCase()),
        from: at + 2,
        ahead: all.slice(1, at),
        participle: false,
      };
    if (to === at && canBeVerb((all[at + 1] ?? "").toLowerCase()))
      return {
        verb: stem((all[at + 1] ?? "").toLowerCase()),
        from: at + 2,
        ahead: /^(?:ask|tell)$/.test(first) ? [] : [],
        participle: false,
      };
    if (
      /^(?:have|let|make|help)$/.test(first) &&
      canBeVerb(word) &&
      at > 1 &&
      !PREPOSITIONS.has(word) &&
      (at + 1 >= all.length || starts(all[at + 1])) &&
      (all[1] ?? "").length > 0 &&
      !DETERMINERS.has((all[at - 1] ?? "").toLowerCase())
    )
      return {
        verb: stem(word),
        from: at + 1,
        ahead: all.slice(1, at),
        participle: at + 1 >= all.length || PREPOSITIONS.has((all[at + 1] ?? "").toLowerCase()),
      };
  }
  return null;
}

const starts = (word: string | undefined) => {
  const lower = (word ?? "").toLowerCase();
  return (
    DETERMINERS.has(lower) ||
    PREPOSITIONS.has(lower) ||
    PRONOUN.test(lower) ||
    /^\d/.test(lower) ||
    lower.endsWith("s") ||
    /^[A-Z]/.test(word ?? "")
  );
};

function nounFollows(all: readonly string[], at: number): boolean {
  const next = (all[at + 1] ?? "").toLowerCase();
  return (
    /^\p{L}/u.test(next) &&
    !PREPOSITIONS.has(next) &&
    !DETERMINERS.has(next) &&
    !RELATIVES.has(next) &&
    !LATE.test(next) &&
    next !== "and" &&
    next !== "or" &&
    DETERMINERS.has((all[at - 1] ?? "").toLowerCase())
  );
}

/** Adds the noun phrases and pronouns of a stretch. */
function collect(
  words: readonly string[],
  things: Thing[],
  pronouns: Anatomy["pronouns"],
  object: boolean,
): void {
  let chunk: string[] = [];
  let preposition = "";
  let clause = false;
  /** Behind "is" stands how a thing is, not another thing. */
  let predicate = false;
  let definite = false;
  const flush = (joined = false) => {
    const isHow = predicate && !DETERMINERS.has((chunk[0] ?? "").toLowerCase());
    const thing =
      chunk.length === 0 || isHow
        ? null
        : thingOf(chunk, object && preposition === "" && !clause, preposition);
    if (thing !== null) {
      // "Those photos and texts": the first word stands for both.
      if (definite && thing.known === "bare") thing.known = "the";
      definite = joined && thing.known === "the";
      const owner = chunk.findIndex((one, at) => at < chunk.length - 1 && /['’]s?$/.test(one));
      // "The engineers' claims" speaks of the engineers, too.
      const owned = owner < 0 ? null : thingOf(chunk.slice(0, owner + 1), false, "of");
      if (owned !== null) things.push(owned);
      things.push(thing);
    }
    chunk = [];
  };
  for (const [at, word] of words.entries()) {
    const lower = word.toLowerCase();
    const next = (words[at + 1] ?? "").toLowerCase();
    if (/^(?:it|them|him)$/.test(lower) && chunk.length > 0) flush();
    // "Those who have not answered" are said themselves.
    const said = /^(?:those|that|these)$/.test(lower) && /^(?:who|which|that|we|you|they)$/.test(next);
    if (said) continue;
    const pronoun =
      PRONOUN.test(lower) &&
      (next === "" ||
        PREPOSITIONS.has(next) ||
        PARTICLES.has(next) ||
        RELATIVES.has(next) ||
        /^(?:and|or|,)$/.test(next) ||
        LATE.test(next) ||
        (!/^(?:her|that|this|these|those|both|all)$/.test(lower) && chunk.length === 0));
    if (pronoun && chunk.length === 0) {
      flush();
      // "To whoever it is"
      if (AUXILIARIES.has(next)) continue;
      pronouns.push({ word: lower, object: object && preposition === "" && !clause });
      continue;
    }
    if (
      at === 0 &&
      PARTICLES.has(lower) &&
      (next === "" || starts(words[at + 1]) || /^(?:up|out|off|down|away|back)$/.test(lower))
    ) {
      if (PREPOSITIONS.has(lower) && !/^(?:in|out|up|down|off|on|over|back|away)$/.test(lower))
        preposition = lower;
      continue;
    }
    if (PREPOSITIONS.has(lower)) {
      // "Two weeks of data", "a list of names": what is meant stands behind "of".
      if (
        lower === "of" &&
        chunk.length > 0 &&
        MEASURES.test((chunk.at(-1) ?? "").toLowerCase()) &&
        !/^(?:the|our) minutes$/i.test(chunk.join(" "))
      ) {
        chunk = [];
        continue;
      }
      flush();
      if (!(preposition !== "" && lower === "of")) preposition = lower;
      continue;
    }
    if (RELATIVES.has(lower) && !(lower === "that" && chunk.length === 0 && next !== "")) {
      flush();
      // "Decide which items go on sale" is about the items.
      if (!clause && /^(?:which|what|whose)$/.test(lower) && at === 0 && /[^s]s$/.test(next)) {
        things.push({
          text: `the ${next}`,
          head: stem(next),
          stems: [stem(next)],
          known: "the",
          plural: true,
          object,
          preposition: "",
          done: [],
        });
      }
      clause = true;
      continue;
    }
    if (AUXILIARIES.has(lower) && (chunk.length > 0 || clause)) {
      flush();
      clause = true;
      predicate = /^(?:is|are|was|were|be)$/.test(lower);
      continue;
    }
    if (/^(?:,|and|or|plus|&)$/.test(lower)) {
      flush(lower === "and");
      continue;
    }
    // "The crew you hired"
    if (/^(?:we|you|i|he|she|they)$/.test(lower) && chunk.length > 0) {
      flush();
      clause = true;
      continue;
    }
    if (clause && fromParticiple(lower) !== null) things.at(-1)?.done.push(stem(fromParticiple(lower) ?? ""));
    if (
      DETERMINERS.has(lower) &&
      !/^(?:one|two|three|four|five|six|seven|eight|nine|ten)$/.test(lower) &&
      chunk.length > 0 &&
      !chunk.every((one) => DETERMINERS.has(one.toLowerCase()))
    )
      flush();
    // "The parts measured with it": a participle behind its noun ends the phrase.
    const bare = chunk.filter((one) => !DETERMINERS.has(one.toLowerCase()));
    if (
      bare.length > 0 &&
      isGerund(lower) &&
      (next === "" || starts(words[at + 1])) &&
      !/^(?:meeting|building|training|wedding|painting|drawing|ceiling|opening|booking|listing|recording|reading|hearing|screening|viewing|evening|morning|coating|heating|lighting|wiring|tasting|fitting|briefing|finding|setting|parking|casing|landing|housing|icing)$/.test(
        lower,
      )
    ) {
      flush();
      clause = true;
      continue;
    }
    if (
      bare.length > 0 &&
      lower.endsWith("ed") &&
      fromParticiple(lower) !== null &&
      (next === "" || PREPOSITIONS.has(next))
    ) {
      flush();
      things.at(-1)?.done.push(stem(fromParticiple(lower) ?? ""));
      clause = true;
      continue;
    }
    if (
      bare.length > 0 &&
      next === "" &&
      /^(?:found|made|chosen|given|sent|written|taken|left|bought|drawn|known|shown)$/.test(lower)
    ) {
      flush();
      things.at(-1)?.done.push(stem(fromParticiple(lower) ?? ""));
      continue;
    }
    chunk.push(word);
  }
  flush();
}

function thingOf(chunk: readonly string[], object: boolean, preposition: string): Thing | null {
  let to = chunk.length;
  while (to > 1 && LATE.test((chunk[to - 1] ?? "").toLowerCase())) to--;
  const words = chunk.slice(0, to);
  const lower = words.map((word) => word.toLowerCase());
  const first = lower[0] ?? "";
  const nouns = lower.filter((word) => !DETERMINERS.has(word) && !/^\d[\d.,]*$/.test(word));
  const head = nouns.at(-1);
  if (
    head === undefined ||
    (LATE.test(head) && nouns.length === 1) ||
    (nouns.length === 1 && /^(?:we|i|you|he|she|it|they|who|them)$/.test(head))
  )
    return null;
  const stems = nouns.filter((word) => !STOP.has(word)).map((word) => stem(word.replace(/['’]s$/, "")));
  const known: Known = OWN.test(first)
    ? "own"
    : DEFINITE.test(first)
      ? "the"
      : DETERMINERS.has(first) || /^\d/.test(first)
        ? "a"
        : "bare";
  return {
    text: words.join(" "),
    head: stem(head.replace(/['’]s$/, "")),
    stems,
    known,
    plural:
      (/[^su]s$/.test(head) && !/(?:[aeiy]sis|ics)$/.test(head)) ||
      /^(?:people|children|men|women|photos|sheep|staff)$/.test(head) ||
      (words.length > 1 && /^(?:two|three|four|five|six|eight|ten)$/.test(lower.at(-1) ?? "")),
    object,
    preposition,
    done: [],
  };
}
