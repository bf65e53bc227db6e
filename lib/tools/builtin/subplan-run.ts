import { z } from "zod";
import { Id } from "#lib/domain/ids.ts";
import { Json } from "#lib/domain/json.ts";
import { SUBPLAN_TOOL } from "#lib/domain/subplan.ts";
import { abortable } from "../abortable.ts";
import { defineTool, ToolError, type Parking } from "../contract.ts";

const Started = z.object({ runId: Id, number: z.number().int() });

/** Runs a version of another plan as one step: its outputs are the step's. */
export const subplanRun = defineTool({
  name: SUBPLAN_TOOL,
  title: "Run another plan",
  description: "Starts a run of a version of another plan, waits for its end and gives what it made.",
  input: z.object({
    plan: Id.meta({ title: "Plan", description: "Which plan of the workspace", format: "plan" }),
    version: z
      .number()
      .int()
      .min(1)
      .meta({ title: "Version", description: "Which version of it: a later one is not taken by itself" }),
  }),
  output: z.object({
    runId: Id.describe("The run that was started"),
    number: z.number().int().describe("That run's number"),
    result: Json.describe("What its last step gave"),
    outputs: z.record(z.string(), Json).describe("What each of its final steps gave, by the step's id"),
  }),
  sideEffect: "idempotent",
  waits: true,
  startsRuns: true,
  reads: ["runs"],
  outside: true,
  timeoutSeconds: 60,
  typicalSeconds: 120,
  costMicros: null,
  unavailable: () => null,
  run: async ({ plan, version }, { resumed, runs, signal }) => {
    signal.throwIfAborted();
    const before = Started.safeParse(resumed?.state);
    const started = before.success
      ? before.data
      : await abortable(signal, () => runs.start({ planId: plan, number: version }));
    const end = before.success ? await abortable(signal, () => runs.end(started.runId)) : null;
    if (end === null) return waitFor(started);
    if (end.status !== "succeeded") {
      const how = end.status === "aborted" ? "was aborted" : "failed";
      const message = `Run ${started.number} ${how}.${end.reason === null ? "" : ` ${end.reason}`}`;
      throw new ToolError(end.status === "aborted" ? "child_aborted" : "child_failed", message);
    }
    const { outputs } = end;
    const result = Object.values(outputs).at(-1) ?? null;
    return {
      output: { ...started, result, outputs },
      summary: `Run ${started.number} succeeded.`,
    };
  },
});

function waitFor(started: z.output<typeof Started>): Parking {
  return {
    park: { kind: "run", runId: started.runId },
    state: started,
    says: `Started run ${started.number}.`,
  };
}
