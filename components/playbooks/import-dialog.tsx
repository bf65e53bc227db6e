"use client";

import { useState } from "react";
import { importPlaybook } from "#lib/actions/import-playbook.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { Finding } from "#lib/domain/finding.ts";
import { MOST_IMPORT_BYTES } from "#lib/domain/playbook.ts";
import { unwrap } from "#components/shell/api.ts";
import { decodeText } from "#components/shell/document-kind.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** How many of what a document complains of are shown; the rest comes when these are mended. */
const MOST_SHOWN = 5;

/** Takes a playbook from a file or from what is pasted, and tells what this installation lacks for it. */
export function ImportDialog({ onClose, afterwards }: { onClose: () => void; afterwards: () => void }) {
  const [text, setText] = useState("");
  const [done, setDone] = useState<{ name: string; findings: Finding[] } | null>(null);
  const { form, busy, failure, setFailure, general } = useSubmit(["text"], async () => {
    const { name, findings } = await unwrap(importPlaybook({ text }));
    afterwards();
    if (findings.length > 0) return setDone({ name, findings });
    showToast(`“${name}” is imported.`);
    onClose();
  });

  async function readFile(file: File) {
    setFailure(null);
    if (file.size > MOST_IMPORT_BYTES) {
      setFailure(textFailure(`“${file.name}” is larger than 2 MB. A playbook can have 2 MB at most.`));
      return;
    }
    const content = decodeText(await file.arrayBuffer());
    if (content === null) setFailure(textFailure(`“${file.name}” is not saved as UTF-8 text.`));
    else setText(content);
  }

  if (done) return <Imported {...done} onClose={onClose} />;
  const issues = failure?.issues.filter(({ path }) => path[0] === "text").slice(0, MOST_SHOWN) ?? [];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Import a playbook"
      description="A file that Planwright exported, 2 MB at most. Nothing is started by it."
      wide
    >
      <form {...form} className="flex flex-col gap-4">
        {general && <Banner tone="error">{general}</Banner>}
        <div>
          <FileButton
            label="Choose a file"
            accept=".json,application/json"
            onChoose={([file]) => file && void readFile(file)}
          />
          <span className="ml-2 text-muted">or paste below</span>
        </div>
        <Field
          label="Playbook as JSON"
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
        <FormButtons busy={busy} onCancel={onClose}>
          Import
        </FormButtons>
      </form>
    </Dialog>
  );
}

function Imported({ name, findings, onClose }: { name: string; findings: Finding[]; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`“${name}” is imported`}
      description="Plans made from it have to be mended before they can run:"
      actions={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
      <ul className="flex list-disc flex-col gap-1 pl-5 [overflow-wrap:anywhere]">
        {findings.map(({ stepId, message, fix }, i) => (
          <li key={i}>
            {stepId && <span className="text-muted">{stepId}: </span>}
            {message} {fix}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function textFailure(message: string): Failure {
  return { code: "invalid", message, issues: [{ path: ["text"], message }] };
}
