"use client";

import { useEffect, useState } from "react";
import { whenIdle } from "#components/shell/when-idle.ts";
import type { Editor } from "./editor-context.ts";
import { editorParts } from "./editor-parts.ts";

type Follow = Awaited<ReturnType<typeof editorParts>>["followClipboard"];

/**
 * Ctrl or Cmd with C, X and V (and the browser's own menu) for steps, on the canvas and in the outline. Where text is selected, or
 * somebody types, the keys mean that text. What reads and checks copied steps is large, so it comes with the editor's later parts.
 * @param off the panes show something else than the plan that is edited
 */
export function useClipboardKeys(editor: Editor, off: boolean): void {
  const [follow, setFollow] = useState<Follow | null>(null);
  useEffect(
    () => whenIdle(() => void editorParts().then(({ followClipboard }) => setFollow(() => followClipboard))),
    [],
  );
  useEffect(() => (off ? undefined : follow?.(editor)), [editor, off, follow]);
}
