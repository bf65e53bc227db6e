import type { CanvasEdits } from "#components/graph/canvas-props.ts";
import { showToast } from "#components/ui/toast.tsx";
import { duplicate } from "./duplicate.ts";
import { addAlone, addBeside, insertBetween, removeSteps } from "./edit-patches.ts";
import type { Editor } from "./editor-context.ts";
import { refocusSteps } from "./refocus.ts";

/** What a person does on the canvas, by pointer, key or menu, as patches. */
export function canvasEdits(editor: Editor): CanvasEdits {
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
      if (!standing(...stepIds)) return;
      refocusSteps();
      if (edit(removeSteps(graph(), stepIds, editor.tools)).ok) store.select([]);
    },
    duplicate: (stepIds) => void (standing(...stepIds) && duplicate(editor, stepIds)),
    editTitle: (stepId) => standing(stepId) && editor.editTitle(stepId),
    connectFrom: (stepId, anchor) =>
      standing(stepId) && editor.open({ kind: "connect", stepId, side: "after", anchor }),
    menu: (stepId, anchor, place) => {
      if (stepId === null || standing(stepId))
        editor.open({ kind: "menu", stepId, anchor, place, from: "canvas" });
    },
    groupMenu: (group, anchor, actions) => editor.open({ kind: "group", group, anchor, actions }),
    dependencyMenu: (dependency, anchor, actions) => {
      if (standing(dependency.from, dependency.to))
        editor.open({ kind: "dependency", dependency, anchor, actions });
    },
  };
}
