import { readClauses } from "./clauses.ts";
import type { Clause, Subordinate } from "./clauses.ts";
import { bare, unmask } from "./fragments.ts";
import { breakInline, readItems } from "./list-items.ts";
import type { Item } from "./list-items.ts";
import { pointsBack, usedSteps } from "./links.ts";
import { namedBy } from "./named.ts";
import { expandContractions } from "./finite.ts";
import { readPhrase } from "./phrases.ts";
import { splitSentences } from "./sentences.ts";
import { StepGraph } from "./step-graph.ts";
import type { StepOutline } from "./step-graph.ts";

const PARALLEL =
  /\b(?:in parallel|at the same time|simultaneously|meanwhile|side by side|alongside each other|in any order)\b/i;
const SEQUENCE =
  /\b(?:steps|in (?:this|that|the following|exactly this)? ?order|phases|sequence|process|one after (?:the other|another))\b/i;
const FREE =
  /\b(?:not (?:have to |need to )?(?:wait|depend)|not dependent|independent|(?:at )?any ?time|nothing to do with|depends? on nothing|no dependenc|whenever)/i;

/** What an item says about where it stands. */
type Standing = {
  after: number[];
  beside: number[];
  free: boolean;
  last: boolean;
  next: boolean;
  together: boolean;
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
  private readonly byNumber = new Map<number, number>();
  private before: number[] = [];
  private current: number[] = [];

  private readonly chain: boolean;
  private readonly said: Map<number, { after: number[]; beside: number[] }>;

  constructor(chain: boolean, said: Map<number, { after: number[]; beside: number[] }>) {
    this.chain = chain;
    this.said = said;
  }

  read(item: Item): void {
    const [first, ...notes] = splitSentences(item.text).map(({ text }) => text);
    if (first === undefined || this.graph.full) return;
    const clauses = readClauses(first);
    const words = wordsOf(clauses, first);
    if (words === "") return;
    const known = this.graph.steps.length;
    const previous = this.current;
    const standing = this.standing(clauses, item.text, words);
    const step = this.graph.step(unmask(words));
    if (step < known) return;
    if (item.number !== null) this.byNumber.set(item.number, step);
    const said = this.said.get(item.number ?? -1);
    standing.after.push(...this.numbered(said?.after ?? []));
    standing.beside.push(...this.numbered(said?.beside ?? []));
    this.place(step, standing, [unmask(words), ...notes.map(unmask)], previous);
  }

  private place(step: number, standing: Standing, words: string[], previous: number[]): void {
    const { after, beside } = standing;
    if (standing.last) {
      const sinks = this.graph.sinks().filter((one) => one !== step);
      this.graph.connect(sinks, [step]);
      [this.before, this.current] = [sinks, [step]];
    } else if (after.length > 0 || beside.length > 0) {
      this.graph.connect(after.length > 0 ? after : this.graph.predecessors(beside), [step]);
      this.before = after.length > 0 ? after : this.graph.predecessors(beside);
      this.current = [...previous.filter((one) => !after.includes(one)), step];
    } else if (standing.free) {
      this.current = [...previous, step];
    } else if (standing.together) {
      this.graph.connect(this.before, [step]);
      this.current = [...previous, step];
    } else if (this.chain || standing.next) {
      this.graph.connect(previous, [step]);
      [this.before, this.current] = [previous, [step]];
    } else {
      const used = words.flatMap((text) => usedSteps(this.graph, text, step));
      const last = step - 1;
      if (used.length === 0 && pointsBack(words[0] ?? "") && last >= 0) used.push(last);
      this.graph.connect(used, [step]);
      this.current = [...previous, step];
    }
  }

  private standing(clauses: readonly Clause[], text: string, words: string): Standing {
    const standing: Standing = {
      after: [],
      beside: [],
      free: false,
      last: false,
      next: false,
      together: false,
    };
    const plain = expandContractions(text);
    for (const clause of clauses) {
      const orders = [...clause.orders, ...clause.trailing];
      standing.last ||= orders.includes("last");
      standing.next ||= orders.includes("then");
      standing.together ||= orders.includes("beside");
      standing.free ||= orders.includes("free");
      for (const sub of clause.subs) {
        const free = FREE.test(plain);
        const pronoun = /^(?:it|they|these|those)\s/i.test(expandContractions(sub.pieces[0]?.text ?? ""));
        const own = pronoun ? this.graph.find(unmask(words), true) : null;
        const named = this.named(sub, free);
        // "Hang the backdrop when it is dry": "it" is what an earlier item speaks of, too.
        const steps = own !== null && named.every((one) => this.current.includes(one)) ? [own] : named;
        if (sub.relation === "beside") standing.beside.push(...steps);
        else if (free) standing.after.push(...this.graph.predecessors(steps));
        else if (sub.relation === "after" || sub.relation === "if") standing.after.push(...steps);
      }
    }
    const needed =
      /\b(?:needs?|requires?)\s+(?!to\b)([^.;]+)|([^,;.(]+?)\s+(?:(?:is |are )?(?:needed|required)\b|(?:has to|have to|must) be (?:ready|done|finished|there|in place)\b)/i.exec(
        plain,
      );
    if (needed !== null && standing.after.length === 0) {
      const pieces = (needed[1] ?? needed[2] ?? "")
        .split(/\s*(?:,|\band\b|&)\s*/)
        .map((part) => ({ text: part, joint: "", comma: false, and: true, so: false }));
      standing.after.push(
        ...this.named({ relation: "after", words: "needs", pieces, leading: false }, false),
      );
    }
    if (FREE.test(plain)) standing.free = true;
    standing.after = [...new Set(standing.after)];
    return standing;
  }

  private named(sub: Subordinate, numbersOnly: boolean): number[] {
    const numbers = sub.pieces.flatMap(({ text }) => numbersIn(text));
    if (numbers.length > 0) return this.numbered(numbers);
    if (numbersOnly) return [];
    return namedBy(this.graph, sub, { current: this.current, create: "none", last: this.current.slice(-1) })
      .steps;
  }

  private numbered(numbers: readonly number[]): number[] {
    return numbers.map((number) => this.byNumber.get(number)).filter((one) => one !== undefined);
  }
}

/** "steps 2", "1 to 3", "3 are done"; nothing for "2 weeks". */
function numbersIn(text: string): number[] {
  const match =
    /^(?:both\s+|only\s+)?(?:the\s+)?(?:steps?|items?|points?|tasks?|numbers?|no\.?|nos\.?)?\s*#?(\d{1,2})(?:\s*(?:-|–|to|through)\s*#?(\d{1,2}))?\b\)?(?:\s+(?:is|are|has|have|was|were)\b.*|\s+(?:done|finished|complete|completed|too|only)\b.*)?$/i.exec(
      unmask(text).trim(),
    );
  if (match === null) return [];
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return Array.from({ length: Math.max(1, Math.min(to - from + 1, 30)) }, (_one, index) => from + index);
}

/** What is to be done, without what is said about its place; nothing for an item that is only a remark. */
function wordsOf(clauses: readonly Clause[], text: string): string {
  const [clause] = clauses.filter(({ main }) => main.length > 0);
  const [first, ...rest] = clause?.main ?? [];
  if (first === undefined) return bare(text);
  const phrase = readPhrase(first.text);
  let words =
    phrase.kind === "action"
      ? phrase.negated
        ? ""
        : phrase.words
      : bare(first.text) || (phrase.kind === "none" ? "" : first.text);
  if (words === "") return "";
  for (const piece of rest) {
    const kind = readPhrase(piece.text).kind;
    if (kind === "refer" || kind === "none" || FREE.test(expandContractions(piece.text))) break;
    if (/\b(?:needs?|needed|requires?|required)\b/i.test(piece.text)) break;
    words += piece.joint + bare(piece.text);
  }
  return words;
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
