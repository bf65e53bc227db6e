import { ErrorNote } from "#components/ui/error-note.tsx";
import type { RunEvents } from "./use-run-events.ts";

/** Says of what is made from a run's events that the earlier ones are not here yet, or that some cannot be had. */
export function EarlierEvents({
  complete,
  failure,
  loadAll,
}: Pick<RunEvents, "complete" | "failure" | "loadAll">) {
  if (failure !== null)
    return (
      <ErrorNote title="Some of the run's events could not be read" message={failure} onRetry={loadAll} />
    );
  if (complete) return null;
  return (
    <p role="status" className="px-4 pt-2 text-xs text-muted">
      Reading the run's earlier events …
    </p>
  );
}
