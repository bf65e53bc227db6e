import { fileNameOf, loadFile } from "#components/shell/save-file.ts";
import { saveMermaid, savePicture } from "#components/shell/save-graph.ts";
import { showToast } from "#components/ui/toast.tsx";
import type { Editor } from "../editor-context.ts";
import type { PlanFileKind } from "./plan-files.tsx";

/** Gives the browser the plan to save, as a file of this kind. */
export async function savePlanFile(editor: Editor, kind: PlanFileKind): Promise<void> {
  const { store, tools, positionsKey } = editor;
  const { plan, graph } = store.getState();
  switch (kind) {
    case "json":
      return saveJson(editor);
    case "svg":
    case "png":
      return savePicture(kind, fileNameOf(plan.title), graph, { positionsKey, tools, statusOf: () => null });
    case "mermaid":
      return saveMermaid(fileNameOf(plan.title), graph);
  }
}

async function saveJson({ store }: Editor): Promise<void> {
  // The server gives what it has; what was typed a moment ago is to be in it.
  if (!(await store.flush())) {
    showToast("The last changes are not saved yet. Export the plan when they are.", "error");
    return;
  }
  loadFile(`/api/plans/${store.getState().plan.id}/export`);
}
