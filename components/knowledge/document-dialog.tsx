"use client";

import { useState } from "react";
import { saveDocument } from "#lib/actions/save-document.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { DocumentInput, TypedKind, type DocumentView } from "#lib/domain/knowledge.ts";
import { ApiError, unwrap } from "#components/shell/api.ts";
import { DialogForm } from "#components/shell/dialog-form.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { Input, Select, Textarea } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { ACCEPTED_TEXTS, decodeText, kindOfFile, KIND_WORDS } from "#components/shell/document-kind.ts";

/** A document to replace: its name and kind are known. */
export type DocumentDraft = { name: string; kind: TypedKind };

const FIELDS = ["name", "kind", "content"] as const;

/** Takes a document from a file or from what is pasted. A name that exists is replaced, and the dialog says so. */
export function DocumentDialog({
  draft,
  existing,
  onClose,
  afterwards,
}: {
  draft: DocumentDraft | null;
  existing: readonly DocumentView[];
  onClose: () => void;
  afterwards: () => void;
}) {
  const [name, setName] = useState(draft?.name ?? "");
  const [kind, setKind] = useState<TypedKind>(draft?.kind ?? "markdown");
  const [content, setContent] = useState("");
  const replaces = existing.find((document) => document.name === name.trim());
  const submit = useSubmit(FIELDS, async () => {
    const input = { name, kind, content };
    const checked = DocumentInput.safeParse(input);
    if (!checked.success) {
      const issues = checked.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
      throw new ApiError({ code: "invalid", message: "The document cannot be kept like this.", issues });
    }
    try {
      await unwrap(saveDocument(input));
      showToast(replaces ? `"${name.trim()}" is replaced.` : `"${name.trim()}" is added.`);
      onClose();
    } finally {
      afterwards();
    }
  });
  const { failure, setFailure } = submit;

  async function readFile(file: File) {
    setFailure(null);
    const fileKind = kindOfFile(file.name);
    const text = fileKind ? decodeText(await file.arrayBuffer()) : null;
    if (!fileKind || text === null) {
      const reason = fileKind ? "is not saved as UTF-8 text" : "is not a .md, .txt or .csv file";
      setFailure(contentFailure(`"${file.name}" ${reason}.`));
      return;
    }
    if (!draft) setName(file.name);
    setKind(fileKind);
    setContent(text);
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={draft ? `Replace "${draft.name}"` : "Write or paste a document"}
      description="Markdown, plain text or CSV, 5 MB at most. Larger files and other kinds can be uploaded."
      wide
    >
      <DialogForm submit={submit} verb={replaces ? "Replace" : "Add"} onCancel={onClose}>
        <div className="flex items-center gap-2">
          <FileButton
            label="Choose a file"
            accept={ACCEPTED_TEXTS}
            onChoose={([file]) => file && void readFile(file)}
          />
          <span className="text-muted">or paste below</span>
        </div>
        <div className="grid gap-3 sm:grid-cols-[1fr_10rem]">
          <Field
            label="Name"
            required
            error={issueFor(failure, "name")}
            hint={replaces && !draft ? "A document of this name exists and will be replaced." : undefined}
          >
            <Input value={name} onChange={(event) => setName(event.target.value)} readOnly={draft !== null} />
          </Field>
          <Field label="Kind" error={issueFor(failure, "kind")}>
            <Select value={kind} onChange={(event) => setKind(TypedKind.parse(event.target.value))}>
              {TypedKind.options.map((option) => (
                <option key={option} value={option}>
                  {KIND_WORDS[option]}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Field label="Content" required error={issueFor(failure, "content")}>
          <Textarea
            value={content}
            onChange={(event) => setContent(event.target.value)}
            rows={12}
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      </DialogForm>
    </Dialog>
  );
}

function contentFailure(message: string): Failure {
  return { code: "invalid", message, issues: [{ path: ["content"], message }] };
}
