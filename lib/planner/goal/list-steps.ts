import { actionsIn } from "./actions.ts";
import { readClauses } from "./clauses.ts";
import type { Clause, Subordinate } from "./clauses.ts";
import { bare, unmask } from "./fragments.ts";
import { breakInline, readItems } from "./list-items.ts";
import type { Item } from "./list-items.ts";
import { namedByOutcome, pointsBack, pointsToAll, usedSteps } from "./links.ts";
import { namedBy } from "./named.ts";
import { expandContractions, readFinite } from "./finite.ts";
import { readPhrase } from "./phrases.ts";
import { splitSentences } from "./sentences.ts";
import { StepGraph } from "./step-graph.ts";
import type { StepOutline } from "./step-graph.ts";

const PARALLEL =
  /\b(?:in parallel|at the same time|simultaneously|meanwhile|side by side|alongside each other|in any order)\b/i;
const SEQUENCE =
  /\b(?:steps|in (?:this|that|the following|exactly this)? ?order|phases|sequence|process|one after (?:the other|another))\b/i;
const FREE =
  /\b(?:not (?:have to |need to )?(?:wait|depend)|not dependent|independent|(?:at )?any ?time|nothing to do with|depends? on nothing|no dependenc|whenever|no matter when|not matter when|(?:no|without any?) (?:need to wait|link|connection|relation)|not (?:linked|related|connected|tied)|unrelated|separate from)/i;

/** What an item says about where it stands. */
type Standing = {
  after: number[];
  beside: number[];
  free: boolean;
  last: boolean;
  next: boolean;
  together: boolean;
  conditional: boolean;
};

/**
 * Steps given as a list, one an item. A numbered list is a chain; an item may name others instead ("after 1 and 2", "alongside
 * step 3", "when the hall is booked"). Bullets have no order but what they say or use, unless what stands above calls them steps.
 */
export function readListSteps(text: string): StepOutline | null {
  const { above, items, below } = readItems(breakInline(text));
  if (items.length < 2) return null;
  const list = new ListReader(
    (items.some((item) => item.number !== null) || SEQUENCE.test(above)) && !PARALLEL.test(above),
    overrides(`${above}\n${below}`),
  );
  for (const item of items) list.read(item);
  return list.graph.steps.length >= 2 ? list.graph.outline() : null;
}

class ListReader {
  readonly graph = new StepGraph();
  private readonly byNumber = new Map<number, number[]>();
  private before: number[] = [];
  private current: number[] = [];

  private readonly chain: boolean;
  private readonly said: Map<number, { after: number[]; beside: number[] }>;

  constructor(chain: boolean, said: Map<number, { after: number[]; beside: number[] }>) {
    this.chain = chain;
    this.said = said;
  }

  read(item: Item): void {
    const { core, remarks } = apartFrom(item.text);
    const [first, ...notes] = splitSentences(core).map(({ text }) => text);
    if (first === undefined || this.graph.full) return;
    const clauses = readClauses(first);
    this.lettered = item.lettered;
    const wordings = wordingsOf(clauses, first);
    if (wordings.length === 0) return;
    const known = this.graph.steps.length;
    const said = [...remarks, ...notes];
    const standing = this.standing(
      [...clauses, ...said.flatMap((remark) => readClauses(remark))],
      [first, ...said],
      wordings[0] ?? "",
    );
    const steps = this.make(wordings).filter((step) => step >= known);
    if (steps.length === 0) return;
    if (item.number !== null) this.byNumber.set(item.number, steps);
    const told = this.said.get(item.number ?? -1);
    standing.after.push(...this.numbered(told?.after ?? []));
    standing.beside.push(...this.numbered(told?.beside ?? []));
    this.place(steps, standing, [...wordings.map(unmask), ...notes.map(unmask)]);
  }

  /** The steps of one item; one that uses what another makes comes after it. */
  private make(wordings: readonly string[]): number[] {
    const made: number[] = [];
    for (const words of wordings) {
      const previous = made.at(-1);
      const last = this.graph.steps.at(-1);
      const step = this.graph.step(unmask(words), false, pointsBack(words) ? last?.about : undefined);
      const used = usedSteps(this.graph, unmask(words), step).filter((one) => made.includes(one));
      if (used.length === 0 && previous !== undefined && pointsBack(words)) used.push(previous);
      this.graph.connect(used, [step]);
      made.push(step);
    }
    return [...new Set(made)];
  }

  private place(steps: number[], standing: Standing, words: string[]): void {
    const { after, beside } = standing;
    const previous = this.current;
    const roots = steps.filter((step) =>
      this.graph.predecessors([step]).every((one) => !steps.includes(one)),
    );
    const ends = steps.filter((step) => this.graph.sinks().includes(step));
    const uses = words.flatMap((text) => usedSteps(this.graph, text, steps[0] ?? -1, steps));
    const go = (before: number[], beyond: number[]) => {
      this.graph.connect(before, roots);
      [this.before, this.current] = [before, [...beyond.filter((one) => !before.includes(one)), ...ends]];
    };
    if (standing.conditional) this.conditionals.push(...steps);
    else this.branch = null;
    for (const [index, step] of steps.entries())
      this.graph.connect(namedByOutcome(this.graph, words[index] ?? "", step), [step]);
    if (standing.last) {
      go(
        this.graph.sinks().filter((one) => !steps.includes(one)),
        [],
      );
    } else if (standing.conditional) {
      const base = after.length > 0 ? after : (this.branch ?? (this.chain ? previous : previous.slice(-1)));
      const open = this.branch === null ? [] : previous;
      this.branch = base;
      go(base, after.length > 0 ? previous : open);
    } else if (after.length > 0) {
      this.unchain(after);
      go(after, previous);
    } else if (beside.length > 0) {
      this.graph.connect(this.graph.predecessors(beside), roots);
      [this.before, this.current] = [this.graph.predecessors(beside), [...previous, ...ends]];
    } else if (standing.free) {
      [this.before, this.current] = [[], [...previous, ...ends]];
    } else if (standing.together) {
      this.graph.connect(this.before, roots);
      this.current = [...previous, ...ends];
    } else if (this.chain || standing.next) {
      if (pointsToAll(words[0] ?? ""))
        this.unchain(previous.flatMap((one) => [one, ...this.defaultsOf(one)]));
      const used = previous.filter((one) => uses.includes(one));
      const before = used.length > 0 ? used : this.current;
      const only = before.length === 1 && previous.length === 1 ? before[0] : undefined;
      if (only !== undefined) for (const root of roots) this.defaults.set(root, only);
      go(before, previous);
    } else {
      const used = pointsToAll(words[0] ?? "") ? previous : [...uses];
      const last = (steps[0] ?? 0) - 1;
      if (used.length === 0 && pointsBack(words[0] ?? "") && last >= 0) used.push(last);
      this.graph.connect(used, roots);
      this.current = [...previous, ...ends];
    }
  }

  private branch: number[] | null = null;
  private lettered = false;
  /** What a step comes after only because its item stands below. */
  private readonly defaults = new Map<number, number>();

  private defaultsOf(step: number): number[] {
    const before = this.defaults.get(step);
    return before === undefined ? [] : [before];
  }

  /** "Compare them, after 1 and 2": naming both says that neither waits for the other, though one stands below. */
  private unchain(named: readonly number[]): void {
    for (const step of named) {
      const before = this.defaults.get(step);
      if (before === undefined || !named.includes(before)) continue;
      this.defaults.delete(step);
      this.graph.disconnect(before, step);
      this.graph.connect(this.graph.predecessors([before]), [step]);
      if (this.current.includes(step)) this.current = [...new Set([...this.current, before])];
    }
  }

  private standing(clauses: readonly Clause[], texts: readonly string[], words: string): Standing {
    const standing: Standing = {
      after: [],
      beside: [],
      free: false,
      last: false,
      next: false,
      together: false,
      conditional: false,
    };
    const plain = texts.map(expandContractions).join(" ; ");
    const free = texts.some((text) => FREE.test(expandContractions(text)));
    for (const clause of clauses) {
      const orders = [...clause.orders, ...clause.trailing];
      standing.last ||= orders.includes("last");
      standing.next ||= orders.includes("then");
      standing.together ||= orders.includes("beside");
      standing.free ||= orders.includes("free");
      standing.conditional ||= orders.includes("else");
      for (const sub of clause.subs) {
        const plainText = expandContractions(sub.pieces[0]?.text ?? "");
        const pronoun = /^(?:it|they|these|those)\s/i.test(plainText);
        const own = pronoun ? this.graph.find(unmask(words), true) : null;
        const notAtAll = /\b(?:wait|waits|depend|depends|dependent)\b/.test(sub.words) && free;
        const named = notAtAll ? [] : this.named(sub);
        // "Hang the backdrop when it is dry": "it" is what an earlier item speaks of, too.
        const byVerb = sub.pieces.some(
          ({ text }) => readFinite(expandContractions(text))?.voice === "passive" && named.length > 0,
        );
        const steps =
          own !== null && !byVerb && named.every((one) => this.current.includes(one)) ? [own] : named;
        if (sub.relation === "beside") standing.beside.push(...steps);
        else if (sub.relation === "if") {
          standing.conditional = true;
          standing.after.push(...(/^(?:it|they|not)\b/i.test(plainText) ? [] : named));
        } else if (sub.relation === "after")
          standing.after.push(...this.settled(steps, sub.pieces.map(({ text }) => text).join(" ")));
      }
    }
    const needed =
      /\b(?:needs?|requires?)\s+(?!to\b)([^.;]+)|([^,;.(]+?)\s+(?:(?:is |are )?(?:needed|required)\b|(?:has to|have to|must) be (?:ready|done|finished|there|in place)\b)/i.exec(
        plain,
      );
    const next =
      /\b(?:next to|alongside|parallel (?:to|with)|(?:the )?same time as|together with|w\/)\s+((?:steps?\s+)?\d{1,2}(?:\s*(?:,|and|&|\+)\s*\d{1,2})*)/i.exec(
        plain,
      );
    if (next !== null && standing.beside.length === 0)
      standing.beside.push(...this.numbered((next[1] ?? "").match(/\d+/g)?.map(Number) ?? []));
    if (needed !== null && standing.after.length === 0 && !/\bno need\b|\bnot need\b/i.test(plain)) {
      const pieces = (needed[1] ?? needed[2] ?? "")
        .replace(/,?\s+(?:but )?not\s.*$/i, "")
        .split(/\s*(?:,|\band\b|&)\s*/)
        .map((part) => ({ text: part, joint: "", comma: false, and: true, so: false }));
      standing.after.push(...this.named({ relation: "after", words: "needs", pieces, leading: false }));
    }
    // "No agents needed for that": it needs only what it speaks of.
    if (
      !free &&
      standing.after.length === 0 &&
      /\bno \p{L}+ (?:needed|required)|\bnot needed\b/iu.test(plain)
    )
      standing.after.push(...usedSteps(this.graph, unmask(words), -1));
    if (free) standing.free = true;
    // "(in parallel)" alone.
    standing.together ||= texts.slice(1).some((text) => PARALLEL.test(text));
    standing.after = [...new Set(standing.after)];
    return standing;
  }

  /** "When the sample matter is dealt with": what its outcome decides is dealt with, too. */
  private settled(steps: readonly number[], text: string): number[] {
    if (!/\b(?:dealt with|settled|sorted|resolved|cleared up)\b/i.test(text)) return [...steps];
    return steps.flatMap((step) => {
      const later = this.conditionals.filter((one) => this.graph.predecessors([one]).includes(step));
      return later.length > 0 ? later : [step];
    });
  }

  private readonly conditionals: number[] = [];

  private named(sub: Subordinate): number[] {
    const numbers = sub.pieces.flatMap(({ text }) => numbersIn(text, this.lettered));
    if (numbers.length > 0) return this.numbered(numbers);
    return namedBy(this.graph, sub, { current: this.current, create: "none", last: this.current.slice(-1) })
      .steps;
  }

  private numbered(numbers: readonly number[]): number[] {
    return numbers.flatMap((number) => this.byNumber.get(number) ?? []);
  }
}

/** What an item says is to be done, and what it remarks in brackets. */
function apartFrom(text: string): { core: string; remarks: string[] } {
  const remarks: string[] = [];
  const core = text.replace(/\s*\(([^()]{0,300})\)/g, (_whole, inside: string) => {
    remarks.push(...inside.split(/\s*[;.]\s+/));
    return "";
  });
  return { core, remarks };
}

/** "steps 2", "1 to 3", "3 are done"; nothing for "2 weeks". */
function numbersIn(text: string, lettered: boolean): number[] {
  const letter = lettered
    ? /^(?:(?:steps?|items?|points?)\s+)?([a-j])\)?(?:\s+(?:is|are|has|have)\b.*)?$/i.exec(text.trim())
    : null;
  const roman = /^(?:steps?\s+)?(i{1,3}|iv|vi{0,3}|ix|x)$/i.exec(text.trim());
  if (roman !== null)
    return [
      ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"].indexOf(
        (roman[1] ?? "").toLowerCase(),
      ),
    ];
  if (letter !== null) return [(letter[1] ?? "").toLowerCase().charCodeAt(0) - 96];
  const match =
    /^(?:both\s+|only\s+)?(?:the\s+)?(?:steps?|items?|points?|tasks?|numbers?|no\.?|nos\.?)?\s*#?(\d{1,2})(?:\s*(?:-|–|to|through)\s*#?(\d{1,2}))?\b\)?(?:\s+(?:is|are|has|have|was|were)\b.*|\s+(?:done|finished|complete|completed|too|only)\b.*)?$/i.exec(
      unmask(text).trim(),
    );
  if (match === null) return [];
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return Array.from({ length: Math.max(1, Math.min(to - from + 1, 30)) }, (_one, index) => from + index);
}

/** What is to be done, without what is said about its place; nothing for an item that is only a remark. */
function wordingsOf(clauses: readonly Clause[], text: string): string[] {
  const mains = clauses.filter(({ main }) => main.length > 0);
  const [clause] = mains;
  const [first, ...rest] = clause?.main ?? [];
  if (clause === undefined || first === undefined) return [bare(text)].filter((words) => words !== "");
  const actions = mains.flatMap((one) => actionsIn(one, "", "", ""));
  const remark = rest.some(({ text: said }) => /\b(?:needs?|needed|requires?|required)\b/i.test(said));
  if (!remark && actions.length > 1 && actions.every(({ how, words }) => how === "order" && /\s/.test(words)))
    return actions.filter(({ negated }) => !negated).map(({ words }) => words);
  const phrase = readPhrase(first.text);
  if (phrase.kind === "action" && phrase.negated) return [];
  let words =
    phrase.kind === "action" ? phrase.words : bare(first.text) || (phrase.kind === "none" ? "" : first.text);
  if (words === "") return [];
  for (const piece of rest) {
    const kind = readPhrase(piece.text).kind;
    if (kind === "refer" || kind === "none" || FREE.test(expandContractions(piece.text))) break;
    if (/\b(?:needs?|needed|requires?|required)\b/i.test(piece.text)) break;
    words += piece.joint + bare(piece.text);
  }
  return [words];
}

/** What is said about numbered items outside of the list: "2 and 3 can run in parallel", "step 4 needs 1 and 2". */
function overrides(text: string): Map<number, { after: number[]; beside: number[] }> {
  const said = new Map<number, { after: number[]; beside: number[] }>();
  for (const sentence of text.split(/[.!?;\n]+/)) {
    const numbers = [
      ...sentence.matchAll(/(?<![\d.,])(\d{1,2})(?![\d.,%]|\s*(?:weeks?|days?|months?|hours?|euros?))/g),
    ];
    const own =
      /^\s*(?:(?:but|and|note:?|only|of these,?)\s+)*(?:both\s+)?(?:steps?|items?|points?|numbers?|tasks?)?\s*#?\d{1,2}\b/i.test(
        sentence,
      );
    if (!own || numbers.length < 2) continue;
    const all = numbers.map((match) => Number(match[1]));
    const joiner = /\b(?:after|once|when|needs?|requires?|depends? on|waits? for|until)\b/i.exec(sentence);
    if (joiner !== null) {
      const later = numbers.filter((match) => match.index < joiner.index).map((match) => Number(match[1]));
      const earlier = numbers.filter((match) => match.index > joiner.index).map((match) => Number(match[1]));
      for (const one of later) said.set(one, { after: earlier, beside: said.get(one)?.beside ?? [] });
    } else if (PARALLEL.test(sentence) || /\balongside|parallel|together\b/i.test(sentence)) {
      const [first = 0, ...others] = all;
      for (const one of others) said.set(one, { after: said.get(one)?.after ?? [], beside: [first] });
    }
  }
  return said;
}
