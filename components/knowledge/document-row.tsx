"use client";

import { CircleStop, Download, Ellipsis, Eye, Replace, Trash2 } from "lucide-react";
import { countOf } from "#lib/domain/count-of.ts";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { KIND_WORDS } from "#components/shell/document-kind.ts";
import { ProgressBar } from "./progress-bar.tsx";

/** What can be done with a document. */
export type DocumentVerbs = {
  onView: () => void;
  onDownload: () => void;
  onReplace: () => void;
  onStop: () => void;
  onDelete: () => void;
};

/** One document in the list: its name opens it, the menu has the rest. What is being read says how far it is. */
export function DocumentRow({ document, ...verbs }: { document: DocumentView } & DocumentVerbs) {
  const reading = document.status === "uploaded" || document.status === "reading";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 pr-2 pl-3 hover:bg-hover/60">
      <div className="min-w-0 flex-1 basis-56">
        <button
          type="button"
          onClick={verbs.onView}
          className="block max-w-full truncate rounded-sm font-medium hover:underline"
        >
          {document.title}
        </button>
        {document.title !== document.name && <p className="truncate text-xs text-muted">{document.name}</p>}
        {document.problem !== null && (
          <p
            className={
              document.status === "failed" ? "text-xs font-medium text-danger" : "text-xs text-status-waiting"
            }
          >
            {document.problem}
          </p>
        )}
        {!reading && document.notes.length > 0 && (
          <p className="text-xs text-muted">{document.notes.join(" ")}</p>
        )}
      </div>
      {document.sample && <Badge>Sample</Badge>}
      {document.status === "failed" && <Badge tone="failed">Cannot be read</Badge>}
      {reading && (
        <span className="flex items-center gap-2 text-xs text-muted">
          <ProgressBar label={`Reading ${document.name}`} percent={document.progress} className="w-20" />
          {document.status === "uploaded" ? "Waiting to be read" : `Reading, ${document.progress} %`}
        </span>
      )}
      <span className="text-xs text-muted sm:w-16">{KIND_WORDS[document.kind]}</span>
      <span className="text-xs text-muted tabular-nums sm:w-16 sm:text-right">
        {bytesText(document.bytes)}
      </span>
      <span className="text-xs text-muted tabular-nums sm:w-24 sm:text-right">
        {countOf(document.chunks, "passage")}
      </span>
      <Moment at={document.updatedAt} className="text-xs text-muted sm:w-20 sm:text-right" />
      <Menu
        trigger={
          <IconButton
            label={`More for ${document.name}`}
            icon={<Ellipsis />}
            size="small"
            className="ml-auto"
          />
        }
      >
        <MenuItem icon={<Eye />} onSelect={verbs.onView}>
          View
        </MenuItem>
        <MenuItem icon={<Download />} onSelect={verbs.onDownload}>
          Download the original
        </MenuItem>
        <MenuItem icon={<Replace />} onSelect={verbs.onReplace}>
          Replace
        </MenuItem>
        {reading && (
          <MenuItem icon={<CircleStop />} onSelect={verbs.onStop}>
            Stop reading
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={<Trash2 />} danger onSelect={verbs.onDelete}>
          Delete
        </MenuItem>
      </Menu>
    </li>
  );
}
