"use client";

import { Pencil, Plug, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useVerb } from "#components/shell/use-verb.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button, IconButton } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { deleteModelConnection } from "#lib/actions/delete-model-connection.ts";
import type { ModelConnection } from "#lib/domain/model.ts";
import { ConnectionDialog } from "./connection-dialog.tsx";
import { KIND_WORDS } from "./kind-words.ts";

/** The workspace's ways to models: those its owners made can be changed, those of the environment are shown. */
export function ConnectionList({
  connections,
  onChange,
}: {
  connections: readonly ModelConnection[];
  onChange: () => void;
}) {
  const [editing, setEditing] = useState<ModelConnection | "new" | null>(null);
  const [removing, setRemoving] = useState<ModelConnection | null>(null);
  const verb = useVerb(onChange);
  const add = (
    <Button size="small" icon={<Plus />} onClick={() => setEditing("new")}>
      Add a connection
    </Button>
  );
  return (
    <section aria-label="Connections" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <div className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">Connections</h2>
        {connections.length > 0 && add}
      </div>
      {connections.length === 0 ? (
        <EmptyState icon={<Plug />} title="No connection yet" action={add}>
          Connect OpenAI, Anthropic, Google, or any server that speaks OpenAI&apos;s protocol, such as Ollama
          on your own machine.
        </EmptyState>
      ) : (
        <ul className="flex flex-col divide-y">
          {connections.map((connection) => (
            <li key={connection.id} className="flex items-center gap-3 py-2 first:pt-0 last:pb-0">
              <div className="min-w-0 flex-1">
                <div className="flex flex-wrap items-center gap-2">
                  <span className="font-medium break-words">{connection.name}</span>
                  {connection.name !== KIND_WORDS[connection.kind] && (
                    <Badge>{KIND_WORDS[connection.kind]}</Badge>
                  )}
                  {connection.fromEnvironment && <Badge>From the environment</Badge>}
                </div>
                <div className="text-xs break-all text-muted">
                  {connection.baseUrl ?? "The provider's own address"} ·{" "}
                  {connection.hasKey ? "has a key" : "no key"}
                </div>
              </div>
              {!connection.fromEnvironment && (
                <>
                  <IconButton
                    label={`Change ${connection.name}`}
                    icon={<Pencil />}
                    onClick={() => setEditing(connection)}
                  />
                  <IconButton
                    label={`Remove ${connection.name}`}
                    icon={<Trash2 />}
                    onClick={() => setRemoving(connection)}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <ConnectionDialog
          connection={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={onChange}
        />
      )}
      {removing && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(null)}
          title={`Remove "${removing.name}"?`}
          description="Its key is deleted with it. A connection that a role uses cannot be removed."
          confirmLabel="Remove"
          danger
          onConfirm={() => verb.run("remove", () => deleteModelConnection({ id: removing.id }))}
        />
      )}
    </section>
  );
}
