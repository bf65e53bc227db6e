import type { KeyboardEvent } from "react";
import type { Point } from "#components/graph/canvas-props.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { dependOnAbove, moveDown, moveUp, undependFromAbove } from "./outline-model.ts";
import type { RowActions } from "./row-actions.ts";

type FieldKey = KeyboardEvent<HTMLInputElement>;

/** The row whose title has the focus. */
type Row = {
  stepId: StepId;
  /** Its title as it is typed. */
  text: string;
  graph: () => PlanGraph;
  actions: RowActions;
  openMenu: (anchor: Point) => void;
};

/** What a key does in a row's title field: it opens the step's menu, moves the step, adds, removes or walks on; the rest is typing. */
export function onRowKey(event: FieldKey, row: Row): void {
  const handled = asksForMenu(event, row) || (event.altKey ? moveKey(event.key, row) : plainKey(event, row));
  if (handled) event.preventDefault();
}

/** A field has the browser's own menu by a right click; by key it has the step's. */
function asksForMenu(event: FieldKey, { openMenu }: Row): boolean {
  if (event.key !== "ContextMenu" && !(event.key === "F10" && event.shiftKey)) return false;
  openMenu(belowOf(event.currentTarget));
  return true;
}

function moveKey(key: string, { stepId, graph, actions }: Row): boolean {
  const change = {
    ArrowUp: moveUp,
    ArrowDown: moveDown,
    ArrowRight: dependOnAbove,
    ArrowLeft: undependFromAbove,
  }[key];
  if (change) actions.move(change(graph(), stepId), stepId);
  return change !== undefined;
}

function plainKey(event: FieldKey, { stepId, text, actions }: Row): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const isActed = event.key === "Enter" || (event.key === "Backspace" && text === "");
  // A key that is held down to clear a title is not meant for its step, nor for the title above.
  if (isActed && event.repeat) return true;
  if (event.key === "Enter") actions.addBelow(stepId);
  else if (isActed) actions.remove(stepId);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp")
    neighbourField(event.currentTarget, event.key)?.focus();
  else return false;
  return true;
}

/** The title field of the row above or below. */
function neighbourField(field: HTMLInputElement, key: "ArrowDown" | "ArrowUp"): HTMLInputElement | null {
  const fields = [...(field.closest("[data-outline]")?.querySelectorAll<HTMLInputElement>("li input") ?? [])];
  return fields[fields.indexOf(field) + (key === "ArrowDown" ? 1 : -1)] ?? null;
}

/** Where a menu of an element opens. */
export function belowOf(element: Element): Point {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom };
}
