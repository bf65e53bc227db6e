import { stems, toTitle } from "./words.ts";

/** Steps that a goal spells out, with index pairs (from, to). */
export type StepOutline = { steps: { title: string; words: string }[]; dependencies: [number, number][] };

/** Collects steps and their order while a goal is read; an action named twice is one step, and no edge closes a cycle. */
export class StepGraph {
  readonly steps: { title: string; words: string; stems: Set<string> }[] = [];
  private readonly after: Set<number>[] = [];

  /** The step that does this, made when it is new. */
  step(words: string): number {
    const known = this.find(words, false);
    if (known !== null) return known;
    this.steps.push({ title: shorten(toTitle(words)), words: words.trim(), stems: stems(words) });
    this.after.push(new Set());
    return this.steps.length - 1;
  }

  /**
   * The known step that a phrase names, or null.
   * @param mention true when the phrase only refers back ("the research"): part of a step's words is then enough, when
   * it fits one step better than all others
   */
  find(words: string, mention: boolean): number | null {
    const wanted = stems(words);
    const same = this.steps.findIndex((step) => equal(step.stems, wanted));
    if (same >= 0 || !mention) return same >= 0 ? same : null;
    const scores = this.steps.map((step) => {
      const shared = [...wanted].filter((one) => step.stems.has(one)).length;
      return shared === 0 ? 0 : shared / Math.min(wanted.size, step.stems.size) + shared / 100;
    });
    const best = Math.max(0, ...scores);
    const first = scores.indexOf(best);
    return best > 0.6 && scores.lastIndexOf(best) === first ? first : null;
  }

  /** Puts every one of `from` before every one of `to`. */
  connect(from: readonly number[], to: readonly number[]): void {
    for (const a of from) {
      for (const b of to) if (a !== b && !this.reaches(b, a)) this.after[a]?.add(b);
    }
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
        const implied = [...later].some((between) => between !== to && this.reaches(between, to));
        if (!implied) dependencies.push([from, to]);
      }
    });
    return { steps: this.steps.map(({ title, words }) => ({ title, words })), dependencies };
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

function equal(a: Set<string>, b: Set<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

function shorten(title: string): string {
  if (title.length <= 100) return title;
  const cut = title.slice(0, 97);
  return `${cut.slice(0, Math.max(60, cut.lastIndexOf(" ")))}...`;
}
