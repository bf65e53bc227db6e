"use client";

import type { Point } from "#components/graph/canvas-props.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { KeyboardHelp } from "../keyboard-help.tsx";
import { ConnectPicker } from "./connect-picker.tsx";
import { PasteDialog } from "./paste-dialog.tsx";
import { StepMenu } from "./step-menu.tsx";

/**
 * What is to open over the editor, at a point of the window.
 * - menu: what can be done with a step, or (null) with the plan; `place` is where on the canvas it was asked for.
 * - connect: the list of steps that may be made to depend on one.
 * - keys: the editor's keys.
 * - paste: a field for what the browser does not let the page read.
 */
export type Overlay =
  | { kind: "menu"; stepId: StepId | null; anchor: Point; place: Point | null; from: "canvas" | "outline" }
  | { kind: "connect"; stepId: StepId; anchor: Point }
  | { kind: "keys" | "paste" };

/** The one that is open. */
export function EditorOverlay({ overlay, onClose }: { overlay: Overlay | null; onClose: () => void }) {
  switch (overlay?.kind) {
    case "menu":
      return <StepMenu {...overlay} onClose={onClose} />;
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
