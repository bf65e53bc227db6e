"use client";

import { lazy, type Dispatch, type SetStateAction } from "react";
import { OnceWanted } from "#components/ui/once-wanted.tsx";
import { placeDropped } from "#components/graph/place-dropped.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { Comparison } from "./candidates/comparison-context.ts";
import type { Editor, PickRequest } from "./editor-context.ts";
import { editorParts } from "./editor-parts.ts";
import { makeStep } from "./new-step.ts";
import type { Overlay } from "./step-menu/overlay.tsx";
import { useEditorStore } from "./store/use-editor-store.ts";
import type { TitleRequest } from "./title-request.ts";
import type { MainButton } from "./use-main-button.ts";

const CompareDialog = lazy(async () => ({ default: (await editorParts()).CompareDialog }));
const EditorOverlay = lazy(async () => ({ default: (await editorParts()).EditorOverlay }));
const StartDialog = lazy(async () => ({ default: (await editorParts()).StartDialog }));
const StepPicker = lazy(async () => ({ default: (await editorParts()).StepPicker }));

/** What is open over the editor, and what opens and closes it. */
type Opened<T> = { now: T | null; set: Dispatch<SetStateAction<T | null>> };

/** What opens over the editor: the question before a run, the choice of a tool, menus and lists, and the comparison. */
export function EditorDialogs({
  editor,
  main: { start, approves },
  request,
  overlay,
  comparison,
  wishTitle,
}: {
  editor: Editor;
  main: Pick<MainButton, "start" | "approves">;
  request: Opened<PickRequest>;
  overlay: Opened<Overlay>;
  comparison: Comparison | null;
  wishTitle: (request: TitleRequest) => void;
}) {
  const { tools, store } = editor;
  const planId = useEditorStore(store, (state) => state.plan.id);

  function pick(tool: ToolSpec, name: string | undefined) {
    if (!request.now) return;
    const step = makeStep(tool, name);
    const { place, build } = request.now;
    request.set(null);
    if (!editor.edit(build(step)).ok) return;
    if (place) placeDropped(editor.positionsKey, step.id, place);
    store.select([step.id]);
    wishTitle({ stepId: step.id });
  }

  return (
    <>
      <OnceWanted wanted={start.asking !== null}>
        <StartDialog
          planId={planId}
          rev={start.asking}
          tools={tools}
          approves={approves}
          busy={start.busy}
          onStart={start.start}
          onClose={start.stopAsking}
        />
      </OnceWanted>
      <OnceWanted wanted={request.now !== null}>
        <StepPicker request={request.now} tools={tools} onPick={pick} onClose={() => request.set(null)} />
      </OnceWanted>
      <OnceWanted wanted={overlay.now !== null}>
        <EditorOverlay
          overlay={overlay.now}
          // One that opened the next one must not close it.
          onClose={() => overlay.set((now) => (now === overlay.now ? null : now))}
        />
      </OnceWanted>
      {comparison && (
        <OnceWanted wanted={comparison.open}>
          <CompareDialog comparison={comparison} />
        </OnceWanted>
      )}
    </>
  );
}
