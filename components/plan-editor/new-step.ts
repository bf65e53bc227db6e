import type { StepId } from "#lib/domain/ids.ts";
import { newStepId } from "#lib/domain/new-id.ts";
import type { Step } from "#lib/domain/step.ts";
import { requires, PLAIN } from "#lib/domain/plain-step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** What a step without a tool may take until it has one. */
const TIMEOUT_SECONDS = 60;

/**
 * A step as a person adds it: the tool's own time limit, tried twice unless its effect must not be repeated.
 * @param tool null makes a step whose tool is still to be chosen
 */
export function makeStep(tool: ToolSpec | null, title?: string, id: StepId = newStepId()): Step {
  return {
    id,
    title: title ?? tool?.title ?? "New step",
    instruction: "",
    kind: "tool",
    tool: tool?.name ?? "",
    args: {},
    timeoutSeconds: tool?.timeoutSeconds ?? TIMEOUT_SECONDS,
    retry: { maxAttempts: tool?.sideEffect === "once" ? 1 : 2, backoffSeconds: 2 },
    fallbacks: [],
    doneCondition: requires(),
    optional: false,
    ...PLAIN,
  };
}
