import type { ChatChange } from "#lib/domain/chat.ts";

/** The changes that the planner proposes, to pick among. */
export function ChangeRows({
  label,
  changes,
  chosen,
  disabled = false,
  onToggle,
}: {
  /** What the list is called, where nothing around it says so. */
  label?: string;
  changes: readonly ChatChange[];
  /** Places of those that are picked. */
  chosen: readonly number[];
  disabled?: boolean;
  onToggle: (at: number, on: boolean) => void;
}) {
  return (
    <ul className="flex flex-col gap-1.5" aria-label={label}>
      {changes.map((change, at) => (
        <ChangeRow
          key={at}
          change={change}
          changes={changes}
          checked={chosen.includes(at)}
          disabled={disabled}
          onToggle={(on) => onToggle(at, on)}
        />
      ))}
    </ul>
  );
}

/** One of them: what it does, what comes with it, and which others it needs. */
function ChangeRow({
  change,
  changes,
  checked,
  disabled,
  onToggle,
}: {
  change: ChatChange;
  /** All that are proposed with it. */
  changes: readonly ChatChange[];
  checked: boolean;
  disabled: boolean;
  onToggle: (on: boolean) => void;
}) {
  const needed = change.needs.flatMap((at) => changes[at]?.words ?? []);
  return (
    <li>
      <label className="flex cursor-pointer items-start gap-2">
        <input
          type="checkbox"
          className="mt-0.5 size-4 shrink-0 accent-accent"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onToggle(event.target.checked)}
        />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {change.words}
          {change.also.map((also) => (
            <span key={also} className="block text-xs text-muted">
              {also}
            </span>
          ))}
          {needed.length > 0 && <span className="block text-xs text-muted">Needs: {needed.join("; ")}</span>}
          {change.quote && <span className="block text-xs text-muted">From your words “{change.quote}”</span>}
        </span>
      </label>
    </li>
  );
}
