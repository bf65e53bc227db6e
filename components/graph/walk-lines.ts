import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency } from "#lib/domain/plan.ts";
import type { Sense } from "./walk.ts";

/** The dependencies of a step in the order that keys walk them: what waits for it, then what it waits for. */
export function linesOf(dependencies: readonly Dependency[], stepId: StepId): Dependency[] {
  return [
    ...dependencies.filter(({ from }) => from === stepId),
    ...dependencies.filter(({ to }) => to === stepId),
  ];
}

/**
 * The next dependency of a step, or the one before; round at the end.
 * @param current null before the first
 */
export function nextLine(
  lines: readonly Dependency[],
  current: Dependency | null,
  by: 1 | -1,
): { line: Dependency; number: number } | null {
  const at = lines.findIndex(({ from, to }) => from === current?.from && to === current.to);
  const next = at < 0 ? (by === 1 ? 0 : lines.length - 1) : (at + by + lines.length) % lines.length;
  const line = lines[next];
  return line ? { line, number: next + 1 } : null;
}

/** Where an arrow leads from a dependency: to the step at that end, or to the step's next or previous dependency. */
export function fromLine({ from, to }: Dependency, sense: Sense): StepId | 1 | -1 {
  if (sense === "back") return from;
  if (sense === "on") return to;
  return sense === "beside after" ? 1 : -1;
}
