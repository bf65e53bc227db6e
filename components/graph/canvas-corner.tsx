import { Panel } from "@xyflow/react";
import { Search } from "lucide-react";
import { CanvasButton } from "./canvas-button.tsx";
import { FindBox } from "./find/find-box.tsx";
import type { Find } from "./find/use-find.ts";
import { GroupControls } from "./groups/group-controls.tsx";
import type { Groups } from "./groups/use-groups.ts";

/** Fewer steps than these are seen at once, and need no groups. */
const MANY = 12;

/** The canvas' upper corner: the search, and how the steps are grouped. */
export function CanvasCorner({
  find,
  groups,
  steps,
  onFound,
}: {
  find: Find;
  groups: Groups;
  /** How many the plan has. */
  steps: number;
  /** The search is closed. */
  onFound: () => void;
}) {
  return (
    <Panel position="top-right" className="!m-3 flex flex-wrap items-start justify-end gap-2">
      {find.open ? (
        <FindBox find={find} onClose={onFound} />
      ) : (
        steps > 0 && (
          <div className="flex rounded-md border bg-raised p-0.5 shadow-raised">
            <CanvasButton label="Find steps (/)" icon={<Search />} onClick={find.show} />
          </div>
        )
      )}
      {(steps >= MANY || groups.by !== "none") && <GroupControls groups={groups} />}
    </Panel>
  );
}
