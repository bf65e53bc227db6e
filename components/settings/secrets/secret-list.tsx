"use client";

import { KeyRound, Pencil, Plus, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button, IconButton } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { SecretView } from "#lib/domain/secret.ts";
import { DeleteSecretDialog } from "./delete-secret-dialog.tsx";
import { SecretDialog } from "./secret-dialog.tsx";

/** The workspace's secrets: what they are called and where they may go, never what they are. */
export function SecretList({ secrets }: { secrets: readonly SecretView[] }) {
  const router = useRouter();
  const reload = () => router.refresh();
  const [editing, setEditing] = useState<SecretView | "new" | null>(null);
  const [removing, setRemoving] = useState<SecretView | null>(null);
  const add = (
    <Button size="small" icon={<Plus />} onClick={() => setEditing("new")}>
      Add a secret
    </Button>
  );
  return (
    <section aria-label="Secrets" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <div className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">Secrets</h2>
        {secrets.length > 0 && add}
      </div>
      {secrets.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No secret yet" action={add}>
          Store the key of an API or the secret that signs a webhook, and choose it by its name in the steps
          that need it. It is sent to the hosts that you name and to nobody else.
        </EmptyState>
      ) : (
        <ul className="flex flex-col divide-y">
          {secrets.map((secret) => (
            <li key={secret.id} className="flex items-center gap-3 py-2 first:pt-0 last:pb-0">
              <div className="min-w-0 flex-1">
                <div className="flex flex-wrap items-center gap-2">
                  <span className="min-w-0 font-medium wrap-anywhere">{secret.name}</span>
                  {!secret.readable && <Badge tone="failed">Cannot be opened</Badge>}
                </div>
                <div className="text-xs wrap-anywhere text-muted">For {hostsText(secret)}</div>
                <div className="text-xs text-muted">
                  {usesText(secret)} ·{" "}
                  {secret.lastUsedAt === null ? (
                    "never used"
                  ) : (
                    <>
                      last used <Moment at={secret.lastUsedAt} />
                    </>
                  )}
                </div>
                {!secret.readable && (
                  <p className="text-xs">
                    The installation&apos;s encryption key is another one than when it was stored. Enter its
                    value again.
                  </p>
                )}
              </div>
              <IconButton
                label={`Change ${secret.name}`}
                icon={<Pencil />}
                onClick={() => setEditing(secret)}
              />
              <IconButton
                label={`Delete ${secret.name}`}
                icon={<Trash2 />}
                onClick={() => setRemoving(secret)}
              />
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <SecretDialog
          secret={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={reload}
        />
      )}
      {removing && (
        <DeleteSecretDialog secret={removing} onClose={() => setRemoving(null)} afterwards={reload} />
      )}
    </section>
  );
}

/** Hosts that a row names; the others are seen when the secret is changed. */
const HOSTS_NAMED = 5;

function hostsText({ hosts }: SecretView): string {
  if (hosts.length <= HOSTS_NAMED + 1) return hosts.join(", ");
  return `${hosts.slice(0, HOSTS_NAMED).join(", ")} and ${hosts.length - HOSTS_NAMED} more hosts`;
}

function usesText({ uses }: SecretView): string {
  if (uses.length === 0) return "no step names it";
  return uses.length === 1 ? "1 step names it" : `${uses.length} steps name it`;
}
