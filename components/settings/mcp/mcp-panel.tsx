"use client";

import { useQuery } from "@tanstack/react-query";
import { Cable, Plus } from "lucide-react";
import { useState } from "react";
import { useVerb } from "#components/shell/use-verb.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { deleteMcpServer } from "#lib/actions/delete-mcp-server.ts";
import { McpServersView, type McpServerView } from "#lib/domain/mcp.ts";
import { ServerCard } from "./server-card.tsx";
import { ServerDialog } from "./server-dialog.tsx";

/** While a server is being read somebody waits for it. */
const WAITING_MS = 1_000;

/** The workspace's MCP servers, each with its tools and what an owner said of them. */
export function McpPanel({
  initial,
  signInLost,
}: {
  initial: McpServersView;
  /** Whether the reader comes back from a sign-in that nobody here knows of. */
  signInLost: boolean;
}) {
  const view = useQuery({
    queryKey: ["mcp-servers"],
    queryFn: ({ signal }) => getJson("/api/mcp-servers", McpServersView, signal),
    initialData: initial,
    refetchInterval: ({ state }) =>
      state.data?.servers.some((server) => server.state === "reading") ? WAITING_MS : false,
  });
  const [editing, setEditing] = useState<McpServerView | "new" | null>(null);
  const [removing, setRemoving] = useState<McpServerView | null>(null);
  const { servers, commands } = view.data;
  const reload = () => void view.refetch();
  const verb = useVerb(reload);
  const add = (
    <Button size="small" icon={<Plus />} onClick={() => setEditing("new")}>
      Add a server
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      {signInLost && (
        <Banner tone="error">
          That sign-in did not begin in this session, was ended before, or took too long. Begin it again
          below.
        </Banner>
      )}
      {view.isError && <ErrorNote {...failureOf(view.error)} onRetry={reload} />}
      {servers.length === 0 ? (
        <section aria-label="MCP servers" className="rounded-lg border bg-surface">
          <EmptyState icon={<Cable />} title="No MCP server yet" action={add}>
            Add one by its address, or switch on one that this installation starts itself. Its tools are then
            listed here, and none of them can be used before you approve it.
          </EmptyState>
        </section>
      ) : (
        <>
          <div className="flex justify-end">{add}</div>
          {servers.map((server) => (
            <ServerCard
              key={server.id}
              server={server}
              onChange={reload}
              onEdit={() => setEditing(server)}
              onRemove={() => setRemoving(server)}
            />
          ))}
        </>
      )}
      {editing && (
        <ServerDialog
          server={editing === "new" ? null : editing}
          commands={commands}
          onClose={() => setEditing(null)}
          onSaved={reload}
        />
      )}
      {removing && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(null)}
          title={`Remove "${removing.name}"?`}
          description="Its tools and what was approved of them go with it. Steps that use one of them cannot run any more."
          confirmLabel="Remove"
          danger
          onConfirm={() => verb.run("remove", () => deleteMcpServer({ serverId: removing.id }))}
        />
      )}
    </div>
  );
}
