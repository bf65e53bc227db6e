"use client";

import { Upload } from "lucide-react";
import { useId, useRef, useState, type FormEvent } from "react";
import type { Failure } from "#lib/domain/errors.ts";
import { MOST_IMPORT_BYTES } from "#lib/domain/document.ts";
import { failureOf } from "./api.ts";
import { decodeText } from "./document-kind.ts";
import { generalMessage } from "./issue-messages.ts";
import { useFocusInvalid } from "./use-focus-invalid.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
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
  /** Imports the text. A rejection is told beside the text. */
  onImport: (text: string) => Promise<void>;
  onClose: () => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const fileId = useId();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useFocusInvalid(form, failure);
  const general = generalMessage(failure, ["text"]);

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

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onImport(text);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
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
      <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
        {general && <Banner tone="error">{general}</Banner>}
        <div>
          <input
            id={fileId}
            type="file"
            accept=".json,application/json"
            className="peer sr-only"
            onChange={(event) => {
              const file = event.target.files?.[0];
              // The same file may be chosen again after it was changed.
              event.target.value = "";
              if (file) void readFile(file);
            }}
          />
          <label
            htmlFor={fileId}
            className={`${buttonClasses()} cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent`}
          >
            <Upload aria-hidden="true" />
            Choose a file
          </label>
          <span className="ml-2 text-muted">or paste below</span>
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
        <div className="flex justify-end gap-2 pb-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy}>
            Import
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function textFailure(message: string): Failure {
  return { code: "invalid", message, issues: [{ path: ["text"], message }] };
}
