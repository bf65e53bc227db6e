"use client";

import { Ellipsis, Eye, Replace, Trash2 } from "lucide-react";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { KIND_WORDS } from "#components/shell/document-kind.ts";

/** One document in the list: its name opens it, the menu has the rest. */
export function DocumentRow({
  document,
  onView,
  onReplace,
  onDelete,
}: {
  document: DocumentView;
  onView: () => void;
  onReplace: () => void;
  onDelete: () => void;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 pr-2 pl-3 hover:bg-hover/60">
      <div className="min-w-0 flex-1 basis-56">
        <button
          type="button"
          onClick={onView}
          className="block max-w-full truncate rounded-sm font-medium hover:underline"
        >
          {document.title}
        </button>
        <p className="truncate text-xs text-muted">{document.name}</p>
      </div>
      {document.sample && <Badge>Sample</Badge>}
      <span className="sm:w-16 text-xs text-muted">{KIND_WORDS[document.kind]}</span>
      <span className="sm:w-16 sm:text-right text-xs text-muted tabular-nums">
        {bytesText(document.bytes)}
      </span>
      <span className="sm:w-24 sm:text-right text-xs text-muted tabular-nums">
        {document.chunks} {document.chunks === 1 ? "passage" : "passages"}
      </span>
      <Moment at={document.updatedAt} className="sm:w-20 sm:text-right text-xs text-muted" />
      <Menu trigger={<IconButton label={`More for ${document.name}`} icon={<Ellipsis />} size="small" />}>
        <MenuItem icon={<Eye />} onSelect={onView}>
          View
        </MenuItem>
        <MenuItem icon={<Replace />} onSelect={onReplace}>
          Replace
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Trash2 />} danger onSelect={onDelete}>
          Delete
        </MenuItem>
      </Menu>
    </li>
  );
}
