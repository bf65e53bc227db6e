"use client";

import { useContext, useMemo, useState } from "react";
import type { CanvasEdits } from "#components/graph/canvas-props.ts";
import { PlanCanvas } from "#components/graph/plan-canvas.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { estimateSteps } from "#lib/domain/estimate-plan.ts";
import { addAlone, addBeside, duplicateSteps, insertBetween, removeSteps } from "./edit-patches.ts";
import { useChatContext } from "./chat/chat-context.ts";
import { useCommentsContext } from "./comments/comments-context.ts";
import { useEditor, useEditorState, type Editor } from "./editor-context.ts";
import { shortEstimate } from "./estimate-words.ts";
import { PresenceContext } from "./presence/presence-context.ts";
import { namesByStep } from "./presence/present-steps.ts";
import { KeyboardHelp } from "./keyboard-help.tsx";

const NO_STATES = {};

/** The canvas of the editor: what a person does on it becomes patches. */
export function CanvasPane() {
  const editor = useEditor();
  const graph = useEditorState((state) => state.graph);
  const findings = useEditorState((state) => state.findings);
  const asks = useEditorState((state) => state.asks);
  const selection = useEditorState((state) => state.selection);
  const chat = useChatContext();
  const preview = chat?.preview ?? null;
  const { byStep } = useCommentsContext();
  const others = useContext(PresenceContext);
  const present = useMemo(() => namesByStep(others), [others]);
  const { refusals } = editor;
  const shown = useMemo(() => [...findings, ...refusals], [findings, refusals]);
  const [helping, setHelping] = useState(false);
  const basis = useEditorState((state) => state.plan.estimateBasis);
  const drawn = preview?.graph ?? graph;
  const estimates = useMemo(
    () =>
      Object.fromEntries(
        Array.from(estimateSteps(drawn, editor.tools, basis), ([id, estimate]) => [
          id,
          shortEstimate(estimate),
        ]),
      ),
    [drawn, editor.tools, basis],
  );
  const edits = useMemo(() => canvasEdits(editor, () => setHelping(true)), [editor]);
  return (
    <>
      <h2 className="sr-only">Canvas</h2>
      <PlanCanvas
        graph={drawn}
        positionsKey={editor.positionsKey}
        tools={editor.tools}
        editable={editor.editable && edits}
        growing={!editor.editable}
        findings={shown}
        asks={asks}
        comments={byStep}
        present={present}
        estimates={estimates}
        stepStates={editor.live?.states ?? NO_STATES}
        selection={selection}
        {...(preview && { marks: preview.marks, dependencyMarks: preview.dependencyMarks })}
        showAllFor={preview ? (chat?.shown?.id ?? null) : null}
        onSelect={editor.store.select}
        onOpen={editor.openStep}
        label="Plan canvas. Press question mark for its keys."
      />
      <KeyboardHelp open={helping} onOpenChange={setHelping} />
    </>
  );
}

function canvasEdits(editor: Editor, help: () => void): CanvasEdits {
  const { store, pickStep, edit } = editor;
  const graph = () => store.getState().graph;
  /** A step that is only proposed is drawn, but no part of the plan yet. */
  const standing = (...stepIds: string[]) => {
    const ids = new Set(graph().steps.map((step) => step.id));
    const there = stepIds.every((id) => ids.has(id));
    if (!there) showToast("This step is only proposed. Accept it in the chat first.");
    return there;
  };
  const title = (id: string) => graph().steps.find((step) => step.id === id)?.title ?? id;
  return {
    add: (anchor, place) =>
      pickStep({ anchor, place, heading: "Add a step", build: (step) => addAlone(graph(), step) }),
    addBeside: (stepId, side, anchor, place) =>
      standing(stepId) &&
      pickStep({
        anchor,
        place,
        heading: `Add a step ${side} “${title(stepId)}”`,
        build: (step) => addBeside(graph(), step, stepId, side),
      }),
    insert: (dependency, anchor) =>
      pickStep({
        anchor,
        place: null,
        heading: `Insert between “${title(dependency.from)}” and “${title(dependency.to)}”`,
        build: (step) => insertBetween(step, dependency),
      }),
    connect: ({ from, to }) => void (standing(from, to) && edit([{ op: "connect", from, to }])),
    // Sighted people have read it beside the pointer.
    refused: editor.announce,
    disconnect: ({ from, to }) => void (standing(from, to) && edit([{ op: "disconnect", from, to }])),
    remove: (stepIds) => {
      if (standing(...stepIds) && edit(removeSteps(graph(), stepIds, editor.tools)).ok) store.select([]);
    },
    duplicate: (stepIds) => {
      if (!standing(...stepIds)) return;
      const { patch, copies } = duplicateSteps(graph(), stepIds);
      if (edit(patch).ok) store.select(copies);
    },
    editTitle: (stepId) => standing(stepId) && editor.editTitle(stepId),
    help,
  };
}
