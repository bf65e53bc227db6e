import type { RunView } from "#lib/domain/view.ts";
import { runStatusWord, waitOf } from "./run-status.tsx";

/** What the browser's tab says of a run: its state first, since tabs are narrow. */
export function runTitle(
  run: Pick<RunView, "status" | "stepsDone" | "stepsTotal" | "planTitle" | "replan" | "held" | "steps">,
): string {
  const state =
    run.replan?.status === "proposed"
      ? "Replan to decide"
      : run.replan?.status === "asked"
        ? "Question to answer"
        : run.status === "running"
          ? `${run.stepsDone}/${run.stepsTotal}`
          : runStatusWord(run.status, waitOf(run));
  return `${state} · ${run.planTitle} · Planwright`;
}
