"use client";

import { useState } from "react";
import type { Failure } from "#lib/domain/errors.ts";
import { MOST_IMPORT_BYTES } from "#lib/domain/document.ts";
import { decodeText } from "./document-kind.ts";
import { DialogForm } from "./dialog-form.tsx";
import { useSubmit } from "./use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { Textarea } from "#components/ui/input.tsx";

/** How many of what a document complains of are shown; the rest comes when these are mended. */
const MOST_SHOWN = 5;

/** Takes what Planwright exported from a file or from what is pasted. */
export function ImportDialog({
  what,
  onImport,
  onClose,
}: {
  /** What it takes: "playbook". */
  what: string;
  /** Imports the text; gives "leaving" when another page is on its way. A rejection is told beside the text. */
  onImport: (text: string) => Promise<"leaving" | void>;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const submit = useSubmit(["text"], () => onImport(text));
  const { failure, setFailure } = submit;

  async function readFile(file: File) {
    setFailure(null);
    if (file.size > MOST_IMPORT_BYTES) {
      setFailure(textFailure(`“${file.name}” is larger than 2 MB. A ${what} can have 2 MB at most.`));
      return;
    }
    const content = decodeText(await file.arrayBuffer());
    if (content === null) setFailure(textFailure(`“${file.name}” is not saved as UTF-8 text.`));
    else setText(content);
  }

  const issues = failure?.issues.filter(({ path }) => path[0] === "text").slice(0, MOST_SHOWN) ?? [];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Import a ${what}`}
      description="A file that Planwright exported, 2 MB at most. Nothing is started by it."
      wide
    >
      <DialogForm submit={submit} verb="Import" onCancel={onClose}>
        <div className="flex items-center gap-2">
          <FileButton
            label="Choose a file"
            accept=".json,application/json"
            onChoose={([file]) => file && void readFile(file)}
          />
          <span className="text-muted">or paste below</span>
        </div>
        <Field
          label={`${what.charAt(0).toUpperCase()}${what.slice(1)} as JSON`}
          required
          error={issues.length > 0 ? issues.map(({ message }) => message).join(" ") : null}
        >
          <Textarea
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={12}
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      </DialogForm>
    </Dialog>
  );
}

function textFailure(message: string): Failure {
  return { code: "invalid", message, issues: [{ path: ["text"], message }] };
}
