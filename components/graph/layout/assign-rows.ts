import { levels, type GraphShape } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { foldLevels } from "./fold-levels.ts";
import { sizesFor } from "./layout-sizes.ts";
import type { Placed } from "./layout-value.ts";

/**
 * In which row each step of a changed plan stands. Rows that were there stay where they were, and so do cards whose level is the same;
 * of a level that is folded, others go to the row with the fewest. Only the last level, behind which nothing has to move, gets more rows.
 * @returns where the rows of each level begin, and the number of each step's row among them all
 */
export function assignRows(
  shape: GraphShape,
  {
    known,
    earlier,
    direction,
  }: { known: Placed; earlier: readonly (readonly number[])[]; direction: PlanDirection },
): { levelRows: number[][]; rowOf: Map<StepId, number> } {
  const { along, rowGap } = sizesFor(direction);
  const level = levels(shape);
  const ids: StepId[][] = [];
  for (const { id } of shape.steps) (ids[level.get(id) ?? 0] ??= []).push(id);
  const levelRows = ids.map((_, index) => [...(earlier[index] ?? [])]);
  const below = () => (levelRows.flat().at(-1) ?? -along - rowGap) + along + rowGap;
  for (const rows of levelRows) if (rows.length === 0) rows.push(below());
  const wanted = foldLevels(shape, ids, direction).at(-1) ?? 1;
  const last = levelRows.at(-1) ?? [];
  while (last.length < wanted) last.push(below());

  const rowOf = new Map<StepId, number>();
  let first = 0;
  for (const [index, rows] of levelRows.entries()) {
    const counts = rows.map(() => 0);
    const put = (id: StepId, row: number) => {
      counts[row] = (counts[row] ?? 0) + 1;
      rowOf.set(id, first + row);
    };
    const others: StepId[] = [];
    for (const id of ids[index] ?? []) {
      const place = known.get(id);
      const row = place ? rows.indexOf(place.along) : -1;
      if (row < 0) others.push(id);
      else put(id, row);
    }
    // Of rows with as few, the last: new steps come later in the plan's list.
    for (const id of others) put(id, counts.lastIndexOf(Math.min(...counts)));
    first += rows.length;
  }
  return { levelRows, rowOf };
}
