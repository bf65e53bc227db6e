/** A rectangle in the canvas' own coordinates. */
export type Box = { x: number; y: number; width: number; height: number };

/** A line that shows what a dragged card is aligned with: across the axis at `at`, from `from` to `to`. */
export type Guide = { axis: "x" | "y"; at: number; from: number; to: number };

/** How far a dragged box moves to be aligned, and with what. */
export type Snap = { dx: number; dy: number; guides: Guide[] };

type Line = { at: number; box: Box };
type Lines = { edges: Line[]; middles: Line[] };

/** Further apart than this, lines that are meant to be one are not. */
const SAME = 0.01;

/** The edges and middles of cards, sorted once a drag, so that each movement looks up its neighbours and no others. */
export class GuideIndex {
  readonly #x: Lines;
  readonly #y: Lines;

  constructor(boxes: readonly Box[]) {
    this.#x = linesOf(boxes, "x");
    this.#y = linesOf(boxes, "y");
  }

  /** @param reach how far a box may lie from a line to be drawn to it */
  snap(box: Box, reach: number): Snap {
    const [x, y] = [nearest(this.#x, box, "x", reach), nearest(this.#y, box, "y", reach)];
    const placed = { ...box, x: box.x + (x?.by ?? 0), y: box.y + (y?.by ?? 0) };
    return {
      dx: x?.by ?? 0,
      dy: y?.by ?? 0,
      guides: [...(x ? [guide("x", x.lines, placed)] : []), ...(y ? [guide("y", y.lines, placed)] : [])],
    };
  }
}

type Axis = Guide["axis"];

function span(box: Box, axis: Axis): { start: number; middle: number; end: number } {
  const [start, size] = axis === "x" ? [box.x, box.width] : [box.y, box.height];
  return { start, middle: start + size / 2, end: start + size };
}

function linesOf(boxes: readonly Box[], axis: Axis): Lines {
  const byPlace = (a: Line, b: Line) => a.at - b.at;
  const spans = boxes.map((box) => ({ box, ...span(box, axis) }));
  const edges = spans.flatMap(({ box, start, end }) => [
    { at: start, box },
    { at: end, box },
  ]);
  const middles = spans.map(({ box, middle }) => ({ at: middle, box }));
  return { edges: edges.toSorted(byPlace), middles: middles.toSorted(byPlace) };
}

/** The least movement that aligns a box along an axis, and the lines it then lies on. A middle counts before an edge as near. */
function nearest({ edges, middles }: Lines, box: Box, axis: Axis, reach: number) {
  const { start, middle, end } = span(box, axis);
  let best: { by: number; lines: Line[] } | null = null;
  for (const [own, lines] of [
    [middle, middles],
    [start, edges],
    [end, edges],
  ] as const) {
    const by = distanceTo(lines, own);
    if (by === null || Math.abs(by) > reach) continue;
    if (best && Math.abs(by) > Math.abs(best.by) - SAME) continue;
    best = { by, lines: at(lines, own + by) };
  }
  return best;
}

/** How far the nearest line lies from a place. */
function distanceTo(lines: readonly Line[], place: number): number | null {
  const above = lowerBound(lines, place);
  const distances = [lines[above - 1], lines[above]].flatMap((line) => (line ? [line.at - place] : []));
  return distances.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? null;
}

function at(lines: readonly Line[], place: number): Line[] {
  const from = lowerBound(lines, place - SAME);
  const found: Line[] = [];
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index];
    if (!line || line.at > place + SAME) break;
    found.push(line);
  }
  return found;
}

/** The index of the first line that does not lie before a place. */
function lowerBound(lines: readonly Line[], place: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if ((lines[half]?.at ?? place) < place) low = half + 1;
    else high = half;
  }
  return low;
}

function guide(axis: Axis, lines: readonly Line[], placed: Box): Guide {
  const across = axis === "x" ? "y" : "x";
  const spans = [placed, ...lines.map(({ box }) => box)].map((box) => span(box, across));
  return {
    axis,
    at: lines[0]?.at ?? 0,
    from: Math.min(...spans.map(({ start }) => start)),
    to: Math.max(...spans.map(({ end }) => end)),
  };
}
