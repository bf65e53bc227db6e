import type { RunWait } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";

/** What a run stands still for, when a person's answer is all that it needs. */
export function waitOf({ status, held, steps }: Pick<RunView, "status" | "held" | "steps">): RunWait | null {
  if (held) return "approval";
  const stuck = steps.some((step) => step.status === "failed" || step.waitingFor === "decision");
  if (status !== "needs_attention" || stuck) return null;
  const waits = (["approval", "answer", "spend"] as const).find((kind) =>
    steps.some(({ waitingFor, undoes }) => undoes === null && waitingFor === kind),
  );
  return waits ?? null;
}
