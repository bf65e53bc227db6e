import { ChevronsDownUp, ChevronsUpDown } from "lucide-react";
import { CanvasButton } from "../canvas-button.tsx";
import type { Grouping } from "./step-groups.ts";
import type { Groups } from "./use-groups.ts";

const WORDS: Record<Grouping, string> = { none: "Not grouped", level: "By level", subplan: "By subplan" };

/** How a large plan's steps are taken together. */
export function GroupControls({ groups }: { groups: Groups }) {
  const { by, drawn } = groups;
  return (
    <div role="group" aria-label="Groups" className="flex rounded-md border bg-raised p-0.5 shadow-raised">
      <select
        aria-label="Group steps"
        value={by}
        onChange={(event) => {
          const { value } = event.target;
          groups.groupBy(value === "level" || value === "subplan" ? value : "none");
        }}
        className="h-control-sm rounded-sm bg-raised px-1 text-sm text-muted hover:bg-hover hover:text-text"
      >
        {Object.entries(WORDS).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
      {by !== "none" && (
        <>
          <CanvasButton
            label="Collapse all groups (Shift+G)"
            icon={<ChevronsDownUp />}
            disabled={drawn.open.length === 0}
            onClick={groups.collapseAll}
          />
          <CanvasButton
            label="Expand all groups (Shift+G)"
            icon={<ChevronsUpDown />}
            disabled={drawn.collapsed.length === 0}
            onClick={groups.expandAll}
          />
        </>
      )}
    </div>
  );
}
