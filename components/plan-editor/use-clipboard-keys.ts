"use client";

import { useEffect } from "react";
import { whenIdle } from "#components/shell/when-idle.ts";
import type { Editor } from "./editor-context.ts";

/**
 * Ctrl or Cmd with C, X and V (and the browser's own menu) for steps, on the canvas and in the outline. Where text is selected, or
 * somebody types, the keys mean that text. What reads and checks copied steps is large, so it comes when the editor stands.
 * @param off the panes show something else than the plan that is edited
 */
export function useClipboardKeys(editor: Editor, off: boolean): void {
  useEffect(() => {
    if (off) return;
    let over = false;
    let end = () => {};
    const notYet = whenIdle(() => {
      import("./clipboard-keys.ts").then(
        ({ followClipboard }) => {
          if (!over) end = followClipboard(editor);
        },
        // The browser's own copy and paste of text go on; the menu tells what is wrong.
        () => undefined,
      );
    });
    return () => {
      over = true;
      notYet();
      end();
    };
  }, [editor, off]);
}
