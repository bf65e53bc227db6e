"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DiffView } from "#components/ui/diff-view.tsx";
import { draftOf, writtenDraft } from "./policy-draft.ts";
import type { PolicyConflict, PolicyEditor } from "./use-policy-editor.ts";

/** Somebody else has saved meanwhile: what they changed, and the ways to go on. Nothing is lost until one is chosen. */
export function ConflictNotice({
  conflict: { number, policy, author, before, merged },
  onResolve,
}: {
  conflict: PolicyConflict;
  onResolve: PolicyEditor["resolve"];
}) {
  const [leaving, setLeaving] = useState(false);
  return (
    <Banner tone="error" title={`${author} saved version ${number} while you were editing.`}>
      <p>
        What you entered is still here and is not saved.{" "}
        {merged
          ? "Both changes go together."
          : "You have both changed the same part, so one of the two has to be chosen."}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {merged && (
          <Button size="small" onClick={() => onResolve("both")}>
            Put both together
          </Button>
        )}
        <Button size="small" onClick={() => onResolve("mine")}>
          Go on with mine
        </Button>
        <Button size="small" onClick={() => setLeaving(true)}>
          Take theirs
        </Button>
      </div>
      <details className="mt-2">
        <summary className="cursor-pointer font-medium">What they changed</summary>
        <div className="mt-2">
          <DiffView
            before={writtenDraft(draftOf(before))}
            after={writtenDraft(draftOf(policy))}
            label="What they changed"
          />
        </div>
      </details>
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title={`Take version ${number}?`}
        description="What you entered here is lost."
        confirmLabel="Take theirs"
        danger
        onConfirm={() => Promise.resolve(onResolve("theirs"))}
      />
    </Banner>
  );
}
