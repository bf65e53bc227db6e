import type { StreamEvent } from "#lib/domain/event.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import type { RunView } from "#lib/domain/view.ts";

/**
 * The later of two views of a run. A fetch that began before the latest events may answer after them; its older answer must not replace
 * what the events have made of the view since, because no further event may come to set that right. It tells all the same what the run's
 * own events do not: how the runs above and below it stand, and what those below cost. So the same events are applied to it.
 * @param since the events after the fetched view, as far as they are still here
 * @returns the fetched view unless the known one stands at a later sequence number; then that one, with what was fetched of other runs
 */
export function newerView(
  known: RunView | undefined,
  fetched: RunView,
  since: readonly StreamEvent[],
): RunView {
  if (!known || known.seq <= fetched.seq) return fetched;
  let view = fetched;
  for (const event of since) {
    const next = applyRunEvent(view, event);
    if (next === "gap") break;
    view = next;
  }
  if (view.seq >= known.seq) return view;
  return { ...known, parent: fetched.parent, below: fetched.below };
}
