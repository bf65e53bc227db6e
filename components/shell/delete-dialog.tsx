"use client";

import type { Result } from "#lib/domain/errors.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useVerb } from "./use-verb.ts";

/** Asks before something is deleted for good, and says when it is. */
export function DeleteDialog({
  name,
  description,
  remove,
  onClose,
  afterwards,
}: {
  /** What it is called. */
  name: string;
  /** What that means for whatever uses it. */
  description: string;
  remove: () => Promise<Result<unknown>>;
  onClose: () => void;
  afterwards: () => void;
}) {
  const verb = useVerb(afterwards);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete “${name}”?`}
      description={description}
      confirmLabel="Delete"
      danger
      onConfirm={() => verb.run("delete", remove, () => showToast(`“${name}” is deleted.`))}
    />
  );
}
