"use client";

import { useMemo } from "react";
import { showToast } from "#components/ui/toast.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import { useEditor } from "../editor-context.ts";
import { editorParts } from "../editor-parts.ts";

/** Copy, cut and paste for those who choose them in a menu. */
export function useClipboardMenu() {
  const editor = useEditor();
  return useMemo(() => {
    async function take(stepIds: readonly StepId[]): Promise<boolean> {
      const { copyText, writeClipboard } = await editorParts();
      const text = copyText(editor, stepIds);
      if (text === null) return false;
      const written = await writeClipboard(text);
      if (!written) showToast("The browser does not let this page write to the clipboard.", "error");
      return written;
    }
    return {
      copy: async (stepIds: readonly StepId[]) => {
        if (await take(stepIds)) (await editorParts()).sayCopied(editor, stepIds);
      },
      cut: async (stepIds: readonly StepId[]) => {
        if (await take(stepIds)) (await editorParts()).cutSteps(editor, stepIds);
      },
      paste: async () => {
        let text: string;
        try {
          text = await navigator.clipboard.readText();
        } catch {
          // Not allowed, or the connection is not a safe one: a person pastes into a field instead.
          editor.open({ kind: "paste" });
          return;
        }
        const { pasteText } = await editorParts();
        const problem = pasteText(editor, text);
        if (problem !== null) showToast(problem, "error");
      },
    };
  }, [editor]);
}
