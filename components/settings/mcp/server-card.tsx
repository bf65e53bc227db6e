"use client";

import { Pencil, Power, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button, IconButton } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { refreshMcpServer } from "#lib/actions/refresh-mcp-server.ts";
import { switchMcpServer } from "#lib/actions/switch-mcp-server.ts";
import type { Result } from "#lib/domain/errors.ts";
import type { McpServerView, McpToolStatus, McpToolView } from "#lib/domain/mcp.ts";
import { SignInLine } from "./sign-in-line.tsx";
import { ToolDialog } from "./tool-dialog.tsx";
import { EFFECT_WORDS } from "./words.ts";

const STATUS: Record<McpToolStatus, { word: string; tone: Tone }> = {
  new: { word: "New", tone: "ready" },
  approved: { word: "Approved", tone: "succeeded" },
  changed: { word: "Changed", tone: "waiting" },
  gone: { word: "Gone", tone: "failed" },
};

/** One MCP server: how it stands, and its tools. */
export function ServerCard({
  server,
  onChange,
  onEdit,
  onRemove,
}: {
  server: McpServerView;
  onChange: () => void;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const [shown, setShown] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { id: serverId, name, enabled, state, place, tools } = server;
  const tool = tools.find((one) => one.name === shown);

  async function act(action: () => Promise<Result<void>>) {
    setBusy(true);
    try {
      await unwrap(action());
      onChange();
    } catch (error) {
      showToast(failureOf(error).message, "error");
    } finally {
      setBusy(false);
    }
  }

  return (
    <section aria-label={name} className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="font-semibold break-words">{name}</h2>
            <StateBadge server={server} />
          </div>
          <p className="text-xs break-all text-muted">
            {place.kind === "command" ? "Started by this installation" : place.url}
            {place.kind === "http" && place.secret && ` · with the secret “${place.secret.name}”`}
          </p>
          <p className="text-xs text-muted">
            {server.about}
            {server.about && server.readAt && " · "}
            {server.readAt && (
              <>
                read <Moment at={server.readAt} />
              </>
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-1">
          {enabled && (
            <Button
              size="small"
              icon={<RotateCw />}
              busy={busy || state === "reading"}
              onClick={() => void act(() => refreshMcpServer({ serverId }))}
            >
              Read again
            </Button>
          )}
          <Button
            size="small"
            icon={<Power />}
            aria-disabled={busy || undefined}
            onClick={() => void (busy || act(() => switchMcpServer({ serverId, enabled: !enabled })))}
          >
            {enabled ? "Switch off" : "Switch on"}
          </Button>
          {place.kind === "http" && (
            <IconButton label={`Change ${name}`} icon={<Pencil />} onClick={onEdit} />
          )}
          <IconButton label={`Remove ${name}`} icon={<Trash2 />} onClick={onRemove} />
        </div>
      </div>
      {enabled && server.signIn && (
        <SignInLine serverId={serverId} server={name} signIn={server.signIn} onChange={onChange} />
      )}
      {server.message !== null && state !== "reading" && !isSignedOut(server) && (
        <Banner tone={state === "failed" ? "error" : "warning"}>{server.message}</Banner>
      )}
      {tools.length > 0 ? (
        <ul aria-label={`Tools of ${name}`} className="flex flex-col divide-y">
          {tools.map((one) => (
            <ToolRow key={one.name} tool={one} onShow={() => setShown(one.name)} />
          ))}
        </ul>
      ) : (
        state === "ready" && <p className="text-muted">This server offers no tools.</p>
      )}
      {tool && (
        <ToolDialog
          // Another definition begins the dialog anew: what is approved is what was looked at.
          key={tool.hash}
          serverId={serverId}
          tool={tool}
          onClose={() => setShown(null)}
          onChange={onChange}
        />
      )}
    </section>
  );
}

/** What it says then is that nobody is signed in, which stands above already. */
function isSignedOut({ signIn }: McpServerView): boolean {
  return signIn !== null && signIn.signedIn === null;
}

function StateBadge({ server }: { server: McpServerView }) {
  const { enabled, state, tools } = server;
  const open = tools.filter(({ status, problem }) => status === "changed" || (status === "new" && !problem));
  if (!enabled) return <Badge>Off</Badge>;
  if (state === "reading") return <Badge tone="running">Reading its tools</Badge>;
  if (isSignedOut(server)) return <Badge tone="waiting">Sign-in needed</Badge>;
  if (state === "failed") return <Badge tone="failed">Not reached</Badge>;
  return open.length > 0 ? (
    <Badge tone="waiting">{open.length} to look at</Badge>
  ) : (
    <Badge tone="succeeded">Ready</Badge>
  );
}

function ToolRow({ tool, onShow }: { tool: McpToolView; onShow: () => void }) {
  const { status, problem, sideEffect, approved, offered } = tool;
  const title = (status === "new" ? offered : approved)?.title ?? tool.name;
  const look = STATUS[status];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium break-words">{title}</p>
        <p className="font-mono text-xs break-all text-muted">{tool.tool}</p>
      </div>
      {approved && <span className="text-xs text-muted">{EFFECT_WORDS[sideEffect].short}</span>}
      {problem === null ? (
        <Badge tone={look.tone}>{look.word}</Badge>
      ) : (
        <Badge tone="cancelled">Cannot be used</Badge>
      )}
      <Button size="small" onClick={onShow}>
        <span>
          Review<span className="sr-only"> {title}</span>
        </span>
      </Button>
    </li>
  );
}
