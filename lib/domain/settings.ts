import { z } from "zod";

/**
 * What happens when a step takes longer than it should: nothing but the event (`wait`), the attempt is stopped and another worker
 * tries (`retry_elsewhere`), its next fallback is taken (`fall_back`), a replan is asked for, or a person is (`ask`).
 */
export const SlownessAnswer = z.enum(["wait", "retry_elsewhere", "fall_back", "replan", "ask"]);
export type SlownessAnswer = z.infer<typeof SlownessAnswer>;

/** A number that a person typed, with one sentence for everything that may be wrong with it. */
function between(least: number, greatest: number, whole: boolean) {
  const range = `from ${least.toLocaleString("en")} to ${greatest.toLocaleString("en")}`;
  const message = `This is not a ${whole ? "whole number" : "number"} ${range}.`;
  const number = z.number(message).min(least, message).max(greatest, message);
  return whole ? number.int(message) : number;
}

const most = between(1, 10_000, true);

const NO_CAP = "This is not an amount from $0.01 to $10,000.";

/** A spend cap in millionths of a dollar, from a cent to ten thousand dollars. */
const capMicros = z.number(NO_CAP).int(NO_CAP).min(10_000, NO_CAP).max(10_000_000_000, NO_CAP);

/** How a workspace's planning and runs behave. Every part has a default, so that an empty object is a workspace that chose nothing. */
export const RunSettings = z.object({
  /** Most steps of the workspace that run at the same time, over all workers; null: as many as there are workers for. */
  mostSteps: most.nullable().default(null),
  /** The same by tool name. */
  mostByTool: z.record(z.string().max(100), most).default({}),
  onSlow: SlownessAnswer.default("wait"),
  /** A step is slow when it takes this many times its expected time. */
  slowFactor: between(1, 100, false).default(3),
  /** When nothing can go on without a person: ask for one, end the run as failed, or ask the planner for a replan first. */
  onStall: z.enum(["ask", "fail", "replan"]).default("ask"),
  /** When a person puts an output right that steps have used: mark them, or ask the planner for a replan as well. */
  onNewInput: z.enum(["mark", "replan"]).default("mark"),
  /** A replan that nobody asked for waits for a decision, or is applied when it brings no tool that the run did not have. */
  replans: z.enum(["ask", "apply"]).default("ask"),
  /** How many replans a run may get that nobody asked for. */
  mostReplans: between(0, 100, true).default(5),
  /**
   * What models may cost at most in millionths of a dollar: to plan a goal, to read a message of the chat, and for all replans of a
   * run; null: no cap.
   */
  planningCapMicros: capMicros.nullable().default(5_000_000),
  chatCapMicros: capMicros.nullable().default(2_000_000),
  replanCapMicros: capMicros.nullable().default(5_000_000),
  /** Events and large outputs of runs that ended longer ago are deleted; null: never. */
  retentionDays: between(1, 3_650, true).nullable().default(null),
});
export type RunSettings = z.infer<typeof RunSettings>;
