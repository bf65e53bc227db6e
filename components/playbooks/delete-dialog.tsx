"use client";

import { deletePlaybook } from "#lib/actions/delete-playbook.ts";
import type { PlaybookSummary } from "#lib/domain/playbook.ts";
import { useVerb } from "#components/run-view/use-verb.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Asks before a playbook is deleted. */
export function DeleteDialog({
  playbook,
  onClose,
  afterwards,
}: {
  playbook: PlaybookSummary;
  onClose: () => void;
  afterwards: () => void;
}) {
  const verb = useVerb(afterwards);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete “${playbook.name}”?`}
      description="The planner will no longer use it. Plans that were made from it stay as they are. This cannot be undone; export it first to keep a copy."
      confirmLabel="Delete"
      danger
      onConfirm={() =>
        verb.run(
          "delete",
          () => deletePlaybook({ playbookId: playbook.id }),
          () => showToast(`“${playbook.name}” is deleted.`),
        )
      }
    />
  );
}
