import type { Dependency } from "#lib/domain/plan.ts";

/** An edge's id: unique in its plan, for two steps have one dependency at most. */
export function edgeId({ from, to }: Dependency): string {
  return `${from}>${to}`;
}
