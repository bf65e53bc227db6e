import { groupOf } from "./mentions.ts";
import type { MainPart } from "./parts.ts";
import { goesOn } from "./processes.ts";
import type { Known } from "./step-graph.ts";
import type { Setting } from "./setting.ts";
import { OBSERVES, pointsBack, pointsToAll, takesSome, usedSteps } from "./uses.ts";
import { Wording } from "./wording.ts";

/** True for "test on phones": the verb acts on something that is left out. */
function lacksObject({ words, anatomy }: Known): boolean {
  if (/^go (?:live|online|public)\b/i.test(words)) return true;
  return (
    anatomy.pronouns.length === 0 &&
    anatomy.things.every(({ object, preposition }) => !object && preposition !== "") &&
    /^(?:test|refill|top up|rinse|stir|proofread|publish|deploy|release|serve|bake|season|drain|mash|rinse|simmer|varnish|glue|sew|iron|edit|print|submit)\b/i.test(
      words,
    )
  );
}

/** Finds what a step uses of those before it. */
export class Using extends Wording {
  /** An item that says itself what it comes after ("mop them afterwards"): the list goes on beside it. */
  protected byTheWay = -1;
  protected together = new Set<MainPart>();
  /** Where the list at hand began, and its latest item in the sentence before. */
  protected rowStart = 0;
  protected lastItem = -1;
  /** Order that was only taken for granted between items of a list. */
  protected readonly granted: [number, number][] = [];

  /**
   * An item of a list that speaks of something known ("take down the barriers") goes on from the one before it where that one
   * goes on from another; one that brings in something new ("book a truck") stands for itself.
   */
  protected grant(steps: readonly number[]): void {
    const [step] = steps;
    const previous = this.own.at(-1) ?? this.lastItem;
    if (
      step === undefined ||
      previous < this.rowStart ||
      this.scope.length > 0 ||
      this.graph.excludes(previous, step)
    )
      return;
    if (previous === this.byTheWay) return;
    const goesOn = this.graph.predecessors([previous]).some((one) => one >= this.rowStart);
    const object = this.graph.steps[step]?.anatomy.things.find((thing) => thing.object);
    if (!goesOn || (object?.known !== "the" && object?.known !== "own")) return;
    this.graph.connect([previous], [step]);
    this.granted.push([previous, step]);
  }

  /** "After notarisation and payment": naming both says that neither waits for the other. */
  protected ungrant(named: readonly number[]): void {
    for (const [before, step] of this.granted)
      if (named.includes(before) && named.includes(step)) this.graph.disconnect(before, step);
  }

  /** True when an item of a list goes on from the one before it though it does not speak of it: "dig the footings, pour the slab". */
  protected goesOnFrom(
    before: readonly number[],
    steps: readonly number[],
    part: MainPart,
    setting: Setting,
  ): boolean {
    const [step] = steps;
    const previous = before.at(-1);
    if (step === undefined || previous === undefined || setting.joined) return false;
    const [one, other] = [this.graph.steps[previous], this.graph.steps[step]];
    return (
      one !== undefined && other !== undefined && goesOn(one, other) && !part.trailing.includes("beside")
    );
  }

  /** Those of the latest steps that these go on from. */
  protected goneOnFrom(steps: readonly number[]): number[] {
    const step = this.graph.steps[steps[0] ?? -1];
    return this.latest.filter((one) => {
      const known = this.graph.steps[one];
      return known !== undefined && step !== undefined && goesOn(known, step);
    });
  }

  /** The earlier steps that a step uses, by its nouns and pronouns. */
  protected used(
    step: number,
    part: MainPart | null,
    about: { except: readonly number[]; explicit: boolean; joined: boolean; beside?: boolean },
  ): number[] {
    const known = this.graph.steps[step];
    if (known === undefined) return [];
    const together = part !== null && this.together.has(part) ? this.own : [];
    const among = this.graph.steps
      .map((_one, index) => index)
      .filter((index) => index !== step && !together.includes(index) && !about.except.includes(index));
    const earlier = among.filter((index) => !this.graph.leads(step, [index]));
    const found = new Set(this.onward(usedSteps(this.graph, step, earlier, about.explicit, this.latest)));
    const resolved = this.pronouns.get(step) ?? [];
    for (const { antecedent, possessive, pronoun } of resolved) {
      // "The critical ones" are among what came of the step before, not all that it was done to.
      if (/^ones?$/.test(pronoun)) continue;
      const some = /^(?:ones?|others?|rest)$/.test(antecedent.head);
      const touching = earlier.filter((index) => {
        if (some) return index === antecedent.step;
        const other = this.graph.steps[index];
        const placed =
          other?.anatomy.things.some(
            (thing) => thing.head === antecedent.head && /^(?:on|in|into|onto)$/.test(thing.preposition),
          ) === true;
        const both = other !== undefined && OBSERVES.test(other.words) && OBSERVES.test(known.words);
        return (
          other !== undefined &&
          !both &&
          !this.graph.excludes(index, step) &&
          (other.acts.has(antecedent.head) ||
            placed ||
            (index === antecedent.step && (antecedent.object || possessive))) &&
          !(other.anatomy.verb === known.anatomy.verb && index !== antecedent.step)
        );
      });
      if (possessive && (antecedent.step === null || about.joined)) continue;
      for (const one of this.onward(this.graph.ends(touching)))
        if (!about.except.includes(one)) found.add(one);
      // "Mix it", when "it" is what all of this is about: what was done for it comes before.
      if (
        touching.length === 0 &&
        !about.explicit &&
        !possessive &&
        antecedent.topic === true &&
        (this.own.length === 0 || !/^(?:her|him)$/.test(pronoun))
      )
        for (const one of this.own.length === 0 ? this.stage : this.latest)
          if (!about.except.includes(one)) found.add(one);
    }
    const before = (list: readonly number[]) =>
      list.filter((one) => one !== step && !together.includes(one) && !about.except.includes(one));
    const pair = /\b(?:both|the two)\b/i.test(known.words)
      ? this.pairIn(step, /\b(?:both \p{L}+s|the two)\b/iu.test(known.words))
      : null;
    if (pair !== null) {
      if (before([pair]).length > 0) found.add(pair);
    } else if (!about.beside && pointsToAll(known.words)) {
      const count = /\bboth\b|\btwo\b/i.test(known.words)
        ? 2
        : /\bthree\b/i.test(known.words)
          ? 3
          : /\bfour\b/i.test(known.words)
            ? 4
            : 0;
      const about = { stage: this.stage, latest: this.latest, except: [step] };
      const all =
        count > 0
          ? groupOf(this.graph, { ...about, create: "none", topic: "" }, count)
          : this.own.length > 1
            ? this.own
            : this.stage;
      for (const one of before(all)) found.add(one);
    } else if (found.size === 0 && !about.explicit && pointsBack(known.words)) {
      // "Hold evenings there", beside "train nurses for those schools": where the one takes place does the other, too.
      const place = /\bthere\b/i.test(known.words) ? this.graph.predecessors(this.latest) : [];
      const last = before(this.latest);
      // "Press the bruised ones, box the good ones": each takes its part of the same.
      const shared =
        takesSome(known.words) &&
        last.length > 0 &&
        last.every((one) => takesSome(this.graph.steps[one]?.words ?? ""))
          ? this.graph.predecessors(last)
          : [];
      for (const one of place.length > 0 ? place : shared.length > 0 ? shared : last) found.add(one);
    }
    // "Test on phones, go live": what it is done to was said last.
    if (found.size === 0 && !about.explicit && !about.joined && lacksObject(known))
      for (const one of before(this.latest)) found.add(one);
    return [...found].filter((one) => one !== step);
  }

  /** "Have it checked, correct whatever she finds, send it off": what is sent off has been corrected. */
  private onward(steps: readonly number[]): readonly number[] {
    const last = this.own.at(-1) ?? this.latest.at(-1);
    const known = this.graph.steps[last ?? -1];
    if (
      last === undefined ||
      known === undefined ||
      known.acts.size > 0 ||
      !/\bwhat(?:ever)?\b/i.test(known.words)
    )
      return steps;
    return steps.some((one) => this.graph.leads(one, [last])) ? [last] : steps;
  }

  /** The step before, when it is about two things itself: "line up a pollster and a candidate; research both guests". */
  protected pairIn(step: number, named: boolean): number | null {
    const last = Math.max(...this.latest.filter((one) => one !== step), -1);
    const things = this.graph.steps[last]?.anatomy.things.filter(({ object }) => object) ?? [];
    const two = things.length === 1 && /^(?:the )?two\b/i.test(things[0]?.text ?? "");
    return two || (named && things.length === 2) ? last : null;
  }
}
