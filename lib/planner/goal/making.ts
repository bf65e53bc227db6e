import { objectOf, subjectOf } from "./actions.ts";
import type { Action } from "./actions.ts";
import type { Clause } from "./clauses.ts";
import { expandContractions } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { namedByOutcome, pointsBack, pointsToAll, usedSteps } from "./links.ts";
import { namedBy } from "./named.ts";
import { readPhrase } from "./phrases.ts";
import { Stage } from "./stage.ts";
import { stems } from "./words.ts";

/** What is known of the sentence that a clause stands in. */
export type Setting = {
  /** The clause begins a sentence. */
  first: boolean;
  /** Something later joins what was said ("when both are done"), so that a list before it is no chain. */
  joined: boolean;
  /** Only a semicolon parts the sentence from the one before. */
  glued: boolean;
  /** Nothing follows in the goal. */
  final: boolean;
  /** The sentence goes on with "then". */
  leadsOn: boolean;
};

/** Makes steps of actions, and of what phrases stand for, with the order that lies in their words. */
export class Making extends Stage {
  protected topic = "";
  protected heading = "";
  /** What the latest action that said so was done to. */
  protected object = "";

  /** The steps that a gerund or noun phrase stands for, made when nobody has named them and they are something to do. */
  protected meant(text: string, create: boolean): number[] {
    const plain = expandContractions(text.trim())
      .replace(/^(?:that\s+)/i, "")
      .replace(/^(.+?)\s+(?:to be|being|having been|has been|have been)\s+(\p{L}+)(.*)$/iu, "$1 is $2$3")
      // "A repaired load" is to repair it.
      .replace(/^(?:an?|the)\s+(\p{L}+ed)\s+(\p{L}+(?:\s\p{L}+)?)$/iu, "the $2 is $1");
    const ours = /^(?:we|i|you)\s/i.test(plain) ? readPhrase(plain) : null;
    if (ours?.kind === "action")
      return [this.graph.find(unmask(ours.words), false) ?? this.graph.step(unmask(ours.words), true)];
    const shared = /^(\p{L}+ing)\s+and\s+(\p{L}+ing)\s+(.+)$/iu.exec(plain);
    const texts =
      shared === null
        ? plain.split(/\s+and\s+(?=(?:the|an?|our|my|\p{L}+ing)\s)/iu)
        : [`${shared[1] ?? ""} ${shared[3] ?? ""}`, `${shared[2] ?? ""} ${shared[3] ?? ""}`];
    const pieces = texts.map((one) => ({ text: one, joint: "", comma: false, and: true, so: false }));
    const named = namedBy(
      this.graph,
      { relation: "after", words: "needs", pieces, leading: false },
      { current: this.current, create: create ? "all" : "none", topic: this.object },
    );
    return [...named.steps, ...named.fresh.map((words) => this.graph.step(unmask(words), true))];
  }

  /** The steps a sentence speaks of without saying what is done: "the painting can start". */
  protected referred(subject: string): number[] {
    if (
      /^(?:it|this|that|these|those|they|this one|that one|(?:these|those|the) (?:two|three|four|things|steps|tasks|jobs)|which|both|all|everything)$/i.test(
        subject,
      )
    )
      return this.current;
    const known = this.graph.find(unmask(subject), false);
    if (known !== null) return [known];
    const phrase = readPhrase(subject);
    if (phrase.kind === "action" && phrase.how === "gerund") return [this.graph.step(unmask(phrase.words))];
    if (
      phrase.kind !== "noun" ||
      /^(?:we|i|you|the (?:plan|deadline|budget|goal|event|project|whole thing))$/i.test(subject)
    )
      return [];
    return [this.graph.step(unmask(phrase.words))];
  }

  /** Makes the steps of actions and puts those in order that use one another. */
  protected make(actions: readonly Action[], clause: Clause, setting: Setting): number[] {
    const made: number[] = [];
    const links: number[][] = [];
    for (const action of actions) {
      if (this.graph.full) break;
      const previous = made.at(-1);
      const { back } = action;
      const about = pointsBack(action.words)
        ? new Set(this.aboutOf(previous ?? this.current.at(-1)))
        : new Set<string>();
      const known =
        (action.how === "noun" && /^the\s/i.test(action.words)) ||
        (action.how === "order" && !/\s/.test(action.words))
          ? this.sameAs(unmask(action.words))
          : null;
      const object =
        action.shares === true || actions[made.length - 1]?.shares === true
          ? ""
          : made.length > 0
            ? (objectOf(this.graph.steps[made.at(-1) ?? -1]?.words ?? "") ?? this.object)
            : (subjectOf(clause) ?? (this.heading || (this.latest.length > 1 ? "" : this.subject())));
      const step = known ?? this.graph.step(unmask(action.words), false, about, unmask(object));
      const used = usedSteps(this.graph, unmask(action.words), step).filter((one) => made.includes(one));
      const own =
        pointsToAll(action.words) && made.length > 1
          ? made.slice(/\bboth\b/i.test(action.words) ? -2 : 0)
          : back && previous !== undefined
            ? [previous, ...(/\b(?:them|they|their)\b/i.test(action.words) ? sharing(actions, made) : [])]
            : used;
      links.push(own);
      this.graph.connect(namedByOutcome(this.graph, action.words, step), [step]);
      this.graph.connect(own, [step]);
      made.push(step);
      this.heading = "";
      this.object = objectOf(action.words) ?? this.object;
    }
    if (this.isChain(actions, links, clause, setting)) {
      made.forEach((step, index) => {
        const previous = made[index - 1];
        if (previous !== undefined) this.graph.connect([previous], [step]);
      });
    }
    return [...new Set(made)];
  }

  /** The step that "the survey" or "publish" alone means: one that does so, not one that only speaks of it. */
  protected sameAs(words: string): number | null {
    const found = this.graph.find(words, false);
    const step = this.graph.steps[found ?? -1];
    if (found === null || step === undefined) return null;
    const own = stems(words);
    const head =
      step.verb ?? [...stems(step.words.split(/\s(?:for|of|on|with|in|to|from)\s/i)[0] ?? "")].at(-1) ?? "";
    const object = [...step.stems].filter((one) => one !== step.verb);
    return own.has(head) ||
      (step.verb !== null && object.length === own.size && object.every((one) => own.has(one)))
      ? found
      : null;
  }

  protected isChain(
    actions: readonly Action[],
    links: readonly number[][],
    clause: Clause,
    setting: Setting,
  ): boolean {
    if (clause.serial) return true;
    if (actions.length < 2 || setting.joined || clause.trailing.includes("beside")) return false;
    if (actions.some(({ how, words }, index) => how === "noun" || (index === 2 && pointsToAll(words))))
      return false;
    // "Clean the data, fit the model, then write it up", and a row of orders with nothing after it.
    const asyndetic = actions.slice(1).every(({ piece }) => !piece.and);
    if (asyndetic && setting.leadsOn) return true;
    // "Flip the record and switch off the box afterwards."
    if (actions.length === 2 && clause.trailing.includes("then")) return true;
    if (actions.length < 3) return false;
    if (asyndetic && setting.final && clause.subs.length === 0) return true;

    const loose = actions.filter((_action, index) => index > 0 && (links[index]?.length ?? 0) === 0);
    const linked = actions.length - 1 - loose.length;
    // One that uses what another made makes the whole row one after the other, but for what stands for itself.
    return (
      linked >= 1 &&
      loose.every(({ words }) => !BRINGS_IN.test(words) || /\s(?:the|those|these)\s/i.test(words))
    );
  }

  protected aboutOf(step: number | undefined): ReadonlySet<string> {
    return step === undefined ? stems(this.topic) : (this.graph.steps[step]?.about ?? new Set());
  }

  /** What a passive's "it" stands for: what the latest step is about. */
  protected subject(): string {
    const last = this.latest.at(-1);
    const words = last === undefined ? undefined : this.graph.steps[last]?.words;
    const object = words === undefined ? null : objectOf(words);
    return object ?? this.object;
  }
}

const BRINGS_IN = /^\S+\s+(?:\S+\s+)?(?:an?|another|two|three|four|five|ten|\d+)\s/i;

/** "Collect the invoices and the receipts, then check them": what the latest action shares its verb with. */
function sharing(actions: readonly Action[], made: readonly number[]): number[] {
  let from = made.length - 1;
  while (from > 0 && actions[from]?.shares === true) from--;
  return made.slice(from);
}
