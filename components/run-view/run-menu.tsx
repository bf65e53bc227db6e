"use client";

import { Ellipsis, FileCode, FileImage, FileJson, FileText, Link } from "lucide-react";
import { useState } from "react";
import { useCommands } from "#components/palette/commands.ts";
import { ShareDialog } from "#components/share/share-dialog.tsx";
import { fileNameOf, loadFile } from "#components/shell/save-file.ts";
import { saveMermaid, savePicture } from "#components/shell/save-graph.ts";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { positionsKeyOf } from "./run-address.ts";

/** Every file that a run can be exported as, in words. */
const RUN_FILES = [
  { kind: "markdown", what: "a report, as Markdown", icon: <FileText /> },
  { kind: "json", what: "all of the run, as JSON", icon: <FileJson /> },
  { kind: "svg", what: "a picture, as SVG", icon: <FileImage /> },
  { kind: "png", what: "a picture, as PNG", icon: <FileImage /> },
  { kind: "mermaid", what: "the graph, as Mermaid", icon: <FileCode /> },
] as const;

async function exportRun(
  kind: (typeof RUN_FILES)[number]["kind"],
  run: RunView,
  tools: readonly ToolSpec[],
): Promise<void> {
  const name = `${fileNameOf(run.planTitle)}-run-${run.number}`;
  switch (kind) {
    case "markdown":
    case "json":
      return loadFile(`/api/runs/${run.id}/export?as=${kind}`);
    case "svg":
    case "png": {
      const states = new Map(run.steps.map(({ stepId, status }) => [stepId, status]));
      const statusOf = (stepId: StepId) => states.get(stepId) ?? null;
      return savePicture(kind, name, run.graph, { positionsKey: positionsKeyOf(run.id), tools, statusOf });
    }
    case "mermaid":
      return saveMermaid(name, run.graph);
  }
}

/** What else can be done with a run: show it to others, take it elsewhere as a file or a picture. */
export function RunMenu({ run, tools }: { run: RunView; tools: readonly ToolSpec[] }) {
  const [sharing, setSharing] = useState(false);
  useCommands(() => ({
    commands: [
      ...(isRunOver(run.status)
        ? [
            {
              id: "share",
              group: "Run",
              label: "Share this run by a link",
              icon: <Link />,
              run: () => setSharing(true),
            },
          ]
        : []),
      ...RUN_FILES.map(({ kind, what, icon }) => ({
        id: `export ${kind}`,
        group: "Run",
        label: `Export ${what}`,
        icon,
        words: "download file",
        run: () => void exportRun(kind, run, tools),
      })),
    ],
  }));
  return (
    <>
      <Menu trigger={<IconButton label="More for this run" icon={<Ellipsis />} />}>
        <MenuItem icon={<Link />} disabled={!isRunOver(run.status)} onSelect={() => setSharing(true)}>
          Share by a link
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Export</MenuLabel>
        {RUN_FILES.map(({ kind, what, icon }) => (
          <MenuItem key={kind} icon={icon} onSelect={() => void exportRun(kind, run, tools)}>
            {what.charAt(0).toUpperCase() + what.slice(1)}
          </MenuItem>
        ))}
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
