import type { StepError } from "#lib/domain/run.ts";
import type { AcceptedOutput, ExecuteInput, ExecutorPorts, StepOutcome } from "./ports.ts";
import { judgeOutput, NOT_JUDGED } from "./judge-output.ts";

/**
 * Has what a reviewer wrote in the place of an output judged as the step's own was: by its rubric, and for what a model must look for. Who
 * wrote it was told at once what needs nobody's judgement.
 * @returns null when it passes; else it goes back to people with what was found, who may accept it as it is
 */
export async function judgeWritten(
  { output, summary, tool, toolTitle }: AcceptedOutput,
  input: Pick<ExecuteInput, "step" | "goal">,
  ports: ExecutorPorts,
): Promise<StepOutcome | null> {
  const { step } = input;
  const notes: string[] = [];
  const back = (error: StepError): StepOutcome => {
    const found = { severity: "error" as const, rule: error.code, stepId: step.id, field: null, fix: null };
    const findings = [{ ...found, message: error.message }];
    return {
      kind: "questioned",
      request: { kind: "output", tool, toolTitle, summary, findings },
      output,
      notes,
      calls: [],
    };
  };
  const judged = await judgeOutput({ title: "A reviewer" }, step, output, ports, (note) => notes.push(note));
  if (!judged.ok) {
    if (ports.signal.aborted) return { kind: "stopped" };
    if (judged.error.code !== NOT_JUDGED) return back(judged.error);
    if (ports.spend?.stop) return { kind: "capped", stop: ports.spend.stop, notes };
    return { kind: "failed", error: judged.error, notes, calls: [], missing: null };
  }
  const guarded = await ports.guardOutput(output, input);
  return guarded.passes ? null : back(guarded.error);
}
