"use client";

import type { CanvasGroup, GroupActions, LineActions, Point } from "#components/graph/canvas-props.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency } from "#lib/domain/plan.ts";
import { KeyboardHelp } from "../keyboard-help.tsx";
import { ConnectPicker } from "./connect-picker.tsx";
import { DependencyMenu } from "./dependency-menu.tsx";
import { GroupMenu } from "./group-menu.tsx";
import { PasteDialog } from "./paste-dialog.tsx";
import { StepMenu } from "./step-menu.tsx";

/**
 * What is to open over the editor, at a point of the window.
 * - menu: what can be done with a step, or (null) with the plan; `place` is where on the canvas it was asked for.
 * - group: what can be done with a group of steps; `actions` do it on the canvas.
 * - dependency: what can be done with a dependency; `actions` go on from it on the canvas.
 * - connect: the list of steps that may be made to depend on one, or (`before`) that it may be made to depend on.
 * - keys: the editor's keys.
 * - paste: a field for what the browser does not let the page read.
 */
export type Overlay =
  | { kind: "menu"; stepId: StepId | null; anchor: Point; place: Point | null; from: "canvas" | "outline" }
  | { kind: "group"; group: CanvasGroup; anchor: Point; actions: GroupActions }
  | { kind: "dependency"; dependency: Dependency; anchor: Point; actions: LineActions }
  | { kind: "connect"; stepId: StepId; side: "before" | "after"; anchor: Point }
  | { kind: "keys" | "paste" };

/** The one that is open. */
export function EditorOverlay({ overlay, onClose }: { overlay: Overlay | null; onClose: () => void }) {
  switch (overlay?.kind) {
    case "menu":
      return <StepMenu {...overlay} onClose={onClose} />;
    case "group":
      return <GroupMenu {...overlay} onClose={onClose} />;
    case "dependency":
      return <DependencyMenu {...overlay} onClose={onClose} />;
    case "connect":
      return <ConnectPicker {...overlay} onClose={onClose} />;
    case "keys":
      return <KeyboardHelp onClose={onClose} />;
    case "paste":
      return <PasteDialog onClose={onClose} />;
    default:
      return null;
  }
}
