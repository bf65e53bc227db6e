"use client";

import { useQuery } from "@tanstack/react-query";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { ManifestFacts } from "#components/approvals/manifest-facts.tsx";
import { termsWords } from "#components/approvals/terms-words.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const runPreview = async () => (await import("#lib/domain/run-preview.ts")).RunPreview;

/** Shows exactly what a run of the draft may use, before a person starts it and by that approves it. */
export function StartDialog({
  planId,
  rev,
  tools,
  approves,
  busy,
  onStart,
  onClose,
}: {
  planId: string;
  /** The draft's, which the dialog is about; null: it is closed. */
  rev: number | null;
  tools: readonly ToolSpec[];
  /** The run may do more than read. */
  approves: boolean;
  busy: boolean;
  onStart: (rev: number, approves: string) => void;
  onClose: () => void;
}) {
  const preview = useQuery({
    queryKey: ["run-preview", planId, rev],
    queryFn: ({ signal }) => getJson(`/api/plans/${planId}/preview?rev=${rev}`, runPreview, signal),
    enabled: rev !== null,
    // Policy and tools may have changed since the dialog was open last.
    gcTime: 0,
  });
  const { data } = preview;
  const terms = data?.terms ?? null;
  return (
    <Dialog
      open={rev !== null}
      onOpenChange={onClose}
      wide
      title={terms ? "Ask to run this plan?" : "Run this plan?"}
      description={
        terms
          ? `The run begins when its plan is approved. ${termsWords(terms)}${terms.votes > 1 ? `; ${terms.votes} must approve` : ""}.`
          : "By starting it you approve that the run uses this, and nothing else."
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={!data}
            onClick={() => data && rev !== null && onStart(rev, data.hash)}
          >
            {terms ? "Ask for approval" : approves ? "Approve and run" : "Start the run"}
          </Button>
        </>
      }
    >
      {preview.isPending && <SkeletonRows rows={4} label="Loading what the run may use" />}
      {preview.isError && <ErrorNote {...failureOf(preview.error)} onRetry={() => void preview.refetch()} />}
      {data && <ManifestFacts manifest={data.manifest} tools={tools} />}
    </Dialog>
  );
}
