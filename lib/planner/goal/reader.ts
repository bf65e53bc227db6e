import { actionsIn, isGeneric, isLight, objectOf, subjectOf } from "./actions.ts";
import type { Action } from "./actions.ts";
import type { Clause, Subordinate } from "./clauses.ts";
import type { Order } from "./connectives.ts";
import { expandContractions, readFinite } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { usedSteps } from "./links.ts";
import { namedBy } from "./named.ts";
import { readPhrase } from "./phrases.ts";
import type { Phrase } from "./phrases.ts";
import type { Relation } from "./relations.ts";
import { Making } from "./making.ts";
import type { Setting } from "./making.ts";
import type { StepOutline } from "./step-graph.ts";
import { namesAction } from "./verbs.ts";

/** Reads clauses in order, keeping the stage at hand: what is being done together, and what came right before it. */
export class Reader extends Making {
  outline(): StepOutline {
    return this.graph.outline();
  }

  get empty(): boolean {
    return this.graph.steps.length === 0;
  }

  /** What "it" or "they" would stand for from here on, when no step says so. */
  about(topic: string): void {
    this.heading = topic;
    this.topic = topic;
    this.object = topic;
    this.latest = [];
  }

  /** What "it" would stand for when nothing has been done yet: what a remark before the steps is about. */
  hint(object: string): void {
    if (this.object === "") this.object = object;
  }

  read(clause: Clause, setting: Setting): void {
    if (this.graph.full) return;
    const orders: Order[] = [...clause.orders];
    // "First ..." after other remarks begins anew.
    if (orders.includes("start") && setting.first) [this.before, this.current] = [[], []];
    const conditional = clause.subs.some((sub) => sub.relation === "if");
    const alternative = orders.includes("else");
    if (setting.first && this.branch !== null && !alternative && !conditional) this.leaveBranch();
    if (orders.includes("merge")) {
      this.leaveBranch();
      orders.push("then");
    }
    let actions = actionsIn(clause, subjectOf(clause) ?? this.subject(), this.topic, this.passive);
    const [noun] = actions;
    if (actions.length === 1 && noun?.how === "noun" && orders.includes("then") && !this.lastNominal) {
      // "Book the flight and after that the hostel": the verb goes on.
      const verb = /^\S+(?=\s(?:the|an?|our|my)\s)/i.exec(
        this.graph.steps[this.latest.at(-1) ?? -1]?.words ?? "",
      )?.[0];
      if (verb !== undefined && /^(?:the|an?|our|my)\s/i.test(noun.words) && !namesAction(noun.words))
        actions = [{ ...noun, how: "order", words: `${verb} ${noun.words}` }];
    }
    const parts = this.split(clause, actions);
    if (parts !== null) {
      this.read(parts[0], setting);
      this.read(parts[1], { ...setting, first: false });
      return;
    }
    this.topic = "";
    const refers = clause.main
      .map((piece) => readPhrase(piece.text))
      .filter((phrase) => phrase.kind === "refer")
      // "Nail the frames, that must be done before ...": it speaks of the action itself.
      .filter(
        ({ subject }) => actions.length === 0 || !/^(?:it|this|that|these|those|they|which)$/i.test(subject),
      );
    const nominal = actions.every(({ how }) => how === "noun");
    if (
      nominal &&
      orders.length + clause.subs.length + clause.trailing.length === 0 &&
      !clause.serial &&
      !isLight(clause)
    ) {
      if (!setting.first && this.lastNominal && !this.empty) {
        // "Market research, then a plan and a budget": nouns go on while nouns are what is done.
      } else actions = [];
    }
    const negated = [...actions, ...refers].some((one) => one.negated);
    if (negated && clause.subs.length === 0) return;
    for (const sub of clause.subs) {
      if (negated && (sub.relation === "before" || sub.relation === "until" || sub.relation === "if"))
        sub.relation = "after";
    }
    if (actions.some(({ words }) => isGeneric(words)))
      actions = actions.filter(({ words }) => !isGeneric(words));
    this.lastNominal = nominal && actions.length > 0;
    this.passive =
      actions.length === 0
        ? this.passive
        : actions.at(-1)?.how === "passive"
          ? (actions.at(-1)?.subject ?? "")
          : "";
    this.withSubs(clause, actions, refers, orders, { negated, setting, conditional, alternative });
  }

  private lastNominal = false;

  /** Reads a statement of order. @returns false when neither side is something to do */
  relate({ later, earlier }: Relation): boolean {
    const after = this.meant(later, true);
    const before = this.meant(earlier, after.length > 0);
    if (after.length === 0 || before.length === 0) return false;
    this.graph.connect(before, this.roots(after));
    const open = this.current.filter((one) => !before.includes(one) && !after.includes(one));
    if (open.length === 0) [this.before, this.current] = [before, after];
    this.latest = after;
    return true;
  }

  /** In "build A, and open B once it is done" the condition is about the last part alone: two clauses then, else null. */
  private split(clause: Clause, actions: readonly Action[]): [Clause, Clause] | null {
    const last = actions.at(-1);
    if (
      actions.length < 2 ||
      last === undefined ||
      !last.piece.comma ||
      clause.subs.every((sub) => sub.leading)
    )
      return null;
    const at = clause.main.indexOf(last.piece);
    return [
      {
        ...clause,
        trailing: [],
        main: clause.main.slice(0, at),
        subs: clause.subs.filter((sub) => sub.leading),
      },
      { ...clause, orders: [], main: clause.main.slice(at), subs: clause.subs.filter((sub) => !sub.leading) },
    ];
  }

  private withSubs(
    clause: Clause,
    actions: Action[],
    refers: Extract<Phrase, { kind: "refer" }>[],
    orders: Order[],
    about: { negated: boolean; setting: Setting; conditional: boolean; alternative: boolean },
  ): void {
    const { setting } = about;
    const base = this.branch?.base ?? this.current;
    const beside = clause.subs.filter((sub) => sub.relation === "beside");
    const later = clause.subs.filter((sub) => sub.relation === "before" || sub.relation === "until");
    const { sure, explicit, ...awaited } = this.awaited(clause, orders, {
      ...about,
      topic: objectOf(actions[0]?.words ?? "") ?? "",
    });
    let { waiting } = awaited;
    const referred = refers.flatMap(({ subject }) => this.referred(subject));
    const steps = [...this.make(actions, clause, setting), ...referred];
    const isBranch =
      about.conditional &&
      (setting.first ||
        this.branch !== null ||
        clause.subs.some((sub) => sub.relation === "if" && sub.leading));
    if (steps.length === 0) {
      // "Once both are done," alone: what follows comes after what it names.
      if (waiting !== null && waiting.length > 0)
        [this.before, this.current] = [this.graph.predecessors(waiting), waiting];
      return;
    }
    // "No participants before we have the approval": said of what comes up later, not what is done now.
    if (about.negated && waiting === null && later.length === 0) return;
    const roots = this.roots(steps);
    if (!sure && waiting !== null && clause.subs.some((sub) => !sub.leading)) {
      // "The forged series, when it is delivered, gets ...": "it" is what the main part speaks of.
      const used = roots.flatMap((root) =>
        usedSteps(this.graph, this.graph.steps[root]?.words ?? "", root, steps),
      );
      if (used.length > 0) waiting = used;
    }
    if (sure && waiting !== null && actions[0]?.back === true && clause.subs.every((sub) => !sub.leading)) {
      // "Shape the dough; bake it as soon as the oven is hot": "it" comes before, too.
      waiting = [...new Set([...waiting, ...this.latest.filter((one) => !steps.includes(one))])];
    }
    const ahead = later.map((sub) => ({
      sub,
      named: namedBy(this.graph, sub, {
        current: this.current.filter((one) => !steps.includes(one)),
        create: "all",
        last: this.lastStep(steps),
        topic: objectOf(this.graph.steps[steps[0] ?? -1]?.words ?? "") ?? this.object,
      }),
    }));
    if (about.alternative && this.branch === null && this.latest.length > 0 && !this.settles(this.latest)) {
      // "With guests, bake two; without, bake one": the first was a case, too, though nothing said so.
      const before = this.graph.predecessors(this.latest);
      this.graph.connect(before, roots);
      this.branch = { base: before, ends: [this.latest, steps] };
      [this.before, this.current] = [before, steps];
    } else if (about.alternative) {
      this.graph.connect(base, roots);
      this.branch = { base, ends: [...(this.branch?.ends ?? []), steps] };
      [this.before, this.current] = [base, steps];
    } else if (waiting !== null) {
      if (orders.includes("then") && !sure && explicit) this.graph.connect(this.current, roots);
      if (orders.includes("last"))
        this.graph.connect(
          this.graph.sinks().filter((one) => !steps.includes(one)),
          roots,
        );
      this.graph.connect(waiting, roots);
      const next = waiting;
      if (isBranch && this.branch === null)
        this.aside = this.current.filter(
          (one) => !next.includes(one) && !steps.includes(one) && !this.graph.leads(one, next),
        );
      if (isBranch) this.branch = { base: waiting, ends: [...(this.branch?.ends ?? []), steps] };
      const open = orders.includes("then")
        ? []
        : setting.first
          ? this.current.filter(
              (one) => !next.includes(one) && !steps.includes(one) && this.follows(one, next),
            )
          : this.current.filter((one) => !waiting.includes(one) && !steps.includes(one) && this.stageOpen);
      const trails = clause.subs.every((sub) => !sub.leading);
      [this.before, this.current] = [trails ? this.before : waiting, [...open, ...steps]];
      this.stageOpen = true;
    } else if (
      orders.length === 0 &&
      ahead.some(({ named }) => named.steps.some((one) => !steps.includes(one)))
    ) {
      // "Before X, Y" with X known: Y goes before X, wherever else it stands.
      for (const root of roots)
        this.graph.connect(
          usedSteps(this.graph, this.graph.steps[root]?.words ?? "", root, steps).filter(
            (one) => !ahead.some(({ named }) => named.steps.includes(one)),
          ),
          [root],
        );
    } else if (beside.length > 0 && orders.length === 0 && this.knows(beside)) {
      for (const root of roots)
        this.graph.connect(
          usedSteps(this.graph, this.graph.steps[root]?.words ?? "", root, [...steps, ...this.current]),
          [root],
        );
    } else {
      this.stageOpen = false;
      if (orders.includes("beside") && (setting.glued || !setting.first) && this.latest.length > 0)
        this.before = this.graph.predecessors(this.latest);
      this.place(
        orders,
        steps.filter((step) => !referred.includes(step) || orders.length > 0),
        clause,
      );
    }
    for (const { named, sub } of ahead) this.putBefore(sub, named, steps, orders);
    for (const sub of about.conditional ? [] : beside) this.putBeside(sub, steps);
    this.latest = steps;
  }

  /** What settles a condition that speaks of certain steps: what came of them since, not an earlier case. */
  private settledBy(named: readonly number[], clause: Clause): number[] {
    const beside = clause.subs.filter(({ relation }) => relation === "beside");
    if (named.length === 0 && beside.length > 0)
      return beside.flatMap(
        (sub) => namedBy(this.graph, sub, { current: this.current, create: "none" }).steps,
      );
    if (clause.subs.some(({ relation }) => relation === "after")) return [];
    const { branch } = this;
    if (branch !== null)
      return named.filter(
        (one) =>
          !branch.ends.flat().includes(one) &&
          !branch.base.some((base) => one === base || this.graph.leads(one, [base])),
      );
    const since = this.current.filter((one) =>
      named.some((step) => step !== one && this.graph.leads(step, [one])),
    );
    return named.length > 0 && since.length > 0 && named.every((one) => this.graph.leads(one, since))
      ? since
      : [...named];
  }

  private knows(beside: readonly Subordinate[]): boolean {
    return beside.every((sub) => namedBy(this.graph, sub, { current: [], create: "none" }).steps.length > 0);
  }

  /** True when the outcome of the latest of these steps decides something: "check the seal". */
  private settles(steps: readonly number[]): boolean {
    return /^(?:check|see|test|ask|find|decide|look|verify|determine|inspect|measure|review|read|try|watch|examine|taste|clarify)\b/i.test(
      this.graph.steps[steps.at(-1) ?? -1]?.words ?? "",
    );
  }

  private follows(step: number, before: readonly number[]): boolean {
    const own = this.graph.predecessors([step]);
    return own.length > 0 && own.every((one) => before.includes(one));
  }

  private stageOpen = false;
  /** What the latest passive was about: "installed, then calibrated" leaves it out. */
  private passive = "";

  /** What a clause comes after, or is decided by, as its subordinate parts say; null when they say nothing of the kind. */
  private awaited(
    clause: Clause,
    orders: readonly Order[],
    about: { negated: boolean; setting: Setting; topic: string },
  ): { waiting: number[] | null; explicit: boolean; sure: boolean } {
    const { setting } = about;
    const base = this.branch?.base ?? this.current;
    let explicit = false;
    let waiting: number[] | null = null;
    let sure = false;
    let undecided = false;
    for (const sub of clause.subs) {
      if (sub.relation !== "after" && sub.relation !== "if") continue;
      const asked = namedBy(this.graph, sub, {
        current: sub.relation === "if" ? base : this.current,
        topic: about.topic,
        create:
          sub.relation === "after"
            ? about.negated || sub.words.startsWith("not")
              ? "all"
              : this.empty || /^(?:provided|on condition)/.test(sub.words)
                ? "ours"
                : "actions"
            : "none",
      });
      const named = { ...asked };
      if (named.fresh.length > 0) {
        const steps = named.fresh.map((words) => this.graph.step(unmask(words), true));
        const isNew = steps.filter((step) => this.graph.predecessors([step]).length === 0);
        if (about.negated) {
          for (const step of steps)
            this.graph.connect(usedSteps(this.graph, this.graph.steps[step]?.words ?? "", step), [step]);
        } else
          this.place(
            setting.first && orders.length === 0 && !this.empty && this.current.length > 0
              ? ["then"]
              : orders,
            isNew.filter((one) => !this.current.includes(one)),
            clause,
          );
        named.steps.push(...steps);
      }
      if (sub.relation === "if" && !/^(?:provided|assuming|on condition|as long|so long)/.test(sub.words))
        named.steps = this.settledBy(named.steps, clause);
      if (named.steps.length > 0) {
        explicit = true;
        waiting = [...(waiting ?? []), ...named.steps];
        sure = sure || named.sure;
      } else if (sub.relation === "if") {
        undecided = true;
      } else if (
        (setting.first || !sub.leading) &&
        !about.negated &&
        this.current.length > 0 &&
        isEvent(sub)
      ) {
        // "Once the permit is granted": what was done last is what leads to it.
        waiting ??= this.current;
      }
    }
    if (undecided) waiting ??= base;
    return { waiting, explicit, sure };
  }
}

/** True for "the permit is granted", not for "the weekend". */
const isEvent = (sub: Subordinate) =>
  sub.words !== "with" &&
  sub.pieces.some(
    ({ text }) =>
      readFinite(expandContractions(text)) !== null ||
      (sub.leading && /^the \p{L}/iu.test(text) && !TIME.test(text)),
  );
const TIME =
  /\b(?:weekend|week|day|month|year|holidays?|break|summer|winter|spring|autumn|fall|christmas|easter|lunch|dinner|breakfast|morning|evening|night|season|term|semester|weeks|days|months|new year)$/i;
