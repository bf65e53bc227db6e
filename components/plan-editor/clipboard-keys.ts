import { showToast } from "#components/ui/toast.tsx";
import { looksLikeSteps } from "#lib/domain/steps-document.ts";
import { copyText, cutSteps, pasteText, sayCopied } from "./clipboard.ts";
import type { Editor } from "./editor-context.ts";

/**
 * Does what Ctrl or Cmd with C, X and V ask for on the canvas and in the outline.
 * @returns ends it
 */
export function followClipboard(editor: Editor): () => void {
  function onCopy(event: ClipboardEvent) {
    const place = placeOf(event);
    if (place === null || (place !== "canvas" && textIsSelected(event.target))) return;
    const { selection } = editor.store.getState();
    if (place !== "canvas" && selection.length === 0) return;
    const text = copyText(editor, selection);
    if (text === null) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    if (event.type === "cut" && editor.editable) cutSteps(editor, selection);
    else sayCopied(editor, selection);
  }
  function onPaste(event: ClipboardEvent) {
    const place = placeOf(event);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    // A title takes any other text, and elsewhere a person may have meant something else.
    if (place === null || (place !== "canvas" && !looksLikeSteps(text))) return;
    event.preventDefault();
    const problem = pasteText(editor, text);
    if (problem !== null) showToast(problem, "error");
  }
  document.addEventListener("copy", onCopy);
  document.addEventListener("cut", onCopy);
  document.addEventListener("paste", onPaste);
  return () => {
    document.removeEventListener("copy", onCopy);
    document.removeEventListener("cut", onCopy);
    document.removeEventListener("paste", onPaste);
  };
}

/** Where the focus is; null: where the keys are for text. */
function placeOf(event: ClipboardEvent): "canvas" | "outline" | "page" | null {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || target?.closest("[role=dialog], [role=menu]")) return null;
  if (target?.closest("[data-outline]")) return "outline";
  if (target?.closest("input, textarea, select, [contenteditable]")) return null;
  return target?.closest(".plan-canvas") ? "canvas" : "page";
}

function textIsSelected(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.selectionStart !== target.selectionEnd;
  return document.getSelection()?.isCollapsed === false;
}
