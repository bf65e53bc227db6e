import { PARTICLES } from "./lexicon.ts";
import { anatomyOf } from "./things.ts";
import type { Anatomy } from "./things.ts";
import { leadingVerb } from "./verbs.ts";
import { stem, stems, toTitle } from "./words.ts";

/** Steps that a goal spells out, with index pairs (from, to). */
export type StepOutline = { steps: { title: string; words: string }[]; dependencies: [number, number][] };

/** A step while its goal is read. */
export type Known = {
  title: string;
  words: string;
  stems: ReadonlySet<string>;
  /** Stems of what it is about, what its pronouns stand for among them. */
  about: Set<string>;
  anatomy: Anatomy;
  /** Stems of the nouns it acts on, and of those that it brings in. */
  acts: Set<string>;
  makes: Set<string>;
  /** True while only a subordinate part has named it ("before painting"). */
  mentioned: boolean;
  /** The case of a condition that it belongs to; steps of the same `fork` and another `branch` exclude each other. */
  branch: { fork: number; branch: number } | null;
};

/** More steps than a person spells out; what comes after them is not read. */
const MOST_STEPS = 200;

/** Collects steps and their order while a goal is read; an action named twice is one step, and no edge closes a cycle. */
export class StepGraph {
  readonly steps: Known[] = [];
  private readonly after: Set<number>[] = [];
  private readonly before: Set<number>[] = [];
  /** All that comes after each step, near or far. */
  private readonly below: Set<number>[] = [];

  get full(): boolean {
    return this.steps.length >= MOST_STEPS;
  }

  /**
   * The step that does this, made when it is new.
   * @param mentioned true when a subordinate part names it: the same action in other words later is then the same step
   * @param about stems of the nouns that its pronouns stand for, those that it acts on and the others
   */
  step(
    words: string,
    mentioned = false,
    about: { acts: readonly string[]; about: readonly string[] } = { acts: [], about: [] },
  ): number {
    const own = stems(words);
    const stood = [...about.acts, ...about.about];
    const known = this.same(words, new Set([...own, ...stood]), mentioned);
    if (known >= 0) {
      const step = this.steps[known];
      if (step !== undefined && step.mentioned && !mentioned) {
        if (own.size >= step.stems.size) Object.assign(step, knownOf(words, own, about));
        step.mentioned = false;
      }
      return known;
    }
    this.steps.push({ ...knownOf(words, own, about), mentioned, branch: null });
    this.after.push(new Set());
    this.before.push(new Set());
    this.below.push(new Set());
    return this.steps.length - 1;
  }

  private same(words: string, own: ReadonlySet<string>, mentioned: boolean): number {
    const plain = stems(words);
    const equal = this.steps.findIndex(
      (step) =>
        (step.stems.size === plain.size && isWithin(plain, step.stems)) ||
        (step.about.size === own.size && isWithin(own, step.about)),
    );
    if (equal >= 0) return equal;
    const verb = leadingVerb(words);
    const verbStem = verb === null ? null : anatomyOf(words).verb;
    return this.steps.findIndex(
      (step) =>
        (step.mentioned || mentioned) &&
        (verbStem === null || step.anatomy.verb === null || verbStem === step.anatomy.verb) &&
        (isWithin(step.stems, own) || isWithin(plain, step.about)),
    );
  }

  /** Puts every one of `from` before every one of `to`; never one case of a condition before another. */
  connect(from: readonly number[], to: readonly number[]): void {
    for (const a of from) {
      for (const b of to) {
        if (a === b || this.after[a]?.has(b) === true || this.excludes(a, b) || this.reaches(b, a)) continue;
        this.after[a]?.add(b);
        this.before[b]?.add(a);
        this.extend(a, b);
      }
    }
  }

  /** True when two steps are cases of one condition. */
  excludes(a: number, b: number): boolean {
    const [one, other] = [this.steps[a]?.branch, this.steps[b]?.branch];
    return one != null && other != null && one.fork === other.fork && one.branch !== other.branch;
  }

  /** True when a step comes before one of others, near or far. */
  leads(from: number, to: readonly number[]): boolean {
    return to.some((one) => one !== from && this.reaches(from, one));
  }

  /** Takes one step from before another; what else is known of them stays. */
  disconnect(from: number, to: number): void {
    this.after[from]?.delete(to);
    this.before[to]?.delete(from);
    for (const later of this.below) later.clear();
    this.after.forEach((next, index) => {
      for (const one of next) this.extend(index, one);
    });
  }

  /** What comes right before these steps, as far as it is known. */
  predecessors(steps: readonly number[]): number[] {
    return [...new Set(steps.flatMap((step) => [...(this.before[step] ?? [])]))].filter(
      (one) => !steps.includes(one),
    );
  }

  /** Those of some steps that no other of them comes after. */
  ends(steps: readonly number[]): number[] {
    return [...new Set(steps)].filter((one) => !this.leads(one, steps));
  }

  /** Those of some steps that come after no other of them. */
  roots(steps: readonly number[]): number[] {
    const roots = [...new Set(steps)].filter(
      (one) => !steps.some((other) => other !== one && this.reaches(other, one)),
    );
    return roots;
  }

  /** Steps that nothing comes after yet. */
  sinks(): number[] {
    return this.steps.map((_step, index) => index).filter((index) => this.after[index]?.size === 0);
  }

  /** The outline without edges that others imply. */
  outline(): StepOutline {
    const dependencies: [number, number][] = [];
    this.after.forEach((later, from) => {
      for (const to of [...later].toSorted((a, b) => a - b)) {
        const implied = [...later].some((between) => between !== to && this.below[between]?.has(to) === true);
        if (!implied) dependencies.push([from, to]);
      }
    });
    return { steps: this.steps.map(({ title, words }) => ({ title, words })), dependencies };
  }

  private reaches(from: number, to: number): boolean {
    return from === to || this.below[from]?.has(to) === true;
  }

  /** Adds to what is known to come after what, near or far. */
  private extend(from: number, to: number): void {
    const added = [to, ...(this.below[to] ?? [])];
    this.below.forEach((later, index) => {
      if (index === from || later.has(from)) for (const one of added) later.add(one);
    });
  }
}

function knownOf(
  words: string,
  own: ReadonlySet<string>,
  about: { acts: readonly string[]; about: readonly string[] },
) {
  const anatomy = anatomyOf(words);
  const acts = new Set([
    ...anatomy.things.filter(({ object }) => object).map(({ head }) => head),
    ...about.acts,
  ]);
  const makes = new Set(
    anatomy.things
      .filter(
        ({ known, object, preposition }) =>
          known === "a" || preposition === "into" || (known === "bare" && object),
      )
      .map(({ head }) => head),
  );
  if (anatomy.verb !== null) makes.add(anatomy.verb);
  const [first = "", ...rest] = words.toLowerCase().split(/\s+/);
  // "The breakdown" comes of breaking down, "the new design" of redesigning; "ask for volunteers" brings volunteers.
  for (const particle of rest) if (PARTICLES.has(particle)) makes.add(stem(first + particle));
  if (/^re\p{L}{4,}$/u.test(first)) makes.add(stem(first.slice(2)));
  if (/^(?:ask|apply|look|search|call|advertise|appeal|shop|fish|hunt)$/.test(first))
    for (const thing of anatomy.things) if (thing.preposition === "for") makes.add(thing.head);
  return {
    title: shorten(toTitle(words)),
    words: words.trim(),
    stems: own,
    about: new Set([...own, ...about.acts, ...about.about, stem(words.split(/\s/, 1)[0] ?? "")]),
    anatomy,
    acts,
    makes,
  };
}

function isWithin(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return part.size <= whole.size && [...part].every((one) => whole.has(one));
}

function shorten(title: string): string {
  if (title.length <= 100) return title;
  const cut = title.slice(0, 97);
  return `${cut.slice(0, Math.max(60, cut.lastIndexOf(" ")))}...`;
}
