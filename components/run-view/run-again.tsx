"use client";

import { RotateCcw } from "lucide-react";
import type { RunView } from "#lib/domain/view.ts";
import { useCommands } from "#components/palette/commands.ts";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import type { RerunWish } from "./use-rerun-preview.ts";

/** Asks for a run that does this one again, all of it or from a step: what that would do is shown before it is started. */
export function RunAgain({
  run,
  fromStepId = null,
  onWish,
}: {
  run: Pick<RunView, "versionNumber">;
  /** This step and what follows it are done anew; null: only what has changed is. */
  fromStepId?: string | null;
  onWish: (wish: RerunWish) => void;
}) {
  const [what, id] =
    fromStepId === null ? ["Run again", "again"] : ["Run again from the opened step", `again ${fromStepId}`];
  useCommands(() => ({
    commands: (["same", "latest"] as const).map((version) => ({
      id: `${id} ${version}`,
      group: "Run",
      label: `${what}: ${version === "same" ? `the same version (${run.versionNumber})` : "the plan as it is now"}`,
      icon: <RotateCcw />,
      words: "rerun repeat",
      run: () => onWish({ fromStepId, version }),
    })),
  }));
  return (
    <Menu
      align={fromStepId === null ? "end" : "start"}
      trigger={
        <Button icon={<RotateCcw />} variant={fromStepId === null ? "primary" : "secondary"}>
          {fromStepId === null ? "Run again" : "Run again from here"}
        </Button>
      }
    >
      <MenuLabel>
        {fromStepId === null
          ? "A new run; what has not changed is taken over"
          : "A new run; this step and what follows is done anew"}
      </MenuLabel>
      <MenuItem onSelect={() => onWish({ fromStepId, version: "same" })}>
        The same version ({run.versionNumber})…
      </MenuItem>
      <MenuItem onSelect={() => onWish({ fromStepId, version: "latest" })}>The plan as it is now…</MenuItem>
    </Menu>
  );
}
