import { ArrowDown, ArrowUp, X } from "lucide-react";
import { IconButton } from "#components/ui/button.tsx";

/** Moves a row of a list up or down, or takes it out. `what` names the row: "rule 2". */
export function RowButtons({
  what,
  first,
  last,
  onMove,
  onRemove,
}: {
  what: string;
  first: boolean;
  last: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  return (
    <div className="flex shrink-0">
      <IconButton
        label={`Move ${what} up`}
        icon={<ArrowUp />}
        size="small"
        aria-disabled={first}
        className="aria-disabled:opacity-45"
        onClick={() => !first && onMove(-1)}
      />
      <IconButton
        label={`Move ${what} down`}
        icon={<ArrowDown />}
        size="small"
        aria-disabled={last}
        className="aria-disabled:opacity-45"
        onClick={() => !last && onMove(1)}
      />
      <IconButton label={`Remove ${what}`} icon={<X />} size="small" onClick={onRemove} />
    </div>
  );
}
