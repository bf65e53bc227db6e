import { levels, type GraphShape } from "#lib/domain/graph.ts";
import { edgeId } from "../edge-id.ts";
import type { Sizes } from "./layout-sizes.ts";

/** What stands in a row: a card, or the place where a long line passes between the row's cards. */
export type Item = {
  /** The step's; null where a line passes. */
  id: string | null;
  row: number;
  /** Number within its row, from 0. */
  place: number;
  /** Its middle, across the reading direction. */
  at: number;
  before: Item[];
  after: Item[];
};

/** A graph in rows, where every line leads from one row to the next. */
export type Layered = {
  rows: Item[][];
  cards: Map<string, Item>;
  /** Of each line that passes rows, where it passes them, by edge id. */
  passages: Map<string, Item[]>;
};

/** The rows are the outline's levels: each step stands as early as what it waits for allows. */
export function layeredItems(shape: GraphShape): Layered {
  const level = levels(shape);
  const rows: Item[][] = [];
  const add = (id: string | null, row: number): Item => {
    const items = (rows[row] ??= []);
    const item: Item = { id, row, place: items.length, at: 0, before: [], after: [] };
    items.push(item);
    return item;
  };
  const cards = new Map(shape.steps.map(({ id }) => [id, add(id, level.get(id) ?? 0)]));
  const passages = new Map<string, Item[]>();
  for (const dependency of shape.dependencies) {
    const [from, to] = [cards.get(dependency.from), cards.get(dependency.to)];
    // A circle, which only a plan that is not valid has, is laid out without the line that closes it.
    if (!from || !to || from.row >= to.row) continue;
    let last = from;
    const passed: Item[] = [];
    for (let row = from.row + 1; row < to.row; row += 1) {
      const passage = add(null, row);
      join(last, passage);
      passed.push(passage);
      last = passage;
    }
    join(last, to);
    if (passed.length > 0) passages.set(edgeId(dependency), passed);
  }
  return { rows, cards, passages };
}

/** Makes two items neighbours: a line leads from one to the other. */
export function join(before: Item, after: Item): void {
  before.after.push(after);
  after.before.push(before);
}

/** Room between a line and the card it passes. */
const LINE_TO_CARD = 24;
/** Room between two lines. */
const LINE_TO_LINE = 8;

/** The least distance between the middles of two neighbours in a row. */
export function roomBetween(left: Item, right: Item, { across, gap }: Sizes): number {
  if (left.id !== null && right.id !== null) return across + gap;
  if (left.id === null && right.id === null) return LINE_TO_LINE;
  return across / 2 + LINE_TO_CARD;
}
