"use client";

import {
  ArrowDown,
  ArrowUp,
  ClipboardPaste,
  Copy,
  CopyPlus,
  IndentDecrease,
  IndentIncrease,
  Keyboard,
  PanelRight,
  Pencil,
  Plus,
  Scissors,
  SquareCheck,
  SquareMinus,
  Trash2,
  Waypoints,
} from "lucide-react";
import type { Point } from "#components/graph/canvas-props.ts";
import { selectionWords } from "#components/graph/selection-words.ts";
import { MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { PointMenu } from "#components/ui/point-menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import { canvasEdits } from "../canvas-edits.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import {
  dependOnAbove,
  moveDown,
  moveUp,
  undependFromAbove,
  type OutlineMove,
} from "../outline/outline-model.ts";
import { refocusRow } from "../refocus.ts";
import { useClipboardMenu } from "./use-clipboard-menu.ts";

/** What can be done with a step (or the selected ones, when it is among them), or with the plan where there is none. */
export function StepMenu(props: {
  stepId: StepId | null;
  anchor: Point;
  place: Point | null;
  from: "canvas" | "outline";
  onClose: () => void;
}) {
  const { stepId } = props;
  const graph = useEditorState((state) => state.graph);
  const selection = useEditorState((state) => state.selection);
  const step = graph.steps.find(({ id }) => id === stepId);
  if (stepId === null) {
    return (
      <PointMenu at={props.anchor} label="The plan" onClose={props.onClose}>
        <PlanItems anchor={props.anchor} place={props.place} />
      </PointMenu>
    );
  }
  if (!step) return null;
  const several = selection.includes(stepId) && selection.length > 1;
  const label = several ? `${selection.length} selected steps` : step.title;
  return (
    <PointMenu at={props.anchor} label={label} onClose={props.onClose}>
      <MenuLabel>
        <span className="block max-w-64 truncate">{label}</span>
      </MenuLabel>
      {!several && <OneStepItems stepId={stepId} anchor={props.anchor} />}
      {!several && props.from === "outline" && <OutlineItems stepId={stepId} />}
      {!several && <MenuSeparator />}
      <StepItems stepId={stepId} stepIds={several ? selection : [stepId]} />
    </PointMenu>
  );
}

function OneStepItems({ stepId, anchor }: { stepId: StepId; anchor: Point }) {
  const editor = useEditor();
  const edits = canvasEdits(editor);
  return (
    <>
      <MenuItem icon={<PanelRight />} hint="Enter" onSelect={() => editor.openStep(stepId)}>
        Open in the inspector
      </MenuItem>
      <MenuItem icon={<Pencil />} hint="E" onSelect={() => edits.editTitle(stepId)}>
        Edit the title
      </MenuItem>
      <MenuItem icon={<Plus />} hint="N" onSelect={() => edits.addBeside(stepId, "after", anchor, null)}>
        Add a step after it
      </MenuItem>
      <MenuItem icon={<Waypoints />} hint="C" onSelect={() => edits.connectFrom(stepId, anchor)}>
        Connect or disconnect
      </MenuItem>
    </>
  );
}

function OutlineItems({ stepId }: { stepId: StepId }) {
  const editor = useEditor();
  const { graph } = editor.store.getState();
  const perform = (move: OutlineMove) => {
    refocusRow(stepId);
    if (move.ok) editor.edit(move.patch);
    else showToast(move.reason);
  };
  return (
    <>
      <MenuSeparator />
      <MenuItem icon={<ArrowUp />} hint="Alt+Up" onSelect={() => perform(moveUp(graph, stepId))}>
        Move up
      </MenuItem>
      <MenuItem icon={<ArrowDown />} hint="Alt+Down" onSelect={() => perform(moveDown(graph, stepId))}>
        Move down
      </MenuItem>
      <MenuItem
        icon={<IndentIncrease />}
        hint="Alt+Right"
        onSelect={() => perform(dependOnAbove(graph, stepId))}
      >
        Depend on the step above
      </MenuItem>
      <MenuItem
        icon={<IndentDecrease />}
        hint="Alt+Left"
        onSelect={() => perform(undependFromAbove(graph, stepId))}
      >
        Stop depending on the step above
      </MenuItem>
    </>
  );
}

function StepItems({ stepId, stepIds }: { stepId: StepId; stepIds: readonly StepId[] }) {
  const editor = useEditor();
  const selection = useEditorState((state) => state.selection);
  const clipboard = useClipboardMenu();
  const edits = canvasEdits(editor);
  const select = (ids: StepId[]) => {
    editor.store.select(ids);
    editor.announce(selectionWords(ids.length));
  };
  return (
    <>
      {selection.length > 0 && !selection.includes(stepId) && (
        <MenuItem icon={<SquareCheck />} onSelect={() => select([...selection, stepId])}>
          Select it as well
        </MenuItem>
      )}
      {selection.length > 1 && selection.includes(stepId) && (
        <MenuItem icon={<SquareMinus />} onSelect={() => select(selection.filter((id) => id !== stepId))}>
          Take this one out of the selection
        </MenuItem>
      )}
      <MenuItem icon={<Copy />} hint="Ctrl+C" onSelect={() => void clipboard.copy(stepIds)}>
        Copy
      </MenuItem>
      <MenuItem icon={<Scissors />} hint="Ctrl+X" onSelect={() => void clipboard.cut(stepIds)}>
        Cut
      </MenuItem>
      <MenuItem
        icon={<ClipboardPaste />}
        hint="Ctrl+V"
        onSelect={() => {
          // What is pasted goes behind the step that the menu is about.
          if (!selection.includes(stepId)) editor.store.select([stepId]);
          void clipboard.paste();
        }}
      >
        Paste after {stepIds.length === 1 ? "it" : "them"}
      </MenuItem>
      <MenuItem icon={<CopyPlus />} hint="D" onSelect={() => edits.duplicate([...stepIds])}>
        Duplicate
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 />} hint="Del" danger onSelect={() => edits.remove([...stepIds])}>
        Remove
      </MenuItem>
    </>
  );
}

function PlanItems({ anchor, place }: { anchor: Point; place: Point | null }) {
  const editor = useEditor();
  const graph = useEditorState((state) => state.graph);
  const clipboard = useClipboardMenu();
  const edits = canvasEdits(editor);
  const all = graph.steps.map(({ id }) => id);
  return (
    <>
      <MenuItem icon={<Plus />} hint="N" onSelect={() => edits.add(anchor, place)}>
        Add a step here
      </MenuItem>
      <MenuItem icon={<ClipboardPaste />} hint="Ctrl+V" onSelect={() => void clipboard.paste()}>
        Paste
      </MenuItem>
      <MenuItem
        icon={<SquareCheck />}
        hint="Ctrl+A"
        disabled={all.length === 0}
        onSelect={() => {
          editor.store.select(all);
          editor.announce(selectionWords(all.length));
        }}
      >
        Select all steps
      </MenuItem>
      <MenuItem icon={<Keyboard />} hint="?" onSelect={() => editor.open({ kind: "keys" })}>
        Keys
      </MenuItem>
    </>
  );
}
