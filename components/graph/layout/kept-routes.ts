import type { Dependency } from "#lib/domain/plan.ts";
import { edgeId } from "../edge-id.ts";

/** The routes of a layout that lines still take: one leads from where the layout put a card, so a line to a moved one goes straight. */
export function keptRoutes<T>(
  dependencies: readonly Dependency[],
  routes: Readonly<Record<string, T>>,
  moved: Readonly<Record<string, unknown>>,
): Record<string, T> {
  const held = dependencies.filter(({ from, to }) => !(from in moved) && !(to in moved));
  return Object.fromEntries(
    held.flatMap((dependency) => {
      const route = routes[edgeId(dependency)];
      return route === undefined ? [] : [[edgeId(dependency), route]];
    }),
  );
}
