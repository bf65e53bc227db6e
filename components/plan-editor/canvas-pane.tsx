"use client";

import { lazy, Suspense, useContext, useMemo } from "react";
// With the page, so that the canvas never stands there without its style.
import "@xyflow/react/dist/base.css";
import "#components/graph/canvas.css";
import { useCanvasCommands } from "#components/palette/use-canvas-commands.ts";
import { useSettled } from "#components/graph/use-settled.ts";
import { tellTidied } from "#components/shell/tell-tidied.ts";
import { estimateSteps } from "#lib/domain/estimate-plan.ts";
import { canvasEdits } from "./canvas-edits.ts";
import { useChatContext } from "./chat/chat-context.ts";
import { useCommentsContext } from "./comments/comments-context.ts";
import { useEditor, useEditorState } from "./editor-context.ts";
import { shortEstimate } from "./estimate-words.ts";
import { PresenceContext } from "./presence/presence-context.ts";
import { namesByStep } from "./presence/present-steps.ts";

// It shows no step before the layout engine has answered, so it comes as that does: after the rest of the editor.
const PlanCanvas = lazy(async () => ({
  default: (await import("#components/graph/plan-canvas.tsx")).PlanCanvas,
}));

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
  const basis = useEditorState((state) => state.plan.estimateBasis);
  const drawn = preview?.graph ?? graph;
  const estimated = useSettled(drawn);
  const estimates = useMemo(
    () =>
      Object.fromEntries(
        Array.from(estimateSteps(estimated, editor.tools, basis), ([id, estimate]) => [
          id,
          shortEstimate(estimate),
        ]),
      ),
    [estimated, editor.tools, basis],
  );
  const edits = useMemo(() => canvasEdits(editor), [editor]);
  const offer = useCanvasCommands();
  return (
    <>
      <h2 className="sr-only">Canvas</h2>
      <Suspense fallback={null}>
        <PlanCanvas
          graph={drawn}
          positionsKey={editor.positionsKey}
          tools={editor.tools}
          editable={editor.editable && edits}
          growing={!editor.planned}
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
          onHelp={() => editor.open({ kind: "keys" })}
          onTidied={tellTidied}
          offer={offer}
          say={editor.announce}
          label="Plan canvas. Press question mark for its keys."
        />
      </Suspense>
    </>
  );
}
