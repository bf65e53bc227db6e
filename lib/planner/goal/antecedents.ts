import type { Thing } from "./things.ts";
import { anatomyOf } from "./things.ts";
import { readFinite } from "./finite.ts";
import { leadingVerb } from "./verbs.ts";
import { stem } from "./words.ts";

/** Something that a pronoun can stand for, and the step that speaks of it; null for what only a remark or heading names. */
export type Antecedent = {
  text: string;
  head: string;
  plural: boolean;
  step: number | null;
  object: boolean;
  /** It is what the whole goal is about. */
  topic?: boolean;
};
/** A pronoun of an action and what it stands for. */
export type Resolved = { pronoun: string; antecedent: Antecedent; possessive: boolean; object: boolean };

const SINGULAR = /^(?:it|its|this|that)$/;
const PLURAL = /^(?:them|their|these|those|they)$/;
const PERSONAL = /^(?:her|him|his|she|he)$/;
const PERSON =
  /^(?:patient|client|customer|child|tenant|guest|developer|employee|candidate|student|pupil|applicant|nurse|doctor|teacher|manager|man|woman|girl|boy|mother|father|visitor|member|speaker|author|editor|colleague|buyer|seller|owner|resident|starter|intern|trainee|volunteer|treasurer|winner|owner|complainant|witness|reporter|driver|builder|contractor|plumber|neighbour|neighbor)$/;
const EITHER =
  /\b(?:data|news|information|staff|team|group|class|crew|family|choir|committee|panel|band|board|jury|flock|herd|equipment|furniture)$/i;
const POSSESSIVE = /\b(its|their|her|his)\s+\p{L}/iu;

/** Remembers what was spoken of, so that pronouns can be understood. */
export class Antecedents {
  private readonly spoken: Antecedent[] = [];
  /** What the whole goal is about: "moussaka" in "make moussaka". */
  private topic: Antecedent | null = null;

  about(words: string): void {
    const said = readFinite(words);
    const { things } = anatomyOf(
      said !== null && said.rest !== "" && leadingVerb(words) === null ? said.subject : words,
    );
    const thing = things.find(({ object }) => object) ?? things[0];
    if (thing !== undefined) this.topic = { ...toAntecedent(thing, null), topic: true };
    for (const one of things)
      this.spoken.push({ ...toAntecedent(one, null), object: false, topic: one === thing });
  }

  /**
   * Adds the noun phrases of an action. What the verb acts on is added last: it is what a pronoun means first.
   * @param aside they are only said by the way, and meant when nothing else can be
   */
  speak(words: string, step: number | null, aside = false): void {
    const { things, pronouns } = anatomyOf(words);
    if (aside) {
      for (const thing of things) this.spoken.push({ ...toAntecedent(thing, step), object: false });
      return;
    }
    const whole = pronouns.some(({ word }) => /^(?:everything|both|all)$/.test(word));
    // "Ask them for the data", "cut it into pieces": what comes of it is what is meant.
    const asks = /^(?:ask|apply|look|search|call|advertise|appeal)\b/i.test(words);
    const result = (thing: Thing) => thing.preposition === "into" || (asks && thing.preposition === "for");
    for (const thing of things.filter((one) => !one.object && !result(one)))
      this.spoken.push(toAntecedent(thing, step));
    const objects = [
      ...things.filter(({ object }) => object),
      ...things.filter(result).map((one) => ({ ...one, object: true })),
    ];
    for (const thing of objects) this.spoken.push(toAntecedent(thing, step));
    if (whole && objects.length === 0 && this.topic !== null) this.spoken.push({ ...this.topic, step: null });
    if (objects.length > 1 && !objects.some(result)) {
      const text = objects.map((one) => one.text).join(" and ");
      this.spoken.push({ text, head: objects.at(-1)?.head ?? "", plural: true, step, object: true });
    }
  }

  /** Adds what a possessive stood for: after "check its contrast", "it" is still what has the contrast. */
  owner(antecedent: Antecedent): void {
    this.spoken.push({ ...antecedent, object: true });
  }

  /** Adds what a pronoun stood for, as spoken of again. */
  again(antecedent: Antecedent, step: number): void {
    this.spoken.push({ ...antecedent, step: antecedent.step === null ? null : step, object: true });
  }

  /** What the pronouns of an action stand for. */
  resolve(words: string): Resolved[] {
    const found: Resolved[] = [];
    for (const { word, object } of anatomyOf(words).pronouns) {
      const antecedent = /^ones?$/.test(word)
        ? this.latest()
        : /^(?:that|this)$/.test(word)
          ? this.justNow()
          : this.find(word);
      if (antecedent !== null) found.push({ pronoun: word, antecedent, possessive: false, object });
    }
    if (found.length === 0 && /\s(?:ones?)(?=\s|$)/i.test(words) && !/\bone of\b/i.test(words)) {
      const antecedent = this.latest();
      if (antecedent !== null) found.push({ pronoun: "ones", antecedent, possessive: false, object: false });
    }
    const own = POSSESSIVE.exec(words)?.[1]?.toLowerCase();
    if (own !== undefined && !ownWithin(words)) {
      const antecedent = this.find(own);
      if (antecedent !== null) found.push({ pronoun: own, antecedent, possessive: true, object: false });
    }
    return found;
  }

  /** What "that" stands for: what was said last, when it was one thing. */
  private justNow(): Antecedent | null {
    const last = this.spoken.at(-1);
    return last !== undefined && !last.plural && last.object ? last : null;
  }

  private latest(): Antecedent | null {
    return this.spoken.findLast(({ object }) => object) ?? null;
  }

  private find(pronoun: string): Antecedent | null {
    if (PERSONAL.test(pronoun)) {
      const isPerson = (one: Antecedent) =>
        !one.plural && PERSON.test(one.text.toLowerCase().split(/\s+/).at(-1) ?? "");
      return (
        this.spoken.findLast(isPerson) ?? (this.topic !== null && isPerson(this.topic) ? this.topic : null)
      );
    }
    const single = SINGULAR.test(pronoun);
    if (!single && !PLURAL.test(pronoun)) return null;
    const fits = (one: Antecedent) => one.plural !== single || EITHER.test(one.text);
    const recent = this.spoken.slice(-14);
    return (
      recent.findLast((one) => one.object && fits(one)) ??
      (this.topic !== null && fits(this.topic) ? this.topic : null) ??
      recent.findLast(fits) ??
      null
    );
  }
}

/** "Ask the teams for their needs": whose they are is said in the same action. */
function ownWithin(words: string): boolean {
  const at = words.search(POSSESSIVE);
  const plural = /^their/i.test(words.slice(at));
  if (/^(?:her|his)/i.test(words.slice(at)))
    return anatomyOf(words.slice(0, at)).things.some(
      (thing) =>
        !thing.plural && (PERSON.test(thing.text.split(/\s+/).at(-1) ?? "") || /^[A-Z]/.test(thing.text)),
    );
  return anatomyOf(words.slice(0, at)).things.some(
    (thing) => thing.plural === plural && !/^(?:it|them)$/.test(thing.text),
  );
}

function toAntecedent(thing: Thing, step: number | null): Antecedent {
  return { text: thing.text, head: thing.head, plural: thing.plural, step, object: thing.object };
}

/** "Plant them" says too little by itself: "Plant the trees". */
export function withNoun(words: string, resolved: readonly Resolved[]): string {
  const first = resolved.find(({ possessive }) => !possessive);
  if (first === undefined || !/^(?:it|them|they|these|those|that|this)$/.test(first.pronoun)) return words;
  const noun = definite(first.antecedent.text);
  if (noun.split(/\s+/).length > 6 || /\b(?:it|them|that|which|who|ones?)\b/i.test(noun)) return words;
  // "Order they" was "they are ordered"; another "they" says who does something.
  if (first.pronoun === "they")
    return words.replace(/^(\S+\s(?:up\s|out\s|in\s)?)they(?=\s|$)/i, `$1${noun}`);
  return words.replace(new RegExp(`(?<=\\S\\s)${first.pronoun}(?=\\s|$)`, "i"), noun);
}

function definite(text: string): string {
  return text
    .split(/\s+and\s+/)
    .map((one) =>
      one
        .replace(/^(?:The|Our|My|A|An)\s/, (word) => word.toLowerCase())
        .replace(/^(?:all|both|each of|all of) (?=the\s)/i, "")
        .replace(
          /^(?:an?|both|all|these|those|this|that|each|every|some|any|another|(?:the\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d[\d.,]*))\s+/i,
          "the ",
        )
        .replace(/^(?!(?:the|our|my|your|their|his|her|its|[A-Z])\b)/, "the "),
    )
    .join(" and ");
}

/** Stems of what the pronouns of an action stand for: those that it acts on, and the others. */
export function standFor(resolved: readonly Resolved[]): { acts: string[]; about: string[] } {
  const heads = (objects: boolean) =>
    resolved
      .filter(({ possessive, object }) => !possessive && object === objects)
      .map(({ antecedent }) => antecedent.head || stem(antecedent.text));
  return { acts: heads(true), about: heads(false) };
}
