"use client";

import { Ellipsis, FileJson, FileText } from "lucide-react";
import { loadFile } from "#components/shell/save-file.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import type { RunView } from "#lib/domain/view.ts";

/** What else can be done with a run: take it elsewhere as a file. */
export function RunMenu({ run }: { run: Pick<RunView, "id"> }) {
  const address = `/api/runs/${run.id}/export`;
  return (
    <Menu trigger={<IconButton label="More for this run" icon={<Ellipsis />} />}>
      <MenuLabel>Export</MenuLabel>
      <MenuItem icon={<FileText />} onSelect={() => loadFile(`${address}?as=markdown`)}>
        A report, as Markdown
      </MenuItem>
      <MenuItem icon={<FileJson />} onSelect={() => loadFile(`${address}?as=json`)}>
        All of the run, as JSON
      </MenuItem>
    </Menu>
  );
}
