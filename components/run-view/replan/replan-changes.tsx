import type { ChatChange } from "#lib/domain/chat.ts";
import { ChangeRows } from "./change-rows.tsx";

/** The changes of a replan, to pick among. */
export function ReplanChanges({
  changes,
  chosen,
  onToggle,
}: {
  changes: readonly ChatChange[];
  /** Places of those that are picked. */
  chosen: readonly number[];
  onToggle: (at: number, on: boolean) => void;
}) {
  return (
    <fieldset className="border-t px-3 py-2.5">
      <legend className="sr-only">Changes to accept</legend>
      <ChangeRows changes={changes} chosen={chosen} onToggle={onToggle} />
    </fieldset>
  );
}
