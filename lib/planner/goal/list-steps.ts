import { expandContractions } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { takenApart } from "./read-sentence.ts";
import { breakInline, readItems } from "./list-items.ts";
import type { Item } from "./list-items.ts";
import { remarksOn } from "./list-remarks.ts";
import { Reader } from "./reader.ts";
import { splitSentences } from "./sentences.ts";
import type { StepOutline } from "./step-graph.ts";

const PARALLEL =
  /\b(?:in parallel|at the same time|simultaneously|meanwhile|side by side|alongside each other|in any order)\b/i;
const SEQUENCE =
  /\b(?:steps|in (?:this|that|the following|exactly this)? ?order|phases|sequence|process|one after (?:the other|another))\b/i;

/**
 * Steps given as a list, one an item. A numbered list is a chain; an item may name others instead ("after 1 and 2", "alongside
 * step 3", "when the hall is booked"). Bullets have no order but what they say or use, unless what stands above calls them steps.
 */
export function readListSteps(text: string): StepOutline | null {
  const { above, items, below } = readItems(breakInline(text));
  if (items.length < 2) return null;
  const chain = (items.some((item) => item.number !== null) || SEQUENCE.test(above)) && !PARALLEL.test(above);
  const list = new ListReader(
    chain,
    items.some(({ lettered }) => lettered),
  );
  const remarks = remarksOn(`${above}\n${below}`);
  const [head] = splitSentences(above);
  if (head !== undefined) list.reader.about(head.aim ?? head.text);
  for (const item of items)
    list.read({
      ...item,
      text: `${item.text.replace(/[\s.;,]+$/, "")}${remarks.get(item.number ?? -1) ?? ""}`,
    });
  return list.reader.graph.steps.length >= 2 ? list.reader.outline() : null;
}

class ListReader {
  readonly reader = new Reader();
  private readonly byNumber = new Map<number, number[]>();
  /** What a step comes after only because its item stands below. */
  private readonly defaults = new Map<number, number>();
  private readonly chain: boolean;
  private readonly lettered: boolean;

  constructor(chain: boolean, lettered: boolean) {
    this.chain = chain;
    this.lettered = lettered;
  }

  read(item: Item): void {
    const made: number[] = [];
    for (const [index, sentence] of splitSentences(plainItem(item.text)).entries()) {
      const { graph } = this.reader;
      const before = this.reader.stage;
      const steps = this.reader.read(takenApart(sentence).parts, {
        joined: false,
        glued: index > 0,
        chain: this.chain && index === 0,
        narrated: index === 0,
        numbered: (text) =>
          numbersIn(text, this.lettered).flatMap((number) => this.byNumber.get(number) ?? []),
      });
      made.push(...steps);
      const [only] = before;
      const roots = graph.roots(steps);
      if (this.chain && index === 0 && before.length === 1 && only !== undefined && this.reader.byDefault)
        for (const root of roots) this.defaults.set(root, only);
      if (!this.reader.byDefault) this.unchain(this.reader.named);
    }
    if (item.number !== null && made.length > 0) this.byNumber.set(item.number, this.reader.graph.ends(made));
  }

  /** "Compare them, after 1 and 2": naming both says that neither waits for the other, though one stands below. */
  private unchain(named: readonly number[]): void {
    const { graph } = this.reader;
    for (const step of named) {
      const before = this.defaults.get(step);
      if (before === undefined || !named.includes(before)) continue;
      this.defaults.delete(step);
      graph.disconnect(before, step);
      graph.connect(graph.predecessors([before]), [step]);
    }
  }
}

/** Says in words that prose has what an item says in those of a list: "needs 3 and 4" is "after 3 and 4". */
function plainItem(text: string): string {
  return expandContractions(text)
    .replace(/^(?:\p{L}+\s)?(?:separately|independently)[:,]\s+/iu, "separately, ")
    .replace(
      /\s*[,(–—-]\s*(?:(?:but|and|also|this|it|which)\s+)*(?:needs?|requires?|depends on|waits? for|has to wait for)\s+(?=\S)(?!to\b)([^).;]+)\)?/giu,
      ", after $1",
    )
    .replace(
      /\s*\(\s*([^()]{2,40}?)\s+(?:has|have) to be (ready|done|finished|there|in place)\s*\)/giu,
      ", once $1 is $2",
    )
    .replace(
      /\s*[,(–—-]\s*(?:(?:can|may|could)\s+)?(?:be\s+)?(?:done\s+|run\s+|happen\s+|go\s+)?(?:at\s+)?(?:any ?time|whenever)(?!\s+(?:after|before|once))[^);.,]*\)?/giu,
      ", separately",
    )
    .replace(
      /\s*[,(–—-]\s*(?:[^(),]{0,30}?\s)?(?:(?:does|do|is|are|has|have) not (?:depend|dependent|have to wait|need to wait|linked|related|connected|tied)|independent|nothing to do with|depends on nothing|no dependenc\w*|unrelated|no need to wait)[^);.]*\)?/giu,
      ", separately",
    );
}

/** "steps 2", "1 to 3", "3 are done"; nothing for "2 weeks". */
function numbersIn(text: string, lettered: boolean): number[] {
  const plain = unmask(text).trim();
  const letter = lettered
    ? /^(?:(?:steps?|items?|points?)\s+)?([a-j])\)?(?:\s+(?:is|are|has|have)\b.*)?$/i.exec(plain)
    : null;
  if (letter !== null) return [(letter[1] ?? "").toLowerCase().charCodeAt(0) - 96];
  const roman = /^(?:steps?\s+)?(i{1,3}|iv|vi{0,3}|ix|x)$/i.exec(plain);
  if (roman !== null)
    return [
      ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"].indexOf(
        (roman[1] ?? "").toLowerCase(),
      ),
    ];
  const many =
    /^(?:both\s+|only\s+)?(?:the\s+)?(?:steps?|items?|points?|tasks?|numbers?|no\.?|nos\.?)?\s*#?(\d{1,2}(?:\s*(?:,|and|&|\+|,\s*and|-|–|to|through)\s*#?\d{1,2})*)\b\)?(?:\s+(?:is|are|has|have|was|were|can|could)\b.*|\s+(?:done|finished|complete|completed|too|only)\b.*)?$/i.exec(
      plain,
    );
  if (many === null) return [];
  const said = many[1] ?? "";
  const numbers = (said.match(/\d+/g) ?? []).map(Number);
  const [from, to] = [numbers[0] ?? 0, numbers[1] ?? 0];
  if (numbers.length === 2 && /-|–|to|through/.test(said))
    return Array.from({ length: Math.max(1, Math.min(to - from + 1, 30)) }, (_one, index) => from + index);
  return numbers;
}
