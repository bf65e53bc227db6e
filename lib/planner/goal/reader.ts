import type { Order } from "./connectives.ts";
import { expandContractions } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { mentionIn } from "./mentions.ts";
import type { MainPart, Part, SubPart } from "./parts.ts";
import { Placing } from "./placing.ts";
import type { Relation } from "./relations.ts";
import { readSaid } from "./said.ts";
import type { Action, Said } from "./said.ts";
import { mainPart } from "./setting.ts";
import type { Setting, Unit } from "./setting.ts";
import { startsOrder, startsParticiple } from "./starts.ts";
import type { StepOutline } from "./step-graph.ts";
import { canBeVerb } from "./verbs.ts";
import { stems } from "./words.ts";

/** Reads sentences in order, and keeps what is being done at the moment. */
export class Reader extends Placing {
  /** Whom or what the latest action had something done to: "her" in "have her vaccinated". */
  private had = "";
  /** "let" or "have", when the latest action left something to somebody. */
  private lets = "";
  /** What was said last, when it is no stage: "take a backup beforehand". */
  protected spoken: number[] = [];

  outline(): StepOutline {
    return this.graph.outline();
  }

  /** Reads the parts of one sentence. @returns the steps that it made or spoke of */
  read(parts: readonly Part[], setting: Setting): number[] {
    const units = unitsOf(parts);
    shareObjects(units);
    [this.scope, this.ahead, this.named, this.byDefault] = [[], [], [], false];
    this.lastItem = setting.glued ? (this.own.at(-1) ?? this.lastItem) : -1;
    [this.own, this.rowStart] = [[], setting.glued ? this.rowStart : this.graph.steps.length];
    this.together = togetherIn(units);
    const conditional = units.some(
      ({ part, subs }) => part.orders.includes("else") || subs.some(({ relation }) => relation === "if"),
    );
    if (!(conditional && units[0] !== undefined && isCase(units[0]))) this.leaveFork();
    for (const unit of units) {
      if (this.graph.full) break;
      this.unit(unit, setting);
    }
    if (units.length === 0)
      this.subsAlone(
        parts.filter((part) => part.kind === "sub"),
        setting,
      );
    this.settleDue();
    return [...this.own];
  }

  /** Reads a statement of order. @returns false when neither side is something to do */
  relate({ later, earlier }: Relation): boolean {
    const after = this.meant(later, true);
    const before = this.meant(earlier, after.length > 0).filter((one) => !after.includes(one));
    if (after.length === 0 || before.length === 0) return false;
    this.graph.connect(before, this.graph.roots(after));
    this.advance(after);
    this.latest = after;
    return true;
  }

  protected meant(text: string, create: boolean): number[] {
    const plain = expandContractions(text.trim())
      .replace(/^that\s+/i, "")
      .replace(/^(.+?)\s+(?:to be|being|having been|has been|have been)\s+(\p{L}+)(.*)$/iu, "$1 is $2$3")
      .replace(/^(?:an?|the)\s+(\p{L}+ed)\s+(\p{L}+(?:\s\p{L}+)?)$/iu, "the $2 is $1");
    const mention = mentionIn(
      this.graph,
      plain.split(/\s+and\s+(?=(?:the|an?|our|my|\p{L}+ing)\s)/iu),
      "after",
      "needs",
      {
        stage: this.stage,
        latest: this.latest,
        create: create ? "all" : "none",
        topic: "",
      },
    );
    if (mention.steps.length + mention.fresh.length > 0 || !create)
      return [...mention.steps, ...mention.fresh.map((words) => this.graph.step(unmask(words), true))];
    const said = readSaid(mainPart(plain), "", true);
    return said.actions.map(({ words }) => this.graph.step(unmask(words), true));
  }

  protected unit({ part, subs }: Unit, setting: Setting): void {
    const orders: Order[] = [...subs.flatMap((sub) => (sub.leads ? sub.orders : [])), ...part.orders];
    const first = this.own.length === 0;
    if (orders.includes("merge") || part.trailing.includes("merge")) {
      this.leaveFork();
      orders.push("then");
    }
    // "Have her microchipped, then vaccinated": "have her" is said of both.
    if (this.had !== "" && startsParticiple(part.text)) part.text = `have ${this.had} ${part.text}`;
    // "Let Eva check the facts and Jonas check the tone."
    const [, who = "", verb = ""] = /^((?:the )?\p{L}+)\s+(\p{L}+)\s/u.exec(part.text) ?? [];
    const names = /^(?:the |[A-Z])/.test(who) && !canBeVerb(who.toLowerCase()) && canBeVerb(verb);
    if (this.lets !== "" && part.and && names) part.text = `${this.lets} ${part.text}`;
    const said = readSaid(part, this.passive, this.nouns);
    const actions = this.kept(said, part, subs, orders, setting);
    const negated = said.negated || said.actions.some((one) => one.negated);
    if (
      actions.length + said.refers.length === 0 &&
      !negated &&
      subs.some(({ relation }) => relation === "after" || relation === "before")
    ) {
      // "The agenda needs the minutes": it speaks of a known step by its noun.
      const spoken = mentionIn(this.graph, [part.text], "after", "needs", {
        stage: [],
        latest: [],
        create: "none",
        topic: "",
      });
      if (spoken.steps.length === 1) said.refers.push(part.text);
    }
    const isBound = subs.some(
      ({ relation }) =>
        relation === "before" || relation === "until" || relation === "after" || relation === "if",
    );
    if (negated && !isBound) return;
    for (const sub of subs)
      if (negated && (sub.relation === "before" || sub.relation === "until" || sub.relation === "if"))
        sub.relation = "after";
    const conditional = subs.some(({ relation }) => relation === "if");
    const alternative = orders.includes("else");
    for (const sub of subs)
      if (sub.relation === "until" && !sub.leads && !negated) this.withEnd(sub, actions);
    const topic = said.actions[0]?.subject ?? "";
    const waiting = this.waiting(subs, orders, { negated, topic, first, setting });
    for (const sub of subs)
      if (sub.leads && (sub.relation === "if" || sub.relation === "beside" || sub.relation === "before"))
        this.speakOf(sub, null);
    const made = this.make(this.proVerbs(actions, subs), part, first);
    const referred = said.refers
      .flatMap((text) => this.referred(text, said))
      .filter((one) => !made.includes(one));
    const steps = [...made, ...referred];
    if (steps.length === 0) {
      if (waiting.steps.length > 0) [this.scope, this.latest] = [waiting.steps, waiting.steps];
      if (waiting.steps.length > 0 && first) this.stage = waiting.steps;
      return;
    }
    for (const sub of subs) if (!sub.leads && sub.relation === "after") this.speakOf(sub, null, true);
    const isMade = referred.length === 0;
    // "5. Update the system - IT can do that while the letters go out": that is where it stands, not below 4.
    if (!isMade && subs.some(({ relation }) => relation === "beside" || relation === "after"))
      this.undoDefaults(referred);
    this.ungrant(waiting.steps);
    const previous = this.spoken.length > 0 ? this.spoken : this.latest;
    this.spoken = [];
    if (this.fork !== null && this.inCase && !conditional && !alternative)
      for (const step of steps) this.addToCase(step);
    const base = this.base({ part, subs, orders, steps, waiting, first, conditional, alternative, setting });
    const roots = this.graph.roots(steps);
    this.graph.connect(base.steps, roots);
    let isLoose = base.loose;
    const explicit =
      waiting.steps.length > 0 ||
      conditional ||
      alternative ||
      subs.some(({ relation, leads }) => relation === "beside" && leads);
    const open = subs.filter(
      (sub) => sub.relation === "if" || (sub.relation === "after" && waiting.steps.length === 0),
    );
    if (isMade && open.length > 0 && this.graph.predecessors(roots).length === 0)
      this.pending.push({ texts: open.flatMap((sub) => sub.texts), steps: roots });
    else if (isMade) this.answer(made);
    if (isMade && !base.alone) {
      for (const step of steps) {
        const ahead = subs
          .filter(({ relation }) => relation === "before" || relation === "beside")
          .flatMap((sub) => this.mentioned(sub, "none", "", setting, made).steps);
        const except = [...(base.beside ? base.siblings : []), ...made, ...ahead, ...this.ahead];
        const used = this.used(step, part, {
          except,
          explicit,
          joined: setting.joined,
          beside: subs.some(({ relation, leads }) => relation === "beside" && leads),
        });
        // What serves one case of a condition serves them all.
        if (used.some((one) => this.caseEnds.includes(one)) && !explicit)
          used.push(...this.caseEnds.filter((one) => !made.includes(one)));
        this.graph.connect(used, [step]);
        isLoose &&= used.length === 0;
      }
    }
    if (isLoose) this.grant(steps);
    if (part.trailing.includes("then")) this.byTheWay = steps.at(-1) ?? -1;
    const sides = conditional ? [] : this.besides(subs, steps, setting);
    this.befores(subs, steps, orders, previous);
    if (part.serial)
      for (let at = 1; at < this.own.length; at++)
        this.graph.connect([this.own[at - 1] ?? -1], [this.own[at] ?? -1]);
    if (this.aheadOnly) {
      // What has to be there beforehand is no stage of its own.
      this.aheadOnly = false;
      this.own.push(...steps);
      this.spoken = steps;
      return;
    }
    this.advance(steps);
    const sideBySide = base.siblings.filter((one) => this.own.includes(one) && !this.graph.leads(one, steps));
    this.latest = [
      ...new Set([
        ...(sideBySide.length > 0 ? this.latest.filter((one) => !this.graph.leads(one, steps)) : []),
        ...sides,
        ...steps,
      ]),
    ];
    this.own.push(...steps);
    const last = actions.at(-1);
    if (last !== undefined)
      [this.passive, this.nouns] = [last.how === "passive" ? last.subject : "", last.how === "noun"];
    if (last !== undefined) {
      this.lastHow = last.how;
      this.lets = /^(?:let|have)(?=\s)/i.exec(last.words)?.[0].toLowerCase() ?? "";
      this.had =
        last.how !== "order"
          ? ""
          : (/^have\s+(.{2,40}?)\s+\p{L}+(?:ed|en|wn|ut|ilt)\b/iu.exec(last.words)?.[1] ?? "");
    }
    if (first && (orders.includes("start") || part.trailing.includes("start")) && !part.but)
      this.opener = steps;
    else if (orders.length > 0 || subs.length > 0) this.opener = [];
  }

  /** The actions of a part that are steps: not remarks, and nothing that was done long ago. */
  protected kept(
    said: Said,
    part: MainPart,
    subs: readonly SubPart[],
    orders: readonly Order[],
    setting: Setting,
  ): Action[] {
    const marked = orders.length + part.trailing.length + subs.length > 0 || part.serial;
    return said.actions.filter((one) => {
      if (
        /^(?:handle|see to|manage) (?:that|this|it|so|them|these|those)$|^(?:go ahead|get going|get started|carry on|proceed)$|\s(?:nothing|nobody)$/i.test(
          one.words,
        )
      )
        return false;
      if (/^\S+(?:\s+\S+)?\s+(?:anything|something|everything else)(?:\s+(?:else|new))?$/i.test(one.words))
        return false;
      if (one.past && !marked) return false;
      if (!marked && !setting.narrated && /^(?:i|we)\s+will\b/i.test(expandContractions(part.text)))
        return false;
      if (one.how === "noun") return marked || this.nouns || part.text.length > 0;
      if (one.how === "active" && !one.required && !marked && !setting.narrated)
        return this.speaksOfKnown(one.words) && !/^(?:we|i|you)\b/i.test(one.subject);
      if (one.how === "passive" && !one.required && !marked && !setting.narrated)
        return this.speaksOfKnown(one.words) || this.graph.steps.length === 0 || this.own.length > 0;
      return true;
    });
  }

  protected speaksOfKnown(words: string): boolean {
    const own = stems(words);
    return (
      this.graph.steps.some((step) => [...step.acts, ...step.makes].some((one) => own.has(one))) ||
      /\b(?:it|they|these|this|them|those|her|him|she|he)\b/i.test(words)
    );
  }

  /** Steps that a part speaks of without saying what is done: "the painting can start". */
  protected referred(text: string, said: Said): number[] {
    if (/^(?:it|this|that|these|those|they|which|both|all|everything)\b/i.test(text))
      return said.negated ? [] : this.latest;
    const mention = mentionIn(this.graph, [text], "after", "after", {
      stage: this.stage,
      latest: this.latest,
      create: "all",
      topic: "",
    });
    if (mention.steps.length > 0) return mention.steps;
    if (/^(?:we|i|you|the (?:plan|deadline|budget|goal|event|project|whole thing))$/i.test(text)) return [];
    const actions = readSaid(mainPart(text), "", true).actions;
    return actions.map(({ words }) => this.graph.step(unmask(words)));
  }

  /** "Once both are done" by itself: what follows comes after what it names. */
  protected subsAlone(subs: readonly SubPart[], setting: Setting): void {
    const { steps } = this.waiting(subs, [], { negated: false, topic: "", first: true, setting });
    if (steps.length > 0) [this.stage, this.latest] = [steps, steps];
  }
}

/** Main parts with the subordinate parts that are about them. */
function unitsOf(parts: readonly Part[]): Unit[] {
  const units: Unit[] = [];
  let leading: SubPart[] = [];
  for (const part of parts) {
    if (part.kind === "main") {
      units.push({ part, subs: leading });
      leading = [];
    } else if (part.leads || units.length === 0) leading.push({ ...part, leads: true });
    else units.at(-1)?.subs.push(part);
  }
  return leading.length > 0 && units.length > 0 ? (units.at(-1)?.subs.push(...leading), units) : units;
}

/** Parts that were said to be done at the same time, as "A, B and C in parallel" says of all three. */
function togetherIn(units: readonly Unit[]): Set<MainPart> {
  const found = new Set<MainPart>();
  let run: MainPart[] = [];
  for (const { part, subs } of units) {
    if (part.orders.length > 0 || subs.some((sub) => sub.leads)) run = [];
    run.push(part);
    if (part.trailing.includes("beside") && run.length > 1) for (const one of run) found.add(one);
  }
  return found;
}

/** "Peel and dice the potatoes": one object for both. */
function shareObjects(units: readonly Unit[]): void {
  for (let at = units.length - 1; at > 0; at--) {
    const [one, next] = [units[at - 1]?.part, units[at]?.part];
    if (
      one === undefined ||
      next === undefined ||
      !next.and ||
      next.orders.length > 0 ||
      !/^\p{L}+$/u.test(one.text)
    )
      continue;
    const object = /^\S+\s+((?:the|it|them|all|every|each|both|our|my|this|these|those)\b.*)$/i.exec(
      next.text,
    )?.[1];
    if (object !== undefined && startsOrder(one.text)) one.text = `${one.text} ${object}`;
  }
}

const isCase = ({ part, subs }: Unit) =>
  part.orders.includes("else") || subs.some((sub) => sub.relation === "if" && sub.leads);
