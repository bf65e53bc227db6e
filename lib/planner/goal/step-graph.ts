import { storableText } from "#lib/domain/text.ts";
import { leadingVerb } from "./verbs.ts";
import { stem, stems, toTitle } from "./words.ts";

/** Steps that a goal spells out, with index pairs (from, to). */
export type StepOutline = { steps: { title: string; words: string }[]; dependencies: [number, number][] };

type Known = {
  title: string;
  words: string;
  stems: Set<string>;
  /** Stems of what it is about though it does not say so: what "it" is in "paint it". */
  about: Set<string>;
  verb: string | null;
  /** What its pronoun stands for, when it says nothing else: "the trees" in "plant them". */
  object: string;
  /** True while only a subordinate part has named it ("before painting"). */
  mentioned: boolean;
};

/** More steps than a person spells out; what comes after them is not read. */
const MOST_STEPS = 200;

/** Collects steps and their order while a goal is read; an action named twice is one step, and no edge closes a cycle. */
export class StepGraph {
  readonly steps: Known[] = [];
  private readonly after: Set<number>[] = [];
  private readonly before: Set<number>[] = [];

  get full(): boolean {
    return this.steps.length >= MOST_STEPS;
  }

  /**
   * The step that does this, made when it is new.
   * @param mentioned true when a subordinate part names it: the same action in other words later is then the same step
   * @param about stems of what its pronouns stand for
   * @param object what its pronoun stands for
   */
  step(words: string, mentioned = false, about: ReadonlySet<string> = new Set(), object = ""): number {
    const own = stems(words);
    const known = this.same(words, own, mentioned);
    if (known >= 0) {
      const step = this.steps[known];
      if (step !== undefined && step.mentioned && !mentioned) {
        const fuller = own.size >= step.stems.size;
        if (fuller) Object.assign(step, { title: shorten(toTitle(words)), words: words.trim(), stems: own });
        Object.assign(step, { mentioned: false, verb: verbOf(words) ?? step.verb });
      }
      return known;
    }
    this.steps.push({
      title: shorten(toTitle(words)),
      words: words.trim(),
      object,
      stems: own,
      about: new Set([...own, ...about]),
      verb: verbOf(words),
      mentioned,
    });
    this.after.push(new Set());
    this.before.push(new Set());
    return this.steps.length - 1;
  }

  private same(words: string, own: Set<string>, mentioned: boolean): number {
    const equal = this.steps.findIndex((step) => step.stems.size === own.size && isWithin(own, step.stems));
    if (equal >= 0) return equal;
    const verb = verbOf(words);
    return this.steps.findIndex(
      (step) =>
        (step.mentioned || mentioned) &&
        (verb === null || step.verb === null || verb === step.verb) &&
        (isWithin(step.stems, own) || isWithin(own, step.about)),
    );
  }

  /**
   * The known step that words point back to, the latest of those that fit best; null when none does.
   * @param loose true when one shared word is enough: "if the samples pass" after "test the samples"
   */
  find(words: string, loose: boolean): number | null {
    const wanted = stems(words);
    let best: { index: number; score: number } | null = null;
    for (const [index, step] of this.steps.entries()) {
      const shared = [...wanted].filter((one) => step.about.has(one)).length;
      if (shared === 0) continue;
      const fit = Math.max(shared / wanted.size, isWithin(step.stems, wanted) ? 1 : 0);
      // "When the camp site is booked" is hardly about "book the ferry": the verb alone is not enough.
      const others = [...wanted].filter((one) => one !== step.verb);
      const objects = others.length === 0 || others.some((one) => step.about.has(one));
      const named = step.verb !== null && wanted.has(step.verb) && objects;
      if (!loose && fit < 0.99 && !(named && fit >= 0.5)) continue;
      // "The vaccine" is what was ordered rather than the vaccinators, though their stems are the same.
      const score = fit + (named ? 0.5 : 0) + shared / 100 - (mistaken(words, step) ? 0.005 : 0);
      if (best === null || score >= best.score) best = { index, score };
    }
    return best?.index ?? null;
  }

  /** Puts every one of `from` before every one of `to`. */
  connect(from: readonly number[], to: readonly number[]): void {
    for (const a of from) {
      for (const b of to) {
        if (a === b || this.after[a]?.has(b) === true || this.reaches(b, a)) continue;
        this.after[a]?.add(b);
        this.before[b]?.add(a);
      }
    }
  }

  /** True when a step comes before one of others, near or far. */
  leads(from: number, to: readonly number[]): boolean {
    return to.some((one) => one !== from && this.reaches(from, one));
  }

  /** Takes one step from before another; what else is known of them stays. */
  disconnect(from: number, to: number): void {
    this.after[from]?.delete(to);
    this.before[to]?.delete(from);
  }

  /** What comes right before these steps, as far as it is known. */
  predecessors(steps: readonly number[]): number[] {
    return [...new Set(steps.flatMap((step) => [...(this.before[step] ?? [])]))].filter(
      (one) => !steps.includes(one),
    );
  }

  /** Steps that nothing comes after yet. */
  sinks(): number[] {
    return this.steps.map((_step, index) => index).filter((index) => this.after[index]?.size === 0);
  }

  /** The outline without edges that others imply. */
  outline(): StepOutline {
    const dependencies: [number, number][] = [];
    const below = this.descendants();
    this.after.forEach((later, from) => {
      for (const to of [...later].toSorted((a, b) => a - b)) {
        const implied = [...later].some((between) => between !== to && below[between]?.has(to) === true);
        if (!implied) dependencies.push([from, to]);
      }
    });
    return {
      steps: this.steps.map(({ title, words, object }) => ({ title: titled(title, object), words })),
      dependencies,
    };
  }

  private descendants(): Set<number>[] {
    const found: (Set<number> | undefined)[] = [];
    const visit = (at: number): Set<number> => {
      const known = found[at];
      if (known !== undefined) return known;
      const own = new Set<number>();
      found[at] = own;
      for (const next of this.after[at] ?? []) {
        own.add(next);
        for (const one of visit(next)) own.add(one);
      }
      return own;
    };
    return this.steps.map((_step, index) => visit(index));
  }

  private reaches(from: number, to: number): boolean {
    const seen = new Set<number>();
    const open = [from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === to) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      open.push(...(this.after[at] ?? []));
    }
    return false;
  }
}

/** True when a step has a word's stem but never the word itself: "vaccinators" for "the vaccine". */
function mistaken(words: string, step: Known): boolean {
  const own = new Set(singulars(step.words));
  return singulars(words).some((word) => step.stems.has(stem(word)) && !own.has(word));
}

const singulars = (words: string) =>
  (words.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])
    .filter((word) => word !== "the")
    .map((word) => word.replace(/s$/, ""));

function verbOf(words: string): string | null {
  const verb = leadingVerb(words);
  return verb === null ? null : stem(verb);
}

function isWithin(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return part.size <= whole.size && [...part].every((one) => whole.has(one));
}

/** "Plant them" says too little by itself: "Plant the trees". Only a noun of the same number can be meant. */
function titled(title: string, object: string): string {
  const pronoun =
    /^\S+(?:\s+(?:up|out|off|down|in|back|over))?\s+(it|them|these|those)(?:\s+(?:up|out|off|down|in|back|over|again|twice))?$/i.exec(
      title,
    )?.[1];
  const noun = object
    .replace(
      /^(?:an?|the|both|all|(?:the\s+)?(?:one|two|three|four|five|six|eight|ten|twelve|\d+))\s+/i,
      "the ",
    )
    .replace(/^(?!(?:the|our|my|your|their|his|her)\s)/i, "the ");
  const many = /[^s]s$/.test(noun);
  if (pronoun === undefined || object === "" || many !== /^(?:them|these|those)$/i.test(pronoun))
    return title;
  if (noun.split(/\s+/).length > 4 || /\b(?:it|them|and|or|that|which)\b/i.test(noun)) return title;
  return shorten(
    title.replace(new RegExp(`\\s${pronoun}(?=\\s|$)`), ` ${noun.charAt(0).toLowerCase()}${noun.slice(1)}`),
  );
}

function shorten(title: string): string {
  if (title.length <= 100) return title;
  const cut = storableText(title, 97);
  return `${storableText(cut, Math.max(60, cut.lastIndexOf(" ")))}...`;
}
