import type { ChatChange } from "#lib/domain/chat.ts";

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
      <ul className="flex flex-col gap-1.5">
        {changes.map((change, at) => {
          const needed = change.needs.flatMap((needs) => changes[needs]?.words ?? []);
          return (
            <li key={at}>
              <label className="flex cursor-pointer items-start gap-2">
                <input
                  type="checkbox"
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                  checked={chosen.includes(at)}
                  onChange={(event) => onToggle(at, event.target.checked)}
                />
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {change.words}
                  {change.also.map((also) => (
                    <span key={also} className="block text-xs text-muted">
                      {also}
                    </span>
                  ))}
                  {needed.length > 0 && (
                    <span className="block text-xs text-muted">Needs: {needed.join("; ")}</span>
                  )}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
