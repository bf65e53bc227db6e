"use client";

import { CircleAlert, EllipsisVertical, GripVertical, Layers, MessageSquare, Split } from "lucide-react";
import { memo, type DragEvent, type KeyboardEvent } from "react";
import { AskMark } from "#components/graph/ask-mark.tsx";
import type { CardComments, Point } from "#components/graph/canvas-props.ts";
import { commentWords } from "#components/graph/flow-mapping.ts";
import { ToolIcon } from "#components/graph/tool-icon.tsx";
import { classes } from "#components/ui/classes.ts";
import type { StepAsk } from "#lib/domain/step-ask.ts";
import type { Step } from "#lib/domain/step.ts";
import { useEditor } from "../editor-context.ts";
import { useStepDraft } from "../inspector/use-step-draft.ts";
import { dependOnAbove, moveDown, moveUp, undependFromAbove } from "./outline-model.ts";
import type { DropPlace, RowActions } from "./outline.tsx";

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
  dropSide: DropPlace["side"] | null;
  actions: RowActions;
}) {
  const editor = useEditor();
  const title = useStepDraft(step.id, "title", step.title, (text) => ({ title: text }));
  const graph = () => editor.store.getState().graph;

  function openMenu(anchor: Point) {
    editor.open({ kind: "menu", stepId: step.id, anchor, place: null, from: "outline" });
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (!editor.editable || event.nativeEvent.isComposing) return;
    const handled = event.altKey ? moveKey(event.key) : plainKey(event);
    if (handled) event.preventDefault();
  }

  function moveKey(key: string): boolean {
    const change = {
      ArrowUp: moveUp,
      ArrowDown: moveDown,
      ArrowRight: dependOnAbove,
      ArrowLeft: undependFromAbove,
    }[key];
    if (change) actions.move(change(graph(), step.id), step.id);
    return change !== undefined;
  }

  function plainKey(event: KeyboardEvent<HTMLInputElement>): boolean {
    if (event.ctrlKey || event.metaKey) return false;
    if (event.key === "Enter") actions.addBelow(step.id);
    else if (event.key === "Backspace" && title.text === "") actions.remove(step.id);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp")
      neighbourField(event.currentTarget, event.key)?.focus();
    else return false;
    return true;
  }

  return (
    <li
      data-step={step.id}
      aria-posinset={place}
      aria-setsize={of}
      className={classes(
        "group relative rounded-md",
        dimmed && !selected && "[&_input]:text-muted [&_svg]:opacity-50",
        selected ? "bg-accent-soft" : "hover:bg-hover",
        dropSide && "after:absolute after:inset-x-1 after:h-0.5 after:rounded-full after:bg-accent",
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
          actions.dragOver({ stepId: step.id, side: sideOf(event) });
        }}
        onDrop={(event) => {
          event.preventDefault();
          actions.drop({ stepId: step.id, side: sideOf(event) });
        }}
        className="flex items-center gap-1.5 pr-2"
      >
        <span
          draggable={editor.editable}
          onDragStart={(event) => {
            event.dataTransfer.setData("text/plain", step.title);
            event.dataTransfer.effectAllowed = "move";
            actions.startDrag(step.id);
          }}
          onDragEnd={actions.endDrag}
          title={editor.editable ? "Drag to reorder" : undefined}
          className={classes(
            "relative flex size-6 shrink-0 items-center justify-center text-muted",
            editor.editable && "cursor-grab",
          )}
        >
          <ToolIcon
            tool={step.tool}
            className={classes("size-3.5", editor.editable && "group-hover:invisible")}
          />
          {editor.editable && (
            <GripVertical aria-hidden className="invisible absolute size-3.5 group-hover:visible" />
          )}
        </span>
        <input
          aria-label="Step title"
          aria-invalid={title.error !== null || undefined}
          value={title.text}
          readOnly={!editor.editable}
          onChange={(event) => title.onChange(event.target.value)}
          onBlur={title.onBlur}
          onFocus={() => editor.store.select([step.id])}
          onKeyDown={onKeyDown}
          className="h-7 pointer-coarse:h-9 min-w-0 flex-1 truncate rounded-sm bg-transparent px-1 focus-visible:bg-surface focus-visible:outline-offset-0"
        />
        {comments && (
          <span
            title={commentWords(comments) ?? undefined}
            className={classes("shrink-0", comments.blocks ? "text-status-waiting" : "text-muted")}
          >
            <MessageSquare role="img" aria-label={commentWords(comments) ?? undefined} className="size-3.5" />
          </span>
        )}
        {step.kind === "map" && (
          <Layers role="img" aria-label="For each item of a list" className="size-3.5 shrink-0 text-muted" />
        )}
        {step.when !== null && (
          <Split role="img" aria-label={`Only when ${step.when}`} className="size-3.5 shrink-0 text-muted" />
        )}
        {step.optional && <span className="shrink-0 text-[0.6875rem] text-muted">optional</span>}
        {ask && <AskMark ask={ask} className="size-3.5 shrink-0" />}
        {invalid && (
          <CircleAlert
            role="img"
            aria-label="Has problems"
            className="size-3.5 shrink-0 text-status-failed"
          />
        )}
        {editor.editable && (
          // The keyboard has the menu key, and a mouse the right button.
          <button
            type="button"
            tabIndex={-1}
            aria-label={`More for ${step.title}`}
            className="-mr-1.5 hidden size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover pointer-coarse:flex"
            onClick={(event) => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect();
              openMenu({ x: left, y: bottom });
            }}
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

/** Which half of a row the pointer is over. */
function sideOf(event: DragEvent<HTMLElement>): DropPlace["side"] {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  return event.clientY < top + height / 2 ? "before" : "after";
}

/** The title field of the row above or below. */
function neighbourField(field: HTMLInputElement, key: "ArrowDown" | "ArrowUp"): HTMLInputElement | null {
  const fields = [...(field.closest("[data-outline]")?.querySelectorAll<HTMLInputElement>("li input") ?? [])];
  return fields[fields.indexOf(field) + (key === "ArrowDown" ? 1 : -1)] ?? null;
}
