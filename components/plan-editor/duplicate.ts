import type { StepId } from "#lib/domain/ids.ts";
import type { Editor } from "./editor-context.ts";
import { editorParts } from "./editor-parts.ts";

/** Copies steps and selects the copies. What finds the steps that a condition reads is large, so it comes later. */
export async function duplicate({ store, edit }: Pick<Editor, "store" | "edit">, stepIds: readonly StepId[]) {
  const { duplicateSteps } = await editorParts();
  const { patch, copies } = duplicateSteps(store.getState().graph, stepIds);
  if (edit(patch).ok) store.select(copies);
}
