"use client";

import { deletePlaybook } from "#lib/actions/delete-playbook.ts";
import type { PlaybookSummary } from "#lib/domain/playbook.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
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
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete “${playbook.name}”?`}
      description="The planner will no longer use it. Plans that were made from it stay as they are. This cannot be undone; export it first to keep a copy."
      confirmLabel="Delete"
      danger
      onConfirm={async () => {
        try {
          await unwrap(deletePlaybook({ playbookId: playbook.id }));
          showToast(`“${playbook.name}” is deleted.`);
          return true;
        } catch (error) {
          showToast(failureOf(error).message, "error");
          return false;
        } finally {
          afterwards();
        }
      }}
    />
  );
}
