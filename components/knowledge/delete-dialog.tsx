"use client";

import { deleteDocument } from "#lib/actions/delete-document.ts";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Asks before a document is deleted. */
export function DeleteDialog({
  document,
  onClose,
  afterwards,
}: {
  document: DocumentView;
  onClose: () => void;
  afterwards: () => void;
}) {
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete "${document.title}"?`}
      description="Steps will no longer find it. Outputs of earlier runs that quote it stay as they are. This cannot be undone."
      confirmLabel="Delete"
      danger
      onConfirm={async () => {
        try {
          await unwrap(deleteDocument({ documentId: document.id }));
          showToast(`"${document.title}" is deleted.`);
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
