import { genericPlan } from "./generic.ts";
import { PLAYBOOKS } from "./registry.ts";

/** Vectors of texts, of length 1: the more alike two texts are in meaning, the greater the sum of products of their vectors. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<number[][]>;

/**
 * How much a goal is like what a playbook is asked for (about 0 for strangers, 0.3 and more for what it is made for), and which of
 * its examples comes closest.
 */
export type Likeness = { likeness: number; closest: string };

type Example = { playbookId: string; text: string; spoken: boolean; vector: number[] };

/** What was learned from the playbooks' own texts: a direction for each of them. */
type Lesson = { mean: number[]; directions: ReadonlyMap<string, number[]>; examples: Example[] };

/**
 * How much the directions are held back from fitting single examples. Of 1/10, 3/10, 1, 2 and 4 it found the right playbook most often
 * for examples that were left out.
 */
const RIDGE = 1;
/** What a goal wants stands in its beginning; and a long text takes the embedder longer. */
const MOST_CHARACTERS = 400;

/** The generic plan is learned too: its examples are what no playbook is made for. */
const LEARNED = [...PLAYBOOKS, genericPlan];

const lessons = new WeakMap<Embed, Promise<Lesson>>();

/** Learns the playbooks' texts by heart, once for each way of embedding; what fails is tried again at the next call. */
export function learnPlaybooks(embed: Embed): Promise<Lesson> {
  const known = lessons.get(embed);
  if (known) return known;
  const lesson = learn(embed);
  lessons.set(embed, lesson);
  lesson.catch(() => lessons.delete(embed));
  return lesson;
}

/** The vector of a goal, for {@link likenesses}. */
export type GoalVector = Promise<number[][]>;

/**
 * Begins to embed a goal before anybody needs it, so that it is done while the planner still reads what it works with.
 * @returns never an unhandled rejection: whoever awaits it hears of the failure
 */
export function embedGoal(goal: string, embed: Embed, signal: AbortSignal): GoalVector {
  const begun = embed([goal.slice(0, MOST_CHARACTERS)], signal);
  begun.catch(() => undefined);
  return begun;
}

/**
 * How much a goal is like each playbook and the generic plan, by id.
 * @param begun what {@link embedGoal} gave for this very goal; left out, it is embedded now
 */
export async function likenesses(
  goal: string,
  embed: Embed,
  signal: AbortSignal,
  begun?: GoalVector,
): Promise<ReadonlyMap<string, Likeness>> {
  const [vectors, { mean, directions, examples }] = await Promise.all([
    begun ?? embedGoal(goal, embed, signal),
    learnPlaybooks(embed),
  ]);
  const vector = vectors[0] ?? [];
  const centred = fromMean(vector, mean);
  const near = examples.map((one) => ({
    ...one,
    nearness: one.spoken ? dot(one.vector, vector) : -Infinity,
  }));
  return new Map(
    Array.from(directions, ([playbookId, direction]) => {
      const own = near.filter((one) => one.playbookId === playbookId);
      const closest = own.reduce((best, one) => (one.nearness > best.nearness ? one : best));
      return [playbookId, { likeness: dot(centred, direction), closest: closest.text }];
    }),
  );
}

async function learn(embed: Embed): Promise<Lesson> {
  const texts = LEARNED.flatMap(({ id, title, description, phrases }) => [
    ...(id === genericPlan.id ? [] : [`${title}. ${description}`, title]).map((text) => ({
      playbookId: id,
      text,
      spoken: false,
    })),
    ...phrases.map((text) => ({ playbookId: id, text, spoken: true })),
  ]);
  const vectors = await embed(
    texts.map(({ text }) => text),
    new AbortController().signal,
  );
  const examples = texts.map((text, at) => ({ ...text, vector: vectors[at] ?? [] }));
  const mean = (vectors[0] ?? []).map((_, i) => sum(vectors.map((one) => one[i] ?? 0)) / vectors.length);
  return { mean, directions: directionsOf(examples, mean), examples };
}

/**
 * Ridge regression of "is of this playbook" on the examples' vectors, one for each playbook: unlike the distance to single examples it
 * learns to look past what an example is about (a bakery, a school) to what is wanted.
 */
function directionsOf(examples: readonly Example[], mean: readonly number[]): Map<string, number[]> {
  const points = examples.map(({ vector }) => fromMean(vector, mean));
  const other = -1 / (LEARNED.length - 1);
  const rows = points.map((point, i) =>
    Float64Array.from([
      ...points.map((each, j) => dot(point, each) + (i === j ? RIDGE : 0)),
      ...LEARNED.map(({ id }) => (examples[i]?.playbookId === id ? 1 : other)),
    ]),
  );
  eliminate(rows);
  return new Map(
    LEARNED.map(({ id }, at) => {
      const direction = mean.map(() => 0);
      for (const [row, point] of points.entries()) {
        const share = rows[row]?.[points.length + at] ?? 0;
        for (let i = 0; i < point.length; i++) direction[i] = (direction[i] ?? 0) + share * (point[i] ?? 0);
      }
      return [id, direction];
    }),
  );
}

/** Gauss and Jordan's elimination in place: each row begins with its part of a positive definite matrix, the solution takes the rest. */
function eliminate(rows: readonly Float64Array[]): void {
  rows.forEach((row, i) => {
    const pivot = row[i] ?? 1;
    for (let j = i; j < row.length; j++) row[j] = (row[j] ?? 0) / pivot;
    rows.forEach((another, k) => {
      const factor = another[i] ?? 0;
      if (k === i || factor === 0) return;
      for (let j = i; j < another.length; j++) another[j] = (another[j] ?? 0) - factor * (row[j] ?? 0);
    });
  });
}

function fromMean(vector: readonly number[], mean: readonly number[]): number[] {
  const moved = vector.map((value, i) => value - (mean[i] ?? 0));
  const length = Math.hypot(...moved) || 1;
  return moved.map((value) => value / length);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The likeness in meaning of two texts, by their vectors: 1 for the same text. */
export function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] ?? 0) * (b[i] ?? 0);
  return total;
}
