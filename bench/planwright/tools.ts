import { z } from "zod";
import { defineTool, type Tool } from "../../lib/tools/contract.ts";
import { workOf } from "../engine.ts";

const Input = z.object({ ms: z.number(), bytes: z.number(), expected: z.number(), input: z.number() });
const Output = z.object({ value: z.number(), text: z.string() });

/** Who wants to know which step's work is done in this process. */
export const doneSteps = new EventTarget();

/** A step whose work is done, though not yet recorded. */
export class StepDone extends Event {
  readonly runId: string;
  readonly stepId: string;
  readonly at = Date.now();

  constructor(runId: string, stepId: string) {
    super("step");
    this.runId = runId;
    this.stepId = stepId;
  }
}

function benchTool(name: string, local: boolean): Tool {
  return defineTool({
    name,
    title: name,
    description: "",
    input: Input,
    output: Output,
    sideEffect: local ? "read" : "idempotent",
    timeoutSeconds: 600,
    typicalSeconds: 0.001,
    costMicros: 0,
    local,
    unavailable: () => null,
    run: async ({ ms, bytes, expected, input }, { runId, stepId }) => {
      const output = await workOf({ id: stepId, ms, bytes, input: expected }, input);
      doneSteps.dispatchEvent(new StepDone(runId, stepId));
      return { output, summary: "Did it" };
    },
  });
}

/** `bench.work` reaches nothing outside; a call of `bench.call` is recorded before it is made. */
export const TOOLS: ReadonlyMap<string, Tool> = new Map(
  [benchTool("bench.work", true), benchTool("bench.call", false)].map((tool) => [tool.name, tool]),
);

/** Hashes of the tools' definitions, as a run pins them. */
export const TOOL_VERSIONS = Object.fromEntries([...TOOLS.keys()].map((name) => [name, "1"]));
