"use client";

import { abortRun } from "#lib/actions/abort-run.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { abortConsequences } from "./run-facts.ts";
import { useVerb } from "#components/shell/use-verb.ts";

/** Asks before a run is aborted, and says what already happened. */
export function AbortDialog({
  run,
  tools,
  open,
  onClose,
  afterwards,
}: {
  run: RunView;
  tools: readonly ToolSpec[];
  open: boolean;
  onClose: () => void;
  afterwards: () => void;
}) {
  const verb = useVerb(afterwards);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title="Abort this run?"
      description="An aborted run cannot be resumed. The plan stays, and can be run again."
      confirmLabel="Abort the run"
      cancelLabel="Keep running"
      danger
      onConfirm={() => verb.run("abort", (idempotencyKey) => abortRun({ runId: run.id, idempotencyKey }))}
    >
      <ul className="list-disc space-y-1 pl-5">
        {abortConsequences(run, tools).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
