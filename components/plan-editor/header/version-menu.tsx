"use client";

import { History } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import type { RunStatus } from "#lib/domain/run.ts";
import { countOf } from "../count-of.ts";
import { useEditorState } from "../editor-context.ts";

const RUN_WORDS: Record<RunStatus, string> = {
  queued: "queued",
  running: "running",
  pausing: "pausing",
  paused: "paused",
  needs_attention: "needs attention",
  aborting: "aborting",
  succeeded: "succeeded",
  failed: "failed",
  aborted: "aborted",
};

/** Which version the draft follows, with the versions and runs so far. */
export function VersionMenu() {
  const router = useRouter();
  const versions = useEditorState((state) => state.plan.versions);
  const runs = useEditorState((state) => state.plan.runs);
  const latest = Math.max(0, ...versions.map(({ number }) => number));
  if (latest === 0) return <span className="px-1 text-xs text-muted">Draft</span>;
  const sorted = versions.toSorted((a, b) => b.number - a.number);
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="small" icon={<History />}>
          Draft after version {latest}
        </Button>
      }
    >
      {runs.length > 0 && <MenuLabel>Runs</MenuLabel>}
      {runs.map((run) => (
        <MenuItem
          key={run.id}
          hint={`version ${run.versionNumber}`}
          onSelect={() => router.push(`/runs/${run.id}`)}
        >
          Run {run.number}, {RUN_WORDS[run.status]}
        </MenuItem>
      ))}
      {sorted.map((version) => (
        <MenuLabel key={version.number}>
          Version {version.number} by {version.author.name}: {version.summary}
          {version.runs > 0 && ` (${countOf(version.runs, "run")})`}
        </MenuLabel>
      ))}
    </Menu>
  );
}
