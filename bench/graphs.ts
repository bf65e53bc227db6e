/** A step of a bench graph. Every step reads one number from the first step before it and hands on one more. */
export type BenchStep = {
  id: string;
  /** How long its work takes. */
  ms: number;
  /** Size of the text that its output carries. */
  bytes: number;
  before: string[];
  /** The number that it must be given: an engine that hands on anything else fails. */
  input: number;
};

/** A graph, its steps in an order in which each comes after those it depends on. */
export type BenchGraph = { name: string; steps: BenchStep[] };

/** Runs of graphs, all started at once. */
export type Work = {
  runs: { graph: BenchGraph; copies: number }[];
  /** Whether each step makes a call that is recorded before and after it. */
  calls: boolean;
};

type Shape = { id: string; before: string[]; ms?: number; bytes?: number };

/** A graph of these steps, which must come after those they depend on. */
export function graphOf(name: string, shapes: readonly Shape[]): BenchGraph {
  const depth = new Map<string, number>();
  const steps = shapes.map(({ id, before, ms = 0, bytes = 0 }) => {
    const [first] = before;
    const input = first === undefined ? 0 : (depth.get(first) ?? Number.NaN);
    depth.set(id, input + 1);
    return { id, ms, bytes, before, input };
  });
  return { name, steps };
}

/** Steps one after the other. */
export function chain(length: number, each: { ms?: number; bytes?: number } = {}): BenchGraph {
  const name = `chain-${length}-${each.ms ?? 0}-${each.bytes ?? 0}`;
  return graphOf(
    name,
    Array.from({ length }, (_, i) => ({ id: `s${i}`, before: i === 0 ? [] : [`s${i - 1}`], ...each })),
  );
}

/** Steps that need nothing of each other. */
export function independent(count: number): BenchGraph {
  return graphOf(
    `independent-${count}`,
    Array.from({ length: count }, (_, i) => ({ id: `s${i}`, before: [] })),
  );
}

/** Diamonds of four steps, one below the other. */
export function diamonds(count: number): BenchGraph {
  const shapes = Array.from({ length: count }, (_, i) => [
    { id: `a${i}`, before: i === 0 ? [] : [`d${i - 1}`] },
    { id: `b${i}`, before: [`a${i}`] },
    { id: `c${i}`, before: [`a${i}`] },
    { id: `d${i}`, before: [`b${i}`, `c${i}`] },
  ]);
  return graphOf(`diamonds-${count}`, shapes.flat());
}

/** Layers in which each step needs one to three of the layer before and takes its own time, from a seed. */
export function layered(options: {
  seed: number;
  layers: number;
  width: number;
  ms: readonly [number, number];
}): BenchGraph {
  const { seed, layers, width, ms } = options;
  const random = randomOf(seed);
  const whole = (most: number) => Math.floor(random() * most);
  const shapes = Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: width }, (_, place) => {
      const wanted = layer === 0 ? 0 : 1 + whole(3);
      const before = new Set(Array.from({ length: wanted }, () => `s${layer - 1}-${whole(width)}`));
      // Mostly short, some long: the square of an even draw.
      return {
        id: `s${layer}-${place}`,
        before: [...before],
        ms: Math.round(ms[0] + (ms[1] - ms[0]) * random() ** 2),
      };
    }),
  );
  return graphOf(`layered-${seed}`, shapes.flat());
}

/**
 * Many short branches and a few long ones from one beginning to one end, from a seed: where slots are few, whoever takes the
 * branches as they come finds the long ones begun too late.
 */
export function branches(options: {
  seed: number;
  count: number;
  ms: readonly [number, number];
}): BenchGraph {
  const { seed, count, ms } = options;
  const random = randomOf(seed);
  const time = () => Math.round(ms[0] + (ms[1] - ms[0]) * random() ** 3);
  const shapes: Shape[] = [{ id: "first", before: [], ms: ms[0] }];
  const ends: string[] = [];
  for (let branch = 0; branch < count; branch++) {
    // The later half holds the long ones, which an order of arrival comes to last.
    const length = branch < count / 2 ? 1 : 1 + Math.floor(5 * random());
    for (let i = 0; i < length; i++) {
      const before = i === 0 ? "first" : `b${branch}-${i - 1}`;
      shapes.push({ id: `b${branch}-${i}`, before: [before], ms: time() });
    }
    ends.push(`b${branch}-${length - 1}`);
  }
  shapes.push({ id: "last", before: ends, ms: ms[0] });
  return graphOf(`branches-${seed}`, shapes);
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many steps the work has. */
export function stepCount(work: Work): number {
  return work.runs.reduce((sum, { graph, copies }) => sum + graph.steps.length * copies, 0);
}
