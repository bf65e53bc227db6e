"use client";

import { useRef, useState, type FormEvent } from "react";
import { generalMessage, issueFor } from "#components/shell/issue-messages.ts";
import { useFocusInvalid } from "#components/shell/use-focus-invalid.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import type { Failure } from "#lib/domain/errors.ts";
import type { PromptDraft } from "./prompt-drafts.ts";
import { versionPhrase } from "./prompt-words.ts";
import type { Choice } from "./version-choice.tsx";

/** What the editor is busy with, or null. */
export type Busy = "save" | "save and activate" | "activate" | null;

/**
 * The text of a version, or the unsaved one. Typing into a version begins an unsaved text; while there is one, versions are only
 * read, so that typing cannot replace it by mistake.
 */
export function EditorTab({
  shown,
  text,
  active,
  draft,
  busy,
  failure,
  onType,
  onNote,
  onShow,
  onDiscard,
  onSave,
  onActivate,
}: {
  shown: Choice;
  text: string;
  active: number;
  draft: PromptDraft | null;
  busy: Busy;
  failure: Failure | null;
  onType: (text: string) => void;
  onNote: (note: string) => void;
  onShow: (choice: Choice) => void;
  onDiscard: () => void;
  onSave: (activate: boolean) => void;
  onActivate: (number: number) => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [discarding, setDiscarding] = useState(false);
  useFocusInvalid(form, failure);
  const general = generalMessage(failure, ["text", "note"]);
  const readOnly = draft !== null && shown !== "draft";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (draft && shown === "draft") onSave(false);
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3">
      {general && <Banner tone="error">{general}</Banner>}
      <Field
        label={
          shown === "draft" ? "Unsaved text" : shown === 0 ? "Built-in text" : `Text of version ${shown}`
        }
        hint={`${text.length.toLocaleString("en")} of 20,000 characters${
          draft && shown === "draft" ? `, made from ${versionPhrase(draft.from)}` : ""
        }`}
        error={issueFor(failure, "text")}
      >
        <Textarea
          rows={16}
          spellCheck={false}
          readOnly={readOnly}
          className="min-h-40 font-mono text-xs leading-5"
          value={text}
          onChange={({ target }) => onType(target.value)}
        />
      </Field>
      {readOnly ? (
        <Banner
          actions={
            <>
              <Button size="small" onClick={() => onShow("draft")}>
                Back to the unsaved text
              </Button>
              <Button size="small" onClick={() => setDiscarding(true)}>
                Discard it
              </Button>
            </>
          }
          className="flex-wrap"
        >
          There is unsaved text, so this version is only shown.
        </Banner>
      ) : (
        draft && (
          <>
            <Field
              label="What is changed"
              hint="A few words for the timeline; may be empty."
              error={issueFor(failure, "note")}
            >
              <Input
                autoComplete="off"
                maxLength={200}
                value={draft.note}
                onChange={({ target }) => onNote(target.value)}
              />
            </Field>
            <div className="flex flex-wrap gap-2">
              <Button type="submit" variant="primary" busy={busy === "save"}>
                Save as new version
              </Button>
              <Button busy={busy === "save and activate"} onClick={() => onSave(true)}>
                Save and activate
              </Button>
              <Button variant="ghost" onClick={() => setDiscarding(true)}>
                Discard
              </Button>
            </div>
          </>
        )
      )}
      {shown !== "draft" && shown !== active && (
        <div className="flex flex-wrap items-center gap-2">
          <Button busy={busy === "activate"} onClick={() => onActivate(shown)}>
            {shown > active ? "Activate" : "Roll back to"} {versionPhrase(shown)}
          </Button>
          <span className="text-xs text-muted">
            From the next plan and run on; what runs now keeps the version it began with.
          </span>
        </div>
      )}
      <ConfirmDialog
        open={discarding}
        onOpenChange={setDiscarding}
        title="Discard the unsaved text?"
        description="What you wrote since the last saved version is lost."
        confirmLabel="Discard"
        danger
        onConfirm={() => Promise.resolve(onDiscard())}
      />
    </form>
  );
}
