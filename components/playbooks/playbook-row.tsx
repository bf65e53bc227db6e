"use client";

import { ChevronRight, Download, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { countOf } from "#lib/domain/count-of.ts";
import type { PlaybookSummary } from "#lib/domain/playbook.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Button, IconButton } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { PlaybookPreview } from "./playbook-preview.tsx";

/** One playbook: its name opens an outline of its steps. `own`: what only a saved one allows; null for a built-in one. */
export function PlaybookRow({
  playbook,
  onUse,
  own,
}: {
  playbook: PlaybookSummary;
  onUse: () => void;
  own: { onEdit: () => void; onDelete: () => void } | null;
}) {
  const [shown, setShown] = useState(false);
  const previewId = useId();
  const { id, name, description, stepCount, variables, updatedAt } = playbook;
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 pr-2 pl-3 hover:bg-hover/60">
        <div className="min-w-0 flex-1 basis-64 max-sm:basis-full">
          <button
            type="button"
            aria-expanded={shown}
            aria-controls={previewId}
            onClick={() => setShown(!shown)}
            className="flex max-w-full items-center gap-1.5 rounded-sm text-left font-medium hover:underline"
          >
            <ChevronRight
              aria-hidden="true"
              className={classes("size-4 shrink-0 text-muted transition-transform", shown && "rotate-90")}
            />
            <span className={shown ? "[overflow-wrap:anywhere]" : "truncate"}>{name}</span>
          </button>
          {description !== "" && (
            <p
              className={classes(
                "pl-5.5 text-xs text-muted",
                shown ? "[overflow-wrap:anywhere] whitespace-pre-wrap" : "truncate",
              )}
            >
              {description}
            </p>
          )}
        </div>
        {variables.length > 0 && (
          <span className="max-w-60 truncate text-xs text-muted" title={variables.join(", ")}>
            Varies: {variables.join(", ")}
          </span>
        )}
        <span className="text-xs text-muted tabular-nums max-sm:pl-5.5 sm:w-16 sm:text-right">
          {countOf(stepCount, "step")}
        </span>
        {updatedAt !== null && <Moment at={updatedAt} className="text-xs text-muted sm:w-20 sm:text-right" />}
        <div className="ml-auto flex items-center gap-1">
          <Button size="small" aria-label={`Use ${name}`} onClick={onUse}>
            Use
          </Button>
          {own && (
            <Menu trigger={<IconButton label={`More for ${name}`} icon={<Ellipsis />} size="small" />}>
              <MenuItem icon={<Pencil />} onSelect={own.onEdit}>
                Edit
              </MenuItem>
              <MenuItem icon={<Download />} onSelect={() => download(id)}>
                Export
              </MenuItem>
              <MenuSeparator />
              <MenuItem icon={<Trash2 />} danger onSelect={own.onDelete}>
                Delete
              </MenuItem>
            </Menu>
          )}
        </div>
      </div>
      <div id={previewId}>{shown && <PlaybookPreview playbookId={id} />}</div>
    </li>
  );
}

/** The answer is an attachment, so that the page stays. */
function download(playbookId: string) {
  window.location.assign(`/api/playbooks/${playbookId}/export`);
}
