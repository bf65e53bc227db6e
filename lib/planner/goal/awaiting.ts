import type { Order } from "./connectives.ts";
import { unmask } from "./fragments.ts";
import { mentionIn } from "./mentions.ts";
import type { Mention } from "./mentions.ts";
import { standFor, withNoun } from "./antecedents.ts";
import type { SubPart } from "./parts.ts";
import type { Setting } from "./setting.ts";
import { Using } from "./using.ts";

/** Conditions that nothing we do settles. */
const OUTSIDE =
  /\b(?:rains?|raining|snows?|weather|sunny|windy|storms?|in doubt|you like|we like|time allows|time permits)\b/i;

/** Reads what a part waits for: what its subordinate parts name, and what decides a condition. */
export class Awaiting extends Using {
  /** Steps that the latest sentence named as what it waits for. */
  named: number[] = [];
  /** What was waited for before anything was said to bring it about: "when the till has been closed, ...; close it at six". */
  protected readonly pending: { texts: string[]; steps: number[] }[] = [];

  /** Puts new steps before what was said to wait for them before they were spoken of. */
  protected answer(made: readonly number[]): void {
    for (const one of this.pending) {
      const others = this.graph.steps.map((_step, index) => index).filter((index) => !made.includes(index));
      const about = { stage: [], latest: [], except: others, create: "none" as const, topic: "" };
      const mention = mentionIn(this.graph, one.texts, "after", "once", about);
      const named = mention.steps.filter((step) => made.includes(step));
      if (named.length === 0 || mention.caused) continue;
      // What decides one case decides them all.
      const forks = one.steps.flatMap((step) => this.graph.steps[step]?.branch?.fork ?? []);
      const cases = this.graph.steps.flatMap((step, index) =>
        step.branch !== null && forks.includes(step.branch.fork) ? [index] : [],
      );
      this.graph.connect(named, [...one.steps, ...this.graph.roots(cases)]);
    }
  }

  /** What a part waits for, as its subordinate parts say. */
  protected waiting(
    subs: readonly SubPart[],
    orders: readonly Order[],
    about: { negated: boolean; topic: string; first: boolean; setting: Setting },
  ): Mention & { said: boolean } {
    const whole = {
      steps: [] as number[],
      fresh: [] as string[],
      sure: false,
      event: false,
      caused: false,
      said: false,
    };
    for (const sub of subs) {
      if ((sub.relation !== "after" && sub.relation !== "until") || sub.texts.length === 0) continue;
      const mention = this.mentioned(sub, about.negated ? "all" : "ours", about.topic, about.setting);
      // "When the leak is fixed one way or the other": the cases decide it.
      if (
        !mention.sure &&
        mention.steps.length > 0 &&
        this.caseEnds.length > 0 &&
        mention.steps.every((one) => this.caseRoot.includes(one))
      )
        mention.steps = [...this.caseEnds];
      const news = this.fresh(mention.fresh, sub, about.negated || orders.length > 0);
      whole.steps.push(...mention.steps, ...news);
      whole.sure ||= mention.sure || news.length > 0;
      whole.said = true;
      if (mention.steps.length + news.length === 0 && mention.event && sub.relation === "after") {
        const from = this.own.length > 0 ? this.own.slice(-1) : this.latest;
        whole.steps.push(...from);
      }
      if (sub.leads) this.speakOf(sub, mention.steps.at(-1) ?? null);
    }
    whole.steps = [...new Set(whole.steps)];
    this.named.push(...whole.steps);
    return whole;
  }

  protected mentioned(
    sub: SubPart,
    create: "none" | "ours" | "all",
    topic: string,
    setting: Setting,
    except: readonly number[] = [],
  ): Mention {
    const numbers = sub.texts.flatMap((text) => setting.numbered(text));
    if (numbers.length > 0) return { steps: numbers, fresh: [], sure: true, event: false, caused: false };
    return mentionIn(this.graph, sub.texts, sub.relation, sub.mark, {
      stage: this.stage,
      latest: this.latest,
      except,
      create: create === "ours" ? "all" : create,
      topic,
    });
  }

  /** Steps for actions that only a subordinate part names, placed after what they use. */
  protected fresh(wordings: readonly string[], sub: SubPart, alone: boolean): number[] {
    const made = wordings.map((words) => {
      const resolved = this.antecedents.resolve(unmask(words));
      const step = this.graph.step(withNoun(unmask(words), resolved), true, standFor(resolved));
      this.pronouns.set(step, resolved);
      return step;
    });
    for (const step of made) {
      if (this.graph.predecessors([step]).length > 0) continue;
      const used = this.used(step, null, { except: [], explicit: false, joined: false });
      this.graph.connect(
        used.length > 0 || alone || !sub.leads
          ? used
          : this.own.length > 0
            ? this.graph.ends(this.own)
            : this.stage,
        [step],
      );
    }
    return made;
  }

  /** What a case of a condition comes after: what settles it, or what settled the case before. */
  protected caseBase(about: {
    subs: readonly SubPart[];
    steps: readonly number[];
    first: boolean;
    orders: readonly Order[];
    setting: Setting;
    alternative: boolean;
    waiting: Mention;
  }): number[] {
    const { steps } = about;
    const within = this.graph.ends(this.own);
    const texts = about.subs.filter(({ relation }) => relation === "if");
    if (this.fork === null && texts.some((sub) => OUTSIDE.test(sub.texts.join(" ")))) return [];
    const during = about.subs
      .filter(({ relation }) => relation === "beside")
      .flatMap((sub) => this.mentioned(sub, "none", "", about.setting, steps).steps);
    if (during.length > 0 && this.fork === null) {
      this.open(during, [[...steps]]);
      return during;
    }
    const mention = texts.map((sub) => this.mentioned(sub, "none", "", about.setting, steps));
    const named = mention
      .flatMap((one) => (one.sure || one.steps.length > 0 ? one.steps : []))
      .filter((one) => !steps.includes(one));
    const pronoun = texts.every((sub) =>
      /^(?:it|they|this|that|not|so|yes|no|he|she|one|there|nobody|somebody|anybody|anyone|someone)\b/i.test(
        sub.texts[0] ?? "",
      ),
    );
    if (this.fork !== null) {
      const { base, branches } = this.fork;
      const inner = named.filter((one) => branches.flat().includes(one));
      if (inner.length === 0 || about.alternative || pronoun) {
        this.inCase = true;
        branches.push([]);
        for (const step of steps) this.addToCase(step);
        return base;
      }
      this.leaveFork();
    }
    // In "report it, book her a scan, and if it is bad, ..." what was said last settles it.
    const last =
      within.length > 0
        ? this.own.length > 1 && within.length > 1
          ? this.own.slice(-1)
          : within
        : this.latest;
    if (about.alternative && texts.length === 0 && this.latest.length > 0) {
      const base = this.graph.predecessors(this.latest);
      this.open(base, [this.latest, [...steps]]);
      return base;
    }
    const base =
      about.waiting.steps.length > 0
        ? about.waiting.steps
        : named.length > 0 && !pronoun
          ? this.settledBy(named, last)
          : last;
    this.open(base, [[...steps]]);
    return base;
  }
}
