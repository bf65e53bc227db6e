"use client";

import { Play } from "lucide-react";
import { useCommands } from "#components/palette/commands.ts";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";

/** The main button: runs the plan or applies it to a run, or says why it cannot, also to whoever presses it all the same. */
export function RunButton({
  label,
  obstacle,
  busy,
  onRun,
}: {
  label: string;
  /** Why it does nothing now but say so, or null. */
  obstacle: string | null;
  busy: boolean;
  onRun: () => void;
}) {
  useCommands(() => ({
    commands: [
      { id: "run", group: "Plan", label, icon: <Play />, keys: "Ctrl+Enter", problem: obstacle, run: onRun },
    ],
  }));
  const button = (
    <Button
      variant="primary"
      icon={<Play />}
      busy={busy}
      aria-disabled={obstacle !== null}
      aria-describedby={obstacle ? "run-obstacle" : undefined}
      onClick={onRun}
    >
      {label}
    </Button>
  );
  if (obstacle === null) return button;
  return (
    <span className="flex items-center gap-2">
      <span id="run-obstacle" className="max-w-80 truncate text-xs text-muted max-lg:sr-only">
        {obstacle}
      </span>
      <Tooltip text={obstacle}>{button}</Tooltip>
    </span>
  );
}
