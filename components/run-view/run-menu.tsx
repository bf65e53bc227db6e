"use client";

import { Ellipsis, FileJson, FileText, Link } from "lucide-react";
import { useState } from "react";
import { ShareDialog } from "#components/share/share-dialog.tsx";
import { loadFile } from "#components/shell/save-file.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import type { RunView } from "#lib/domain/view.ts";
import { isRunOver } from "./run-status.tsx";

/** What else can be done with a run: show it to others, take it elsewhere as a file. */
export function RunMenu({ run }: { run: Pick<RunView, "id" | "planId" | "status"> }) {
  const [sharing, setSharing] = useState(false);
  const address = `/api/runs/${run.id}/export`;
  return (
    <>
      <Menu trigger={<IconButton label="More for this run" icon={<Ellipsis />} />}>
        <MenuItem icon={<Link />} disabled={!isRunOver(run.status)} onSelect={() => setSharing(true)}>
          Share by a link
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Export</MenuLabel>
        <MenuItem icon={<FileText />} onSelect={() => loadFile(`${address}?as=markdown`)}>
          A report, as Markdown
        </MenuItem>
        <MenuItem icon={<FileJson />} onSelect={() => loadFile(`${address}?as=json`)}>
          All of the run, as JSON
        </MenuItem>
      </Menu>
      {sharing && (
        <ShareDialog
          planId={run.planId}
          what="run"
          shared={(showCosts) => Promise.resolve({ what: "run", runId: run.id, showCosts })}
          onClose={() => setSharing(false)}
        />
      )}
    </>
  );
}
