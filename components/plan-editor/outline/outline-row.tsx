"use client";

import { EllipsisVertical } from "lucide-react";
import { memo } from "react";
import type { CardComments, Point } from "#components/graph/canvas-props.ts";
import { classes } from "#components/ui/classes.ts";
import type { StepAsk } from "#lib/domain/step-ask.ts";
import type { Step } from "#lib/domain/step.ts";
import { useEditor } from "../editor-context.ts";
import { useStepDraft } from "../inspector/use-step-draft.ts";
import { sideOf } from "./drop-side.ts";
import type { DropPlace, RowActions } from "./row-actions.ts";
import { RowGrip } from "./row-grip.tsx";
import { belowOf, onRowKey } from "./row-keys.ts";
import { RowMarks } from "./row-marks.tsx";

/** One step in the outline. Its title is a field; keys with Alt move it and change what it depends on. */
export const OutlineRow = memo(function OutlineRow({
  step,
  place,
  of,
  dimmed,
  selected,
  invalid,
  ask,
  comments,
  dragged,
  dropSide,
  actions,
}: {
  step: Step;
  /** Its number within its level, and how many that has: not all are rendered. */
  place: number;
  of: number;
  /** A search did not find it. */
  dimmed: boolean;
  selected: boolean;
  invalid: boolean;
  ask: StepAsk | null;
  comments: CardComments | null;
  /** It is being led elsewhere. */
  dragged: boolean;
  dropSide: DropPlace["side"] | null;
  actions: RowActions;
}) {
  const editor = useEditor();
  const title = useStepDraft(step.id, "title", step.title, (text) => ({ title: text }));
  const locked = editor.live?.locked.has(step.id) ?? false;

  function openMenu(anchor: Point) {
    editor.open({ kind: "menu", stepId: step.id, anchor, place: null, from: "outline" });
  }

  return (
    <li
      data-step={step.id}
      aria-posinset={place}
      aria-setsize={of}
      className={classes(
        "group relative rounded-md",
        dimmed && !selected && "[&_input]:text-muted [&_svg]:opacity-50",
        selected
          ? "bg-accent-soft forced-colors:outline-2 forced-colors:-outline-offset-2 forced-colors:outline-[Highlight]"
          : "hover:bg-hover",
        dragged && "opacity-50",
        dropSide &&
          "after:absolute after:inset-x-1 after:h-0.5 after:rounded-full after:bg-accent forced-colors:after:bg-[Highlight]",
        dropSide === "before" ? "after:-top-px" : "after:-bottom-px",
      )}
    >
      <div
        role="presentation"
        onContextMenu={(event) => {
          // A field has the browser's own menu.
          if (!editor.editable || event.target instanceof HTMLInputElement) return;
          event.preventDefault();
          openMenu({ x: event.clientX, y: event.clientY });
        }}
        onDragOver={(event) => {
          event.preventDefault();
          actions.dragOver({ stepId: step.id, side: sideOf(event.currentTarget, event.clientY) });
        }}
        onDrop={(event) => {
          event.preventDefault();
          actions.drop({ stepId: step.id, side: sideOf(event.currentTarget, event.clientY) }, "mouse");
        }}
        className="flex items-center gap-1.5 pr-2"
      >
        <RowGrip step={step} editable={editor.editable} actions={actions} />
        <input
          aria-label="Step title"
          aria-invalid={title.error !== null || undefined}
          value={title.text}
          readOnly={!editor.editable || locked}
          onChange={(event) => title.onChange(event.target.value)}
          onBlur={title.onBlur}
          onFocus={() => editor.store.select([step.id])}
          onKeyDown={(event) => {
            if (!editor.editable || event.nativeEvent.isComposing) return;
            const graph = () => editor.store.getState().graph;
            onRowKey(event, { stepId: step.id, text: title.text, graph, actions, openMenu });
          }}
          className="h-control-sm min-w-0 flex-1 truncate rounded-sm bg-transparent px-1 focus-visible:bg-surface focus-visible:outline-offset-0"
        />
        <RowMarks step={step} locked={locked} comments={comments} ask={ask} invalid={invalid} />
        {editor.editable && (
          // The keyboard has the menu key, and a mouse the right button.
          <button
            type="button"
            tabIndex={-1}
            aria-label={`More for ${step.title}`}
            className="-mr-1.5 hidden size-control shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover pointer-coarse:flex"
            onClick={(event) => openMenu(belowOf(event.currentTarget))}
          >
            <EllipsisVertical aria-hidden className="size-4" />
          </button>
        )}
      </div>
      {title.error && (
        <p role="alert" className="px-2 pb-1 pl-8 text-xs font-medium text-danger">
          {title.error}
        </p>
      )}
    </li>
  );
});
