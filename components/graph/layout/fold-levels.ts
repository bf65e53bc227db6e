import { adjacency, type GraphShape } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanDirection } from "../plan-direction.ts";

/** How many cards stand side by side where a level is folded: about three thousand pixels, in which titles can still be read. */
const ABREAST: Record<PlanDirection, number> = { down: 10, right: 20 };

/** Steps of a level that hang on this share of their number, at most, are independent: their lines say little, and may lead past rows. */
const FEW_NEIGHBOURS = 0.25;

/** From this multiple of what stands abreast a level is folded whatever hangs on it: no line could be followed there anyhow. */
const MANY_TIMES = 6;

/**
 * Into how many rows each level is folded: one, unless very many independent steps would stand side by side.
 * @param levels the steps of each level
 */
export function foldLevels(
  shape: GraphShape,
  levels: readonly (readonly StepId[])[],
  direction: PlanDirection,
): number[] {
  const abreast = ABREAST[direction];
  if (levels.every((ids) => ids.length <= abreast)) return levels.map(() => 1);
  const { before, after } = adjacency(shape);
  return levels.map((ids) => {
    if (ids.length <= abreast) return 1;
    const neighbours = new Set(ids.flatMap((id) => [...(before.get(id) ?? []), ...(after.get(id) ?? [])]));
    const independent = neighbours.size <= ids.length * FEW_NEIGHBOURS;
    return independent || ids.length > abreast * MANY_TIMES ? Math.ceil(ids.length / abreast) : 1;
  });
}

/** Cuts a level into its rows, as even as can be, in their order. */
export function cutRows<T>(items: readonly T[], rows: number): T[][] {
  const start = (row: number) => Math.ceil((row * items.length) / rows);
  return Array.from({ length: rows }, (_, row) => items.slice(start(row), start(row + 1)));
}
