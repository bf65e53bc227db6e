import { Antecedents, standFor, withNoun } from "./antecedents.ts";
import type { Resolved } from "./antecedents.ts";
import { Cases } from "./cases.ts";
import { expandContractions, readFinite } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { groupOf } from "./mentions.ts";
import type { MainPart, SubPart } from "./parts.ts";
import type { Action } from "./said.ts";
import { namesAction } from "./verbs.ts";

/** What an order without an object takes back. */
const UNDONE = new Map<string, RegExp>([
  ["refill", /^(?:drain|empty|flush)\b/i],
  ["put it back together", /^(?:take .+ apart|dismantle|disassemble)\b/i],
  ["reopen", /^close\b/i],
  ["restart", /^(?:stop|shut|turn off|switch off)\b/i],
  ["reconnect", /^(?:disconnect|unplug)\b/i],
  ["reassemble", /^(?:dismantle|disassemble|take apart)\b/i],
  ["resubmit", /^(?:submit|correct|revise)\b/i],
]);

/** Makes steps of actions, with nouns for their pronouns and verbs for those left out. */
export class Wording extends Cases {
  protected readonly antecedents = new Antecedents();
  /** What the latest passive is about. */
  protected passive = "";
  protected nouns = false;
  protected lastHow: Action["how"] = "noun";
  protected readonly pronouns = new Map<number, Resolved[]>();

  /** Tells what the goal is about, which "it" may stand for. */
  about(words: string): void {
    this.antecedents.about(words);
  }

  /** Adds what a remark speaks of. */
  remark(words: string): void {
    this.antecedents.speak(words, null);
  }

  /** "Fix the bug until the test passes": how long is said with it, unless it is something to do. */
  protected withEnd(sub: SubPart, actions: readonly Action[]): void {
    const last = actions.at(-1);
    if (last === undefined || /^(?:wait|hold|delay|postpone|stop)\b/i.test(last.words)) return;
    last.words = `${last.words} until ${sub.texts.join(" and ")}`;
    sub.relation = "until";
    sub.texts = [];
  }

  /** "If cleaning is safe, do so", "then the lyrics": the verb was said before. */
  protected proVerbs(actions: readonly Action[], subs: readonly SubPart[]): Action[] {
    return actions.map((action) => {
      if (/^(?:do so|do it|do that|do this|so)$/i.test(action.words)) {
        const asked = this.latest
          .map(
            (one) =>
              /\b(?:whether|if) (?:to|we should|we can|it is possible to)\s+(.+)$/i.exec(
                this.graph.steps[one]?.words ?? "",
              )?.[1],
          )
          .find((one) => one !== undefined);
        const gerund = subs
          .flatMap(({ texts }) => texts)
          .map((text) => /^(\p{L}+ing\b.*?)(?:\s+(?:is|are|makes|turns|seems)\b.*)?$/iu.exec(text)?.[1])
          .find((one) => one !== undefined);
        return { ...action, how: "order", words: asked ?? gerund ?? action.words };
      }
      const previous = this.own.at(-1) ?? this.latest.at(-1);
      const verb =
        /^(?:write|draw|book|order|buy|paint|clean|wash|check|invite|call|bake|print|read|record|overdub|design|build)(?=\s)/i.exec(
          this.graph.steps[previous ?? -1]?.words ?? "",
        )?.[0];
      if (
        action.how === "noun" &&
        verb !== undefined &&
        this.lastHow === "order" &&
        !this.nouns &&
        /^(?:the|an?|our|my)\s/i.test(action.words) &&
        !namesAction(action.words)
      )
        return { ...action, how: "order", words: `${verb.toLowerCase()} ${action.words}` };
      return action;
    });
  }

  /** Makes the steps of a part, with nouns for its pronouns. */
  protected make(actions: readonly Action[], part: MainPart, first: boolean): number[] {
    const made: number[] = [];
    for (const action of actions) {
      const words = unmask(action.words);
      const resolved = this.antecedents.resolve(words);
      const full =
        this.group(words, first) ??
        this.groupSubject(words, action) ??
        this.shared(words) ??
        this.again(words) ??
        withNoun(words, resolved);
      const step = this.graph.step(full, false, standFor(resolved));
      this.pronouns.set(step, resolved);
      const direct = resolved.find(({ possessive }) => !possessive);
      if (direct !== undefined) this.antecedents.again(direct.antecedent, step);
      this.antecedents.speak(full, step);
      for (const one of resolved) if (one.possessive) this.antecedents.owner(one.antecedent);
      if (!made.includes(step)) made.push(step);
    }
    return made;
  }

  /** "Mix them" after three things that were got ready: "mix the dialogue, the foley and the music". Null for other words. */
  protected group(words: string, first: boolean): string | null {
    const said =
      /^(\p{L}[\p{L}-]*(?:\s(?:up|out|off|together))?)\s+(them(?: all)?|both|all three|all of them|the (?:two|three|four)|these(?: two| three)?)$/iu.exec(
        words,
      );
    if (said === null) return null;
    const count = /\b(?:both|two)\b/i.test(words)
      ? 2
      : /\bthree\b/i.test(words)
        ? 3
        : /\bfour\b/i.test(words)
          ? 4
          : 0;
    const about = { stage: this.stage, latest: this.latest, create: "none" as const, topic: "" };
    const several =
      count > 0
        ? groupOf(this.graph, about, count)
        : first
          ? this.latest
          : this.scope.length > 1
            ? this.scope
            : [];
    if (several.length < 2 || several.length > 4) return null;
    const named = this.namesOf(several);
    return named === null ? null : `${said[1] ?? ""} ${named}`;
  }

  /** "Collect the invoices and the receipts, then check them": both. */
  private shared(words: string): string | null {
    const verbs = new Set(this.latest.map((one) => this.graph.steps[one]?.anatomy.verb));
    if (this.latest.length < 2 || verbs.size !== 1 || verbs.has(null) || !/^\S+\s+them\b/i.test(words))
      return null;
    const named = this.namesOf(this.latest);
    return named === null ? null : words.replace(/\bthem\b/i, named);
  }

  /** "Both should be reviewed": "have the dashboards and the rules reviewed". */
  protected groupSubject(words: string, { how, subject }: Action): string | null {
    if (
      how !== "passive" ||
      !/^(?:both|they|these|those|all three|all of (?:them|these))$/i.test(subject) ||
      this.latest.length < 2
    )
      return null;
    const named = this.namesOf(this.latest);
    return named === null ? null : words.replace(new RegExp(`(?<=\\s)${subject}(?=\\s|$)`, "i"), named);
  }

  /** What several steps act on: "the dialogue, the foley and the music"; null when one does not say, or it is much. */
  protected namesOf(steps: readonly number[]): string | null {
    const nouns = steps.flatMap(
      (one) => this.graph.steps[one]?.anatomy.things.find(({ object }) => object)?.text ?? [],
    );
    if (
      nouns.length !== steps.length ||
      nouns.length > 4 ||
      nouns.some((noun) => noun.split(/\s+/).length > 4)
    )
      return null;
    const named = nouns.map((noun) =>
      noun
        .replace(/^(?:an?|\d+|two|three|four|five|ten)\s/i, "the ")
        .replace(/^(?!(?:the|our|my|your)\s)/, "the "),
    );
    return `${named.slice(0, -1).join(", ")} and ${named.at(-1) ?? ""}`;
  }

  /** "Refill" by itself is said of what was drained. */
  protected again(words: string): string | null {
    const undone = UNDONE.get(words.trim().toLowerCase());
    if (undone === undefined) return null;
    const step = this.graph.steps.findLast(({ words: said }) => undone.test(said));
    const thing = step?.anatomy.things.find(({ object }) => object);
    if (thing === undefined) return null;
    return /\bit\b/.test(words) ? words.replace(/\bit\b/, thing.text) : `${words} ${thing.text}`;
  }

  /** Remembers what a subordinate part speaks of. */
  protected speakOf(sub: SubPart, step: number | null, aside = false): void {
    for (const text of sub.texts) {
      const finite = readFinite(expandContractions(text));
      const subject = finite?.subject ?? text;
      if (
        !/^(?:it|they|we|i|you|he|she|both|all|everything|there|who|yes|no|not|so)\b|^(?:that|this|these|those)$/i.test(
          subject,
        )
      )
        if (
          sub.relation !== "if" ||
          (finite !== null && /^(?:an?|the|any|our|my|this|that|some)\s/i.test(subject))
        )
          this.antecedents.speak(subject, step, aside);
      if (finite?.voice === "active") this.antecedents.speak(`see ${finite.rest}`, step, aside);
      // "If it is only the washer, change it"
      const what =
        finite?.voice === "state"
          ? /\b(?:is|are|was|were)\s+(?:only\s+|just\s+)?((?:the|a|an|our)\s.+)$/i.exec(text)?.[1]
          : undefined;
      if (what !== undefined) this.antecedents.speak(`see ${what}`, step, aside);
    }
  }
}
