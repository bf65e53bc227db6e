"use client";

import { useState, type FormEvent } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { pasteText } from "../clipboard.ts";
import { useEditor } from "../editor-context.ts";

/** Takes copied steps by hand, where the browser does not let the page read the clipboard. */
export function PasteDialog({ onClose }: { onClose: () => void }) {
  const editor = useEditor();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);

  function paste(event: FormEvent) {
    event.preventDefault();
    const refused = text.trim() === "" ? "Paste the copied steps here first." : pasteText(editor, text);
    setProblem(refused);
    if (refused === null) onClose();
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Paste steps"
      description="The browser does not let this page read the clipboard. Paste what you copied into the field."
    >
      <form onSubmit={paste} className="flex flex-col gap-4">
        <Field label="Copied steps" error={problem}>
          <Textarea
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={6}
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
        <FormButtons busy={false} onCancel={onClose}>
          Paste
        </FormButtons>
      </form>
    </Dialog>
  );
}
