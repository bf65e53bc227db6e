import { expandContractions, readFinite } from "./finite.ts";
import { bare } from "./fragments.ts";
import { DETERMINERS } from "./lexicon.ts";
import type { MainPart } from "./parts.ts";
import { readPhrase } from "./phrases.ts";
import type { Phrase } from "./phrases.ts";
import { startsParticiple } from "./starts.ts";
import { fromParticiple, leadingVerb, namesAction } from "./verbs.ts";
import { startsLight, withoutLight } from "./words.ts";

/** Something that a part says is done, in the words of an order where it has them. */
export type Action = {
  words: string;
  negated: boolean;
  how: "order" | "gerund" | "passive" | "active" | "noun";
  /** Who does it, or what a passive is about. */
  subject: string;
  /** It is said as a duty or a wish, not as something that others do anyway: "has to be", "should". */
  required: boolean;
  /** It has been done already: "have been voted". */
  past: boolean;
};
/** What a part says: things to do, or that something known happens at its place in the order ("the painting can start"). */
export type Said = { actions: Action[]; refers: string[]; negated: boolean };

const REQUIRED =
  /\b(?:must|should|shall|has to|have to|needs? to|ought|will|can|could|may|be to|is to|are to|gets?|need|needs)\b/;
/** How things are or become, by themselves: no action of anybody. */
const CHANGES =
  /^(?:fall|drop|rise|increase|decrease|improve|reach|stay|remain|be|become|last|cost|sound|feel|matter|fit|belong|deserve|want|need|like|hope|improvise)$/;
const nothing = (): Said => ({ actions: [], refers: [], negated: false });

/**
 * Reads a main part.
 * @param passive what the passive in front is about, when this part may leave it out ("tested on six colleagues")
 * @param nouns true when nouns are what is done: "market research, then a plan"
 */
export function readSaid(part: MainPart, passive: string, nouns: boolean): Said {
  const whole = bare(part.text);
  // "Do a dry run" says what "a dry run" alone does not; "do a risk assessment" does not.
  const light =
    startsLight(whole) &&
    (namesAction(withoutLight(whole).split(/\s(?:w\/|with|for|to)\s/)[0] ?? "") ||
      !/^\S+ (?:an?|another|the|our)\s/i.test(whole) ||
      /\band\b|,/.test(whole));
  const text = light ? withoutLight(bare(part.text)) : part.text;
  const beside = part.trailing.includes("beside") || part.orders.includes("beside");
  if (/\b(?:can|could|may) wait\b/i.test(text)) return nothing();
  const asked = completed(delegated(text), passive);
  const phrase: Phrase =
    light && leadingVerb(text) === null
      ? { kind: "noun", words: bare(text) || text, negated: false }
      : readPhrase(asked);
  if (phrase.kind === "none" || /^(?:whatever|whoever)\b/i.test(text)) return nothing();
  // "IT can do that while ...": it speaks of what was said before.
  if (
    phrase.kind === "action" &&
    /^(?:\S+\s+){0,3}(?:do|does|handle|handles|manage|manages) (?:that|this|it)$/i.test(phrase.words)
  )
    return { actions: [], refers: ["it"], negated: phrase.negated };
  // "Both the plan and the fuel must be sorted before you start."
  if (
    phrase.kind === "action" &&
    phrase.how === "passive" &&
    /^(?:sort|settle|finish|complete|clear) /.test(phrase.words) &&
    /^(?:both|all)\b/i.test(phrase.subject)
  )
    return { actions: [], refers: [phrase.subject], negated: phrase.negated };
  if (phrase.kind === "refer") return { actions: [], refers: [phrase.subject], negated: phrase.negated };
  const finite = readFinite(expandContractions(text));
  if (phrase.kind === "noun") {
    const named =
      nouns ||
      light ||
      namesAction(phrase.words) ||
      part.orders.length + part.trailing.length > 0 ||
      /^[A-Z]\b/.test(phrase.words);
    if (
      !named ||
      /^(?:on|in|at|by|of|as|during|instead|besides|apart|for|with|from|to)\s/i.test(phrase.words)
    )
      return nothing();
    return {
      actions: nounsIn(phrase.words).map((words) => action(words, "noun", "", false)),
      refers: [],
      negated: false,
    };
  }
  if (
    delegated(text) === text &&
    /^(?:you|we|i)(?:\s+will)?(?:\s+also)?\s+need\s+(?!to\b)/i.test(expandContractions(text))
  )
    return nothing();
  if (
    phrase.how === "active" &&
    finite !== null &&
    (CHANGES.test(finite.verb) ||
      (finite.verb === "take" &&
        /^(?:about |at least |up to )?(?:an?|\d+|one|two|three|four|five|six|some|several|a few|long|time)\b/i.test(
          finite.rest,
        )))
  )
    return nothing();
  // "We'll improvise" tells what is going to be, not what is asked for.
  const future =
    phrase.how === "active" && /^(?:we|i)$/i.test(phrase.subject) && /\bwill\b/.test(finite?.aux ?? "");
  const required =
    phrase.how === "order" || phrase.how === "gerund" || (REQUIRED.test(finite?.aux ?? "") && !future);
  const past =
    /\b(?:has|have|had) (?:\w+ )?been\b|^(?:was|were)\b|\b(?:was|were)\b/.test(finite?.aux ?? "") ||
    (finite !== null && phrase.how === "active" && isPast(text, finite.verb));
  const wordings =
    phrase.how === "passive"
      ? passives(phrase.words, phrase.subject, beside)
      : ordersIn(phrase.words, beside);
  return {
    actions: wordings.map((words) => ({
      words,
      negated: phrase.negated,
      how: phrase.how,
      subject: phrase.subject,
      required,
      past,
    })),
    refers: [],
    negated: phrase.negated,
  };
}

const action = (words: string, how: Action["how"], subject: string, negated: boolean): Action => ({
  words,
  negated,
  how,
  subject,
  required: true,
  past: false,
});

function isPast(text: string, verb: string): boolean {
  return text.split(/\s+/).some((word) => word !== verb && fromParticiple(word) === verb);
}

/** "We want the list cleaned", "I'd like you to check it", "make sure that the list is clean": what is asked for. */
function delegated(text: string): string {
  const said = expandContractions(text.trim());
  const wanted =
    /^(?:please\s+)?(?:i|we)\s+(?:would\s+|still\s+|also\s+|really\s+)*(?:want|like|love|need|wish)\s+(?:to\s+(?:have|get|see)\s+)?(.+)$/iu.exec(
      said,
    )?.[1];
  if (wanted !== undefined && !/^to\s/i.test(wanted)) {
    const to = /^((?:the|our|a|an|my)?\s*[\p{L}' -]{2,40}?)\s+to\s+(?!be\b)(\p{L}+.*)$/iu.exec(wanted);
    if (to !== null && /^(?:you|someone|somebody|anyone)$/i.test(to[1] ?? "")) return to[2] ?? text;
    if (
      to !== null &&
      leadingVerb(to[2] ?? "") !== null &&
      DETERMINERS.has((to[1] ?? "").split(/\s/)[0]?.toLowerCase() ?? "")
    )
      return `have ${to[1] ?? ""} ${to[2] ?? ""}`;
    const be = /^(.{2,60}?)\s+(?:to\s+be\s+)?(\p{L}+(?:ed|en|wn|ilt|ut|ade|ent|one|old))\b(.*)$/iu.exec(
      wanted,
    );
    if (be !== null && fromParticiple(be[2] ?? "") !== null)
      return `${be[1] ?? ""} has to be ${be[2] ?? ""}${be[3] ?? ""}`;
  }
  // "Forklift batteries to be charged", "driver to sign the note": an item of a list of duties.
  const duty =
    leadingVerb(said) === null && readFinite(said) === null
      ? /^(.{2,50}?)\s+to\s+(be\s+\p{L}+.*|\p{L}+\s.*)$/iu.exec(said)
      : null;
  if (duty !== null && /^be\s/i.test(duty[2] ?? ""))
    return `${lowerFirst(duty[1] ?? "")} has to ${duty[2] ?? ""}`;
  if (
    duty !== null &&
    leadingVerb(duty[2] ?? "") !== null &&
    /^[A-Z]/.test(said) &&
    !/^(?:the way|how|where|what|time)\b/i.test(said)
  )
    return `have the ${lowerFirst(duty[1] ?? "")} ${duty[2] ?? ""}`;
  const goes =
    /^(?:and\s+)?((?:the|our|a|an|my|its|all|both)\s+[\p{L} '-]{2,40}?)\s+(?:goes|go|is off|are off|gets? passed|travels?)\s+((?:on |over |off |back |straight )?to\s+(?:the|a|an|our|my|[A-Z]).+)$/u.exec(
      said,
    );
  if (goes !== null) return `send ${goes[1] ?? ""} ${goes[2] ?? ""}`;
  return text
    .replace(/,\s+(?:who|which|whose|where)\s[^,]*(?:,|$)/giu, " ")
    .replace(/,\s+(?:both|all three|each)\s*$/iu, "")
    .replace(
      /^(?:please\s+)?(?:make sure|ensure|see to it|take care|be sure)(?:\s+that)?\s+(?=(?:the|a|an|our|my|all|every|each|someone|everyone)\s)/iu,
      "",
    )
    .replace(
      /^(?:someone|somebody|anyone)\s+(?:should|must|has to|needs to|ought to|could|can|please)\s+(?:please\s+)?/iu,
      "",
    )
    .replace(
      /^(?:could|can|would|will)\s+(?:someone|somebody|anyone|anybody|one of you)\s+(?:please\s+)?/iu,
      "",
    )
    .replace(
      /^(?:it(?: is|'s)? (?:your|my|our|his|her) job to|it is (?:also )?(?:necessary|important) to|all you have to do is(?: to)?|your (?:job|task) is to)\s+/iu,
      "",
    );
}

const lowerFirst = (words: string) =>
  /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;

/** Gives a passive its subject back: "tested on six colleagues", "has to be vaccinated", "its pigments sampled". */
function completed(text: string, passive: string): string {
  if (passive === "") return text;
  if (
    /^(?:needs?|has|have|must|should)(?: to)? be (?:ready|done|finished|there|in place|complete|available)$/i.test(
      text,
    )
  )
    return `${passive} is done`;
  const denied = /^((?:must|should|may|can|shall|is|are) not be .+)$/i.exec(expandContractions(text));
  if (denied !== null) return `${passive} ${denied[1] ?? ""}`;
  if (/^(?:is|are|gets?|must be|has to be|have to be|should be|can be|will be|may be)\s/i.test(text))
    return `${passive} ${text}`;
  if (startsParticiple(text)) return `${passive} is ${text}`;
  const gapped =
    /^((?:the|a|an|its|their|our|both|all)?\s*.{2,60}?)\s+(\p{L}+(?:ed|en|wn|ilt|ut))(?:\s+((?:by|in|on|at|for|to|with|from|under)\s.+))?$/iu.exec(
      text,
    );
  if (
    gapped !== null &&
    fromParticiple(gapped[2] ?? "") !== null &&
    readFinite(text) === null &&
    leadingVerb(text) === null
  )
    return `${gapped[1] ?? ""} is ${gapped[2] ?? ""} ${gapped[3] ?? ""}`.trim();
  return text;
}

/** "Market research, competitor review and keyword analysis": each is done. */
function nounsIn(words: string): string[] {
  return words
    .split(/\s*,\s*(?:and\s+|or\s+|then\s+)?|\s+(?:and|&|plus|as well as|along with)\s+/i)
    .map((one) => bare(one))
    .filter((one) => one !== "");
}

const LIST = /\s*,\s*(?:and\s+|plus\s+)?|\s+(?:and|&|plus|as well as)\s+/i;
const DET = /^(?:the|an?|our|my|your|their|his|her|its|one|two|three|four|five|six)\s+\p{L}/iu;
const PREPOSITION =
  /\s(?:to|for|from|with|in|into|on|onto|at|by|about|against|among|between|over|under|through|as)\s/i;
/** What is got once for each thing: getting the one says nothing about the other. */
const GETTING = /^(?:book|order|buy|reserve|rent|hire|collect|gather)\b/i;

/** One order for each of its objects, where each is a thing of its own: "hand the one to Ann and the other to Ben". */
function ordersIn(words: string, beside: boolean): string[] {
  // "Have the chimney swept, the boiler serviced and the gutters cleaned"
  const had = /^have\s+(.+)$/iu.exec(words)?.[1]?.split(LIST) ?? [];
  if (had.length > 1 && had.every((one) => isDelegation(`have ${one}`)))
    return had.map((one) => `have ${one}`);
  const verb = /^\S+(?:\s(?:up|out|off|down|over|back|away|in))?(?=\s)/i.exec(words)?.[0];
  if (verb === undefined || leadingVerb(words) === null) return [words];
  const objects = words.slice(verb.length).trim().split(LIST);
  if (objects.length < 2) return [words];
  const prepositions = objects.map((object) => PREPOSITION.exec(object)?.[0].trim());
  const placed =
    prepositions.every((one) => one !== undefined && one === prepositions[0]) &&
    objects.every((object) => DET.test(object));
  const got =
    GETTING.test(words) &&
    objects.every((object) => DET.test(object) && !PREPOSITION.test(object.replace(/\sof\s/gi, " ")));
  const short = objects.every(
    (object) => object.split(/\s+/).length <= 4 && !PREPOSITION.test(object) && !/\p{L}+ly$/u.test(object),
  );
  if (placed || got || (beside && short)) return objects.map((object) => `${verb} ${object}`);
  return [words];
}

const isDelegation = (words: string) =>
  words.split(/\s+/).some((word, at) => at > 1 && fromParticiple(word) !== null) ||
  /^have\s+(?:all|the|every|both|our)\s+\S+\s+\p{L}+\s+(?:the|a|an|their|our)\s/iu.test(words);

/** "Front end and back end are built at the same time": one verb for both. */
function passives(words: string, subject: string, beside: boolean): string[] {
  const subjects = subject.split(LIST).filter((one) => one !== "");
  const place = words.indexOf(subject);
  if (!beside || subjects.length < 2 || place < 0) return [words];
  return subjects.map((one) => words.replace(subject, one));
}
