"use client";

import { Copy, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { Button } from "#components/ui/button.tsx";
import { duplicate } from "../duplicate.ts";
import { removeSteps } from "../edit-patches.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { editorParts } from "../editor-parts.ts";
import { GoalPanel } from "../planning/goal-panel.tsx";
import { refocusSteps } from "../refocus.ts";
import type { EditorState } from "../store/store-contract.ts";
import { useRestingState } from "../store/use-resting-state.ts";

const StepInspector = lazy(async () => ({ default: (await editorParts()).StepInspector }));

const selectionOf = (state: EditorState) => state.selection;

/** What is selected, in detail. */
export function Inspector() {
  return (
    <>
      <h2 className="sr-only">Inspector</h2>
      <Selected />
    </>
  );
}

/** One step, several, or the goal when nothing is selected. */
function Selected() {
  const graph = useEditorState((state) => state.graph);
  const selection = useRestingState(useEditor().store, selectionOf);
  const ids = useMemo(() => new Set(selection), [selection]);
  const selected = graph.steps.filter((step) => ids.has(step.id));
  const [only] = selected;
  if (selected.length === 1 && only)
    return (
      <Suspense fallback={null}>
        <StepInspector key={only.id} step={only} />
      </Suspense>
    );
  return selected.length > 1 ? <ManySelected ids={selected.map((step) => step.id)} /> : <GoalPanel />;
}

function ManySelected({ ids }: { ids: string[] }) {
  const { store, tools, edit, editable } = useEditor();
  return (
    <div className="flex flex-col gap-3 p-4">
      <h3 className="font-medium">{ids.length} steps selected</h3>
      {editable && (
        <div className="flex gap-2">
          <Button icon={<Copy />} onClick={() => void duplicate({ store, edit }, ids)}>
            Duplicate
          </Button>
          <Button
            icon={<Trash2 />}
            onClick={() => {
              refocusSteps();
              edit(removeSteps(store.getState().graph, ids, tools));
            }}
          >
            Remove
          </Button>
        </div>
      )}
      <p className="text-muted">Select one step to edit it.</p>
    </div>
  );
}
