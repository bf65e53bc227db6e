import { stems } from "../goal/words.ts";

/**
 * A pair less alike than this is no pair. "Draft the report" and "Review the report" share one of two words and must stay
 * apart (0.5); "book the hall" and "Book the town hall for the autumn fair" must meet (0.79).
 */
const ALIKE = 0.6;

/**
 * How alike a gold phrase and a step's title are by their stemmed words, from 0 to 1: half for how much of the phrase the title
 * says, half for how much both share (Dice), so that a longer title does little harm and a missing word does.
 */
export function likeness(phrase: string, title: string): number {
  const [wanted, own] = [stems(phrase), stems(title)];
  if (wanted.size === 0 || own.size === 0) return 0;
  const shared = [...wanted].filter((stem) => own.has(stem)).length;
  return (shared / wanted.size + (2 * shared) / (wanted.size + own.size)) / 2;
}

/**
 * Pairs phrases with titles one to one so that the pairs together are as alike as can be.
 * @returns for each phrase the place of its title, or null when none is left that is alike enough
 */
export function matchWording(phrases: readonly string[], titles: readonly string[]): (number | null)[] {
  const weights = phrases.map((phrase) =>
    titles.map((title) => {
      const alike = likeness(phrase, title);
      return alike < ALIKE ? 0 : alike;
    }),
  );
  return assign(weights).map((column, row) =>
    column !== null && (weights[row]?.[column] ?? 0) > 0 ? column : null,
  );
}

/** The Hungarian method (shortest augmenting paths, O(n^3)): the column for each row with the greatest sum of weights. */
function assign(weights: readonly (readonly number[])[]): (number | null)[] {
  const size = Math.max(weights.length, ...weights.map((row) => row.length));
  const cost = (row: number, column: number) => -(weights[row - 1]?.[column - 1] ?? 0);
  const zeros = () => Array<number>(size + 1).fill(0);
  const [rowPotential, columnPotential, rowOf] = [zeros(), zeros(), zeros()];
  for (let row = 1; row <= size; row++) {
    rowOf[0] = row;
    let column = 0;
    const came = zeros();
    const slack = Array<number>(size + 1).fill(Infinity);
    const used = Array<boolean>(size + 1).fill(false);
    do {
      used[column] = true;
      const at = rowOf[column] ?? 0;
      let [least, next] = [Infinity, 0];
      for (let other = 1; other <= size; other++) {
        if (used[other]) continue;
        const reduced = cost(at, other) - (rowPotential[at] ?? 0) - (columnPotential[other] ?? 0);
        if (reduced < (slack[other] ?? Infinity)) [slack[other], came[other]] = [reduced, column];
        if ((slack[other] ?? Infinity) < least) [least, next] = [slack[other] ?? Infinity, other];
      }
      for (let other = 0; other <= size; other++) {
        if (used[other]) {
          const owner = rowOf[other] ?? 0;
          rowPotential[owner] = (rowPotential[owner] ?? 0) + least;
          columnPotential[other] = (columnPotential[other] ?? 0) - least;
        } else slack[other] = (slack[other] ?? Infinity) - least;
      }
      column = next;
    } while ((rowOf[column] ?? 0) !== 0);
    while (column !== 0) {
      const previous = came[column] ?? 0;
      rowOf[column] = rowOf[previous] ?? 0;
      column = previous;
    }
  }
  const found = Array<number | null>(weights.length).fill(null);
  for (let column = 1; column <= size; column++) {
    const row = (rowOf[column] ?? 0) - 1;
    if (row >= 0 && row < weights.length && column <= (weights[row]?.length ?? 0)) found[row] = column - 1;
  }
  return found;
}
