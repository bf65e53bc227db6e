"use client";

import { Play } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";

/** The main button: runs the plan or applies it to a run, or says why it cannot. */
export function RunButton({
  label,
  obstacle,
  busy,
  onRun,
}: {
  label: string;
  /** Why it cannot be pressed now, or null. */
  obstacle: string | null;
  busy: boolean;
  onRun: () => void;
}) {
  const button = (
    <Button
      variant="primary"
      icon={<Play />}
      busy={busy}
      aria-disabled={obstacle !== null}
      aria-describedby={obstacle ? "run-obstacle" : undefined}
      onClick={obstacle === null ? onRun : undefined}
    >
      {label}
    </Button>
  );
  if (obstacle === null) return button;
  return (
    <span className="flex items-center gap-2">
      <span id="run-obstacle" className="text-xs text-muted max-lg:sr-only">
        {obstacle}
      </span>
      <Tooltip text={obstacle}>{button}</Tooltip>
    </span>
  );
}
