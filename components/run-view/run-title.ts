import type { RunView } from "#lib/domain/view.ts";
import { runStatusWord } from "./run-status.tsx";
import { waitOf } from "./wait-of.ts";

/** What the browser's tab says of a run: its state first, since tabs are narrow, and before how far it is what it needs a person for. */
export function runTitle(
  run: Pick<RunView, "status" | "stepsDone" | "stepsTotal" | "planTitle" | "replan" | "held"> &
    Pick<RunView, "editAsked" | "steps" | "below">,
): string {
  return `${stateOf(run)} · ${run.planTitle} · Planwright`;
}

function stateOf(run: Parameters<typeof runTitle>[0]): string {
  if (run.replan?.status === "proposed") return "Replan to decide";
  if (run.replan?.status === "asked") return "Question to answer";
  if (run.status !== "running") return runStatusWord(run.status, waitOf(run));
  const need = needOf(run);
  const done = `${run.stepsDone}/${run.stepsTotal}`;
  return need === null ? done : `${need} · ${done}`;
}

/** What a run that goes on needs a person for, in words; null: nothing. */
function needOf({ steps, editAsked, below }: Parameters<typeof runTitle>[0]): string | null {
  const waits = (kind: string) =>
    steps.some(({ waitingFor, undoes }) => undoes === null && waitingFor === kind);
  if (waits("approval") || editAsked) return runStatusWord("running", "approval");
  if (waits("answer")) return runStatusWord("running", "answer");
  if (waits("spend")) return runStatusWord("running", "spend");
  if (waits("decision")) return "Outcome to decide";
  // One that somebody has paused waits for nobody else.
  const needy = below.some(
    ({ waits: why, status }) => why !== null && status !== "pausing" && status !== "paused",
  );
  return needy ? "A run below waits" : null;
}
