import type { Order } from "./connectives.ts";
import { unmask } from "./fragments.ts";
import { mentionIn } from "./mentions.ts";
import type { Mention } from "./mentions.ts";
import type { MainPart, SubPart } from "./parts.ts";
import type { Setting } from "./setting.ts";
import { Awaiting } from "./awaiting.ts";

/** Puts the steps of a part where its words of order and its subordinate parts say. */
export class Placing extends Awaiting {
  /** What "first" said of: the next sentence comes after it even if it does not say so. */
  protected opener: number[] = [];
  /** The latest sentence stands where it does only because it stands below another in a list. */
  byDefault = false;
  protected ahead: number[] = [];
  protected aheadOnly = false;
  /** What was said last stands by itself, whatever stands around it. */
  protected wasFree = false;

  /** What comes right before the steps of a part by what is said; `siblings` stand beside it. */
  protected base(about: {
    part: MainPart;
    subs: readonly SubPart[];
    orders: readonly Order[];
    steps: readonly number[];
    waiting: Mention & { said: boolean };
    first: boolean;
    conditional: boolean;
    alternative: boolean;
    setting: Setting;
  }): { steps: number[]; siblings: number[]; alone: boolean; beside: boolean; loose: boolean } {
    const { part, orders, steps, waiting, first, setting } = about;
    const but = (list: readonly number[]) => list.filter((one) => !steps.includes(one));
    const result = (list: readonly number[], siblings: readonly number[] = []) => ({
      steps: but(list),
      siblings: but(siblings),
      alone: false,
      beside: false,
      loose: false,
    });
    const within = this.graph.ends(this.own);
    if (about.alternative || about.conditional) return result(this.caseBase(about));
    if (orders.includes("last") || part.trailing.includes("last")) {
      const sinks = but(this.graph.sinks());
      this.scope = sinks;
      return result([...sinks, ...waiting.steps]);
    }
    if (waiting.steps.length > 0) {
      const leads = about.subs.some((sub) => sub.leads);
      if (leads) this.scope = waiting.steps;
      const more =
        orders.includes("then") && waiting.sure && about.subs.every((sub) => !sub.leads)
          ? first
            ? this.stage
            : within
          : [];
      if (orders.includes("then") && about.subs.some((sub) => sub.mark.startsWith("not")))
        more.push(...(first ? this.stage : within));
      const siblings = leads || first ? [] : this.own;
      return result([...waiting.steps, ...more], siblings);
    }
    if (orders.includes("then") || part.trailing.includes("then")) {
      const before =
        first || within.length === 0
          ? this.stage
          : part.trailing.includes("then") && !orders.includes("then")
            ? this.own.slice(-1)
            : within;
      if (orders.includes("then") || first) this.scope = before;
      return result(before);
    }
    const early = orders.includes("early") || part.trailing.includes("early");
    const users = this.usersOf(steps);
    if (orders.includes("ahead") || part.trailing.includes("ahead") || (early && users.length > 0)) {
      const later = users.length > 0 || early ? users : this.latest;
      this.graph.connect(steps, later);
      this.aheadOnly = true;
      return { ...result([]), alone: true };
    }
    const free = orders.includes("free") || part.trailing.includes("free");
    const wasFree = this.wasFree;
    this.wasFree = free;
    if (free) return { ...result([]), alone: true };
    const beside =
      orders.includes("beside") || (part.trailing.includes("beside") && !this.together.has(part));
    // "Send it to both at the same time": what is sent has to be there first.
    const goesOn =
      beside &&
      !orders.includes("beside") &&
      steps.some((step) =>
        (this.pronouns.get(step) ?? []).some(
          ({ object, antecedent }) =>
            object && antecedent.step !== null && this.latest.includes(antecedent.step),
        ),
      );
    if (beside && !goesOn && this.latest.length > 0) {
      const before = this.graph.predecessors(this.latest);
      this.scope = before;
      return { ...result(before, this.latest), beside: true };
    }
    const besideKnown = about.subs.filter(({ relation, leads }) => relation === "beside" && !leads);
    if (!first && besideKnown.some((sub) => this.mentioned(sub, "none", "", setting, steps).steps.length > 0))
      return { ...result([]), alone: true };
    const starts = (part.but || !first) && (orders.includes("start") || part.trailing.includes("start"));
    if (starts && this.latest.length > 0) {
      this.ahead = [...this.latest];
      this.graph.connect(steps, this.latest);
      return {
        ...result(
          this.graph.predecessors(this.latest).filter((one) => !this.graph.leads(steps[0] ?? -1, [one])),
        ),
        alone: true,
      };
    }
    if (first && part.trailing.includes("start") && this.stage.length > 0) {
      // "Replace the chain and test it. Order the chain first."
      const users = this.usersOf(steps);
      if (users.length > 0) {
        this.graph.connect(steps, users);
        this.aheadOnly = true;
        return { ...result([]), alone: true };
      }
    }
    const joinedHere = about.subs.some(({ relation }) => relation === "before" || relation === "beside");
    if (first) {
      this.scope = [];
      if (joinedHere) return result([]);
      if (setting.chain && this.stage.length > 0) {
        // Behind an item that stands by itself, one goes on from what it uses.
        const used = wasFree
          ? steps.flatMap((step) => this.used(step, part, { except: [], explicit: false, joined: false }))
          : [];
        if (used.length > 0) return result(used);
        this.byDefault = true;
        this.defaults = { before: [...this.stage], steps: [...steps] };
        this.scope = [...this.stage];
        return result(this.stage);
      }
      if (this.opener.length > 0 && !setting.glued) {
        this.scope = this.opener;
        return result(this.opener);
      }
      if (setting.glued && this.lastItem >= 0 && this.goesOnFrom([this.lastItem], steps, part, setting))
        return result([this.lastItem]);
      return { ...result([]), loose: setting.glued && !setting.joined };
    }
    // "The tender is written, the offers are compared, a supplier is chosen" tells what happens one after the other.
    if (setting.narrated && part.comma && !part.and && !setting.joined) return result(this.latest);
    // A further item of a list: beside the others unless it goes on from one of them.
    if (this.together.has(part))
      return { ...result([...this.scope, ...this.graph.predecessors(this.own)], this.own), beside: true };
    if (this.inCase && this.fork !== null) {
      const last = this.fork.branches.at(-1) ?? [];
      if (last.length > 0 && this.goesOnFrom(last, steps, part, setting))
        return result(this.graph.ends(last));
      return result(this.fork.base, last);
    }
    if (this.goesOnFrom(this.own, steps, part, setting)) return result(this.goneOnFrom(steps));
    // "Boil them, drain, mash": without an object of its own, it is done to the same.
    if (/^\p{L}+$/u.test(part.text.trim()) && !setting.joined && this.lastHow === "order")
      return result(this.latest);
    return { ...result(this.scope, this.own), loose: !setting.joined };
  }

  protected besides(subs: readonly SubPart[], steps: readonly number[], setting: Setting): number[] {
    const sides: number[] = [];
    for (const sub of subs) {
      if (sub.relation !== "beside") continue;
      const mention = this.mentioned(sub, "all", "", setting, steps);
      if (mention.steps.length > 0) this.graph.connect(this.graph.predecessors(mention.steps), steps);
      const fresh = mention.fresh.map((words) => this.graph.step(unmask(words)));
      // "Start the PCR; while it is running, ...": it runs because it was started.
      const started = mention.steps.filter((one) =>
        /^(?:start|begin|switch on|turn on|launch|kick off)\b/i.test(this.graph.steps[one]?.words ?? ""),
      );
      if (mention.caused) this.graph.connect(mention.steps, steps);
      else if (started.length > 0) this.graph.connect(started, steps);
      else if (mention.steps.length > 0) sides.push(...mention.steps);
      if (sub.leads && this.own.length === 0) this.scope = this.graph.predecessors(steps);
      this.graph.connect(this.graph.predecessors(steps), fresh);
      for (const one of fresh)
        this.graph.connect(this.used(one, null, { except: steps, explicit: true, joined: false }), [one]);
      this.own.push(...fresh);
      sides.push(...fresh);
      this.latest.push(...fresh);
      this.advance(fresh);
      // "While parents are booking, print the reports": what lets them comes before.
      if (mention.steps.length + fresh.length === 0 && mention.event && sub.leads) {
        this.graph.connect(
          this.latest.filter((one) => !steps.includes(one)),
          steps,
        );
        if (this.own.length === 0) this.scope = this.graph.predecessors(steps);
      }
    }
    return sides.filter((one) => this.latest.includes(one) && !this.graph.leads(one, steps));
  }

  protected befores(
    subs: readonly SubPart[],
    steps: readonly number[],
    orders: readonly Order[],
    previous: readonly number[],
  ): void {
    if (this.ahead.length > 0) this.graph.connect(steps, this.ahead);
    for (const one of this.due) one.steps.push(...steps);
    for (const sub of subs) {
      if (sub.relation !== "before") continue;
      const mention = mentionIn(this.graph, sub.texts, "before", sub.mark, {
        stage: this.stage,
        latest: previous,
        except: steps,
        create: "all",
        topic:
          this.passive ||
          (this.graph.steps[steps[0] ?? -1]?.anatomy.things.find(({ object }) => object)?.text ?? ""),
      });
      if (sub.leads) {
        this.ahead = mention.steps;
        // What comes after all of them is a step behind them.
        if (mention.fresh.length > 0) this.due.push({ words: mention.fresh, steps: [...steps] });
      }
      const fresh = sub.leads ? [] : mention.fresh.map((words) => this.graph.step(unmask(words), true));
      const later = [...mention.steps, ...fresh];
      if (orders.includes("then"))
        this.graph.connect(
          this.stage.filter((one) => !later.includes(one) && !steps.includes(one)),
          steps,
        );
      this.graph.connect(steps, later);
      if (!sub.leads) this.advance(fresh);
    }
  }

  /** Makes the steps that the sentence said others come before. */
  protected settleDue(): void {
    for (const { words, steps } of this.due) {
      const later = words.map((one) => this.graph.step(unmask(one), true));
      this.graph.connect(steps, later);
    }
    this.due = [];
  }

  protected due: { words: string[]; steps: number[] }[] = [];

  /** Takes back what steps come after only because they stand below in a list. */
  protected undoDefaults(steps: readonly number[]): void {
    for (const before of this.defaults.before)
      for (const step of this.defaults.steps) if (steps.includes(step)) this.graph.disconnect(before, step);
    this.defaults = { before: [], steps: [] };
  }

  private defaults: { before: number[]; steps: number[] } = { before: [], steps: [] };

  /** The last of the known steps that speak of what new ones act on. */
  protected usersOf(steps: readonly number[]): number[] {
    const heads = steps.flatMap((one) => [...(this.graph.steps[one]?.acts ?? [])]);
    return this.graph.roots(
      this.graph.steps.flatMap((step, index) =>
        !steps.includes(index) && heads.some((head) => step.about.has(head)) ? [index] : [],
      ),
    );
  }
}
