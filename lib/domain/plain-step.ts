import type { DoneCondition, OutputPath } from "./step.ts";

/** A done-condition that asks for these parts of the output and nothing else. */
export function requires(...required: OutputPath[]): DoneCondition {
  return { required, schema: null, expression: null, rubric: null, maxRepeats: 0 };
}

/** What a step of kind `tool` leaves out when it is nothing special. */
export const PLAIN = { when: null, each: null, heartbeatSeconds: null, expectedSeconds: null } as const;
