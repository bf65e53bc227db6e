import { thoseWho } from "#components/shell/roles-words.ts";
import { showToast } from "#components/ui/toast.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import { pasteSteps } from "#lib/domain/paste-steps.ts";
import { copySteps, readSteps, writeSteps } from "#lib/domain/steps-document.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { removeSteps } from "./edit-patches.ts";
import type { Editor } from "./editor-context.ts";
import { refocusSteps } from "./refocus.ts";

/** How many sentences about pasted steps are told; the inspector shows the rest at each step. */
const MOST_TOLD = 3;

/** Steps as text for the clipboard; null, and a person is told, when there are none or too many. */
export function copyText(editor: Editor, stepIds: readonly StepId[]): string | null {
  if (stepIds.length === 0) {
    showToast("Select the steps to copy first.");
    return null;
  }
  const text = writeSteps(copySteps(editor.store.getState().graph, stepIds));
  if (text === null) showToast("These steps are larger than 2 MB together. Copy fewer at a time.", "error");
  return text;
}

/** Says that steps were copied. */
export function sayCopied(editor: Editor, stepIds: readonly StepId[]): void {
  editor.announce(`Copied ${nameOf(editor, stepIds)}.`);
}

/** Takes out steps that are on the clipboard by now: one undo entry, bridged as any removal. */
export function cutSteps(editor: Editor, stepIds: readonly StepId[]): void {
  const name = `Cut ${nameOf(editor, stepIds)}`;
  const patch = removeSteps(editor.store.getState().graph, stepIds, editor.tools);
  refocusSteps();
  if (editor.edit(patch, { name }).ok) editor.store.select([]);
}

/**
 * Adds the steps that a text from the clipboard holds, behind the selected one if there is one, as one undo entry, and selects them.
 * @returns why it cannot, in a sentence, or null when it is done
 */
export function pasteText(editor: Editor, text: string): string | null {
  if (!editor.mayEdit) return `${thoseWho("edit")} change this plan.`;
  if (!editor.editable) return "The plan cannot be changed while the planner is at work on it.";
  const read = readSteps(text);
  if (!read.ok) return read.message;
  const { graph, selection } = editor.store.getState();
  const chosen = graph.steps.findLast(({ id }) => selection.includes(id));
  const after = chosen?.id ?? graph.steps.at(-1)?.id ?? null;
  const { steps } = read.document.graph;
  const { patch, stepIds, kept, lost } = pasteSteps(read.document, { graph, after, tools: editor.tools });
  const what = steps.length === 1 ? (steps[0]?.title ?? "") : countOf(steps.length, "step");
  const result = editor.edit(patch, { name: `Paste ${what}` });
  // The editor has told it already.
  if (!result.ok) return null;
  editor.store.select(stepIds);
  editor.announce([`Paste ${what}: done.`, ...first(kept)].join(" "));
  if (lost.length > 0) showToast(first(lost).join(" "));
  return null;
}

function first(sentences: readonly string[]): string[] {
  const rest = sentences.length - MOST_TOLD;
  return rest > 0 ? [...sentences.slice(0, MOST_TOLD), `And ${rest} more.`] : [...sentences];
}

function nameOf(editor: Editor, stepIds: readonly StepId[]): string {
  const { steps } = editor.store.getState().graph;
  const [only] = stepIds;
  return stepIds.length === 1
    ? (steps.find(({ id }) => id === only)?.title ?? "1 step")
    : countOf(stepIds.length, "step");
}
