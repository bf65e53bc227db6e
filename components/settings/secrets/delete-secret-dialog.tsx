"use client";

import Link from "next/link";
import { useVerb } from "#components/shell/use-verb.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { deleteSecret } from "#lib/actions/delete-secret.ts";
import type { SecretView } from "#lib/domain/secret.ts";

/** Asks before a secret is deleted, and says which steps will miss it. */
export function DeleteSecretDialog({
  secret: { id, name, uses },
  onClose,
  afterwards,
}: {
  secret: SecretView;
  onClose: () => void;
  afterwards: () => void;
}) {
  const verb = useVerb(afterwards);
  const missed = "These steps name it, and fail until there is a secret of its name again:";
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete "${name}"?`}
      description={`Its value is deleted for good. ${uses.length === 0 ? "No step of a plan names it." : missed}`}
      confirmLabel="Delete"
      danger
      onConfirm={() =>
        verb.run(
          "delete",
          () => deleteSecret({ id, evenIfUsed: uses.length > 0 }),
          () => showToast(`"${name}" is deleted.`),
        )
      }
    >
      {uses.length > 0 && (
        <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto" aria-label="Steps that name it">
          {uses.map(({ planId, planTitle, stepTitle }) => (
            <li key={`${planId} ${stepTitle}`} className="wrap-anywhere">
              {stepTitle} in{" "}
              <Link href={`/plans/${planId}`} className="underline underline-offset-2">
                {planTitle}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </ConfirmDialog>
  );
}
