"use client";

import { History } from "lucide-react";
import { useCommands } from "#components/palette/commands.ts";
import { Button } from "#components/ui/button.tsx";
import { useEditorState } from "../editor-context.ts";
import { useVersionsContext } from "../versions/versions-context.ts";

/** Which version the draft follows; opens the plan's versions. */
export function VersionButton() {
  const versions = useVersionsContext();
  const latest = useEditorState((state) => Math.max(0, ...state.plan.versions.map(({ number }) => number)));
  const text = latest === 0 ? "Draft" : `Draft after version ${latest}`;
  const none = latest === 0 || !versions;
  useCommands(() => ({
    commands: none
      ? []
      : [
          {
            id: "versions",
            group: "Plan",
            label: versions.open ? "Close the versions" : "Versions: compare and restore",
            icon: <History />,
            words: "history timeline",
            run: () => versions.setOpen(!versions.open),
          },
        ],
  }));
  if (none) return <span className="px-1 text-xs text-muted">{text}</span>;
  return (
    <Button
      variant={versions.open ? "secondary" : "ghost"}
      size="small"
      icon={<History />}
      aria-expanded={versions.open}
      title="Versions: compare and restore"
      onClick={() => versions.setOpen(!versions.open)}
    >
      {text}
    </Button>
  );
}
