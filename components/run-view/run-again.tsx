"use client";

import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { rerunRun } from "#lib/actions/rerun-run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import { useVerb } from "./use-verb.ts";

/** Starts a run that does this one again, all of it or from a step, and goes to its page. */
export function RunAgain({
  run,
  fromStepId,
  refresh,
}: {
  run: Pick<RunView, "id" | "versionNumber">;
  /** This step and what follows it are done anew; left out: only what has changed is. */
  fromStepId?: string;
  refresh: () => void;
}) {
  const router = useRouter();
  const verb = useVerb(refresh);
  const again = (version: "same" | "latest") =>
    void verb.run(
      "again",
      (idempotencyKey) =>
        rerunRun({ runId: run.id, version, idempotencyKey, ...(fromStepId !== undefined && { fromStepId }) }),
      ({ runId }) => router.push(`/runs/${runId}`),
    );
  return (
    <Menu
      align={fromStepId === undefined ? "end" : "start"}
      trigger={
        <Button
          icon={<RotateCcw />}
          variant={fromStepId === undefined ? "primary" : "secondary"}
          busy={verb.busy !== null}
        >
          {fromStepId === undefined ? "Run again" : "Run again from here"}
        </Button>
      }
    >
      <MenuLabel>
        {fromStepId === undefined
          ? "A new run; what has not changed is taken over"
          : "A new run; this step and what follows is done anew"}
      </MenuLabel>
      <MenuItem onSelect={() => again("same")}>The same version ({run.versionNumber})</MenuItem>
      <MenuItem onSelect={() => again("latest")}>The plan as it is now</MenuItem>
    </Menu>
  );
}
