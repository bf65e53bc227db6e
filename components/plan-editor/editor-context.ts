"use client";

import { createContext, useContext } from "react";
import type { Point } from "#components/graph/canvas-props.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Id, StepId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { Drafts } from "./drafts.ts";
import type { LiveRun } from "./live-run/live-run.ts";
import type { Overlay } from "./step-menu/overlay.tsx";
import type { EditOptions, EditorState, EditorStore, EditResult } from "./store/store-contract.ts";
import { useEditorStore } from "./store/use-editor-store.ts";

/** A wish for a new step: the picker opens at `anchor`, and what is picked goes into the plan by `build`. */
export type PickRequest = {
  /** In pixels of the window. */
  anchor: Point;
  /** Where on the canvas the card goes; null leaves it to the layout. */
  place: Point | null;
  heading: string;
  build: (step: Step) => PlanPatch;
};

/** What every part of the editor works with. */
export type Editor = {
  store: EditorStore;
  tools: readonly ToolSpec[];
  /** Where this plan's hand-moved positions are kept. */
  positionsKey: string;
  /** Whether the reader's role lets them change plans and run them. */
  mayEdit: boolean;
  /** False while the planner is at work on it. */
  planned: boolean;
  /** Both of these: else the plan is only shown. */
  editable: boolean;
  /** Who looks at it; null when it is nobody with an account. */
  userId: Id | null;
  /** The run that the edits are for; null when only the plan is edited. */
  live: LiveRun | null;
  /** What the server last refused to apply to that run. */
  refusals: readonly Finding[];
  /** Applies a patch and says what happened: refusals in a toast, the rest to screen readers. */
  edit: (patch: PlanPatch, options?: EditOptions) => EditResult;
  /** Says something to screen readers. */
  announce: (text: string) => void;
  pickStep: (request: PickRequest) => void;
  /** Opens a menu, a list or a dialog over the editor. */
  open: (overlay: Overlay) => void;
  /** Opens the inspector on a step, with its title selected. */
  editTitle: (stepId: StepId) => void;
  /** Selects a step and shows it in the inspector, also where only one pane is open. */
  openStep: (stepId: StepId) => void;
  /** Typed text that is not valid yet, so that it outlives a look at another step. */
  drafts: Drafts;
};

/** Provided by PlanEditor. */
export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("This component belongs inside a plan editor.");
  return editor;
}

/**
 * Reads a part of the editor's state.
 * @param selector gives the same object while its part is unchanged
 */
export function useEditorState<T>(selector: (state: EditorState) => T): T {
  return useEditorStore(useEditor().store, selector);
}

/** Where the places of a plan's cards are kept in this browser. */
export function positionsKeyOf(planId: Id): string {
  return `plan:${planId}`;
}
