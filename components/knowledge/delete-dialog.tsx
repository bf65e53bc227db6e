"use client";

import { deleteDocument } from "#lib/actions/delete-document.ts";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { useVerb } from "#components/run-view/use-verb.ts";
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
  const verb = useVerb(afterwards);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete "${document.title}"?`}
      description="Steps will no longer find it. Outputs of earlier runs that quote it stay as they are. This cannot be undone."
      confirmLabel="Delete"
      danger
      onConfirm={() =>
        verb.run(
          "delete",
          () => deleteDocument({ documentId: document.id }),
          () => showToast(`"${document.title}" is deleted.`),
        )
      }
    />
  );
}
