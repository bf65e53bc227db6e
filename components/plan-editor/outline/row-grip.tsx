import { GripVertical } from "lucide-react";
import { ToolIcon } from "#components/graph/tool-icon.tsx";
import { classes } from "#components/ui/classes.ts";
import type { Step } from "#lib/domain/step.ts";
import type { RowActions } from "./row-actions.ts";

/** The tool's icon at a row's beginning, by which a mouse takes hold of the row. */
export function RowGrip({
  step,
  editable,
  actions,
}: {
  step: Step;
  editable: boolean;
  actions: Pick<RowActions, "startDrag" | "endDrag">;
}) {
  return (
    <span
      draggable={editable}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", step.title);
        event.dataTransfer.effectAllowed = "move";
        actions.startDrag(step.id);
      }}
      onDragEnd={actions.endDrag}
      title={editable ? "Drag to reorder" : undefined}
      className={classes(
        "relative flex size-6 shrink-0 items-center justify-center text-muted",
        editable && "cursor-grab",
      )}
    >
      <ToolIcon tool={step.tool} className={classes("size-3.5", editable && "group-hover:invisible")} />
      {editable && <GripVertical aria-hidden className="invisible absolute size-3.5 group-hover:visible" />}
    </span>
  );
}
