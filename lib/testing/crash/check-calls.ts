import { TOOL_NAMES } from "./crash-args.ts";
import type { Evidence, Rule, Violation } from "./evidence.ts";
import type { OutsideLine } from "./outside.ts";

/** Holds what was really done, as the outside ledger shows it, against what may be done. */
export function checkCalls(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const say = (rule: Rule, what: string) => found.push({ rule, runId: evidence.runId, what });
  const { outside, deeds, acks, attempts } = evidence;
  const statusOf = new Map(attempts.map((row) => [`${row.stepId} ${row.attempt}`, row.status]));

  for (const [call, lines] of Map.groupBy(
    outside,
    (line) => `${line.step}, call ${line.call}, ${line.tool}`,
  )) {
    const stepId = lines[0]?.step ?? "";
    const keys = new Set(lines.map((line) => line.key));
    const args = new Set(lines.map((line) => line.args));
    if (args.size > 1)
      say(
        "a repeat has the same key and arguments",
        `${call} was made with ${args.size} different arguments`,
      );
    if (keys.size > 1)
      say("a repeat has the same key and arguments", `${call} was made with ${keys.size} different keys`);

    if (lines[0]?.tool === TOOL_NAMES.once) {
      const begun = count(lines, "began");
      // The tool said that it had not happened, or a person did, or a person wants it done anew.
      const declared = count(lines, "failed");
      const decided = deeds.filter(
        (deed) =>
          (deed.kind === "settle" && deed.outcome === "failed" && deed.stepId === stepId) ||
          (deed.kind === "retry" && deed.stepId === stepId),
      ).length;
      const repeats = lines.filter((line) => line.t === "ended").length - 1;
      const wanted = repeatsOf(evidence, stepId) ? Math.max(0, repeats) : 0;
      if (begun > 1 + declared + decided + wanted) {
        say(
          "once is at most once",
          `${call} was begun ${begun} times; declared failed ${declared}, decided ${decided}`,
        );
      }
    }

    for (const ack of acks) {
      if (ack.t !== "ended" || ack.status !== "succeeded" || ack.token.stepId !== stepId) continue;
      const begunKey = acks.find((other) => other.t === "begun" && other.callId === ack.callId);
      const later = lines.filter(
        (line) =>
          line.t === "began" &&
          line.attempt > ack.token.attempt &&
          begunKey?.t === "begun" &&
          line.key === begunKey.key,
      );
      for (const line of later) {
        const between = range(ack.token.attempt, line.attempt).map(
          (n) => statusOf.get(`${stepId} ${n}`) ?? "none",
        );
        if (between.every((status) => status === "lost" || status === "unknown")) {
          say(
            "recorded results are reused",
            `${call}: attempt ${line.attempt} made a call whose result attempt ${ack.token.attempt} had recorded`,
          );
        }
      }
    }
  }

  for (const [stepId, rows] of Map.groupBy(attempts, (row) => row.stepId)) {
    const succeeded = rows.filter((row) => row.status === "succeeded");
    if (succeeded.length > 1) {
      say(
        "one attempt of a step succeeds",
        `${stepId}: attempts ${succeeded.map((row) => row.attempt).join(", ")} succeeded`,
      );
    }
  }
  return found;
}

/** Whether a step may be done again because its output falls short. */
function repeatsOf({ plan }: Evidence, stepId: string): boolean {
  const own = stepId.split(".")[0];
  return plan.graph.steps.some((step) => step.id === own && step.doneCondition.maxRepeats > 0);
}

function count(lines: readonly OutsideLine[], t: OutsideLine["t"]): number {
  return lines.filter((line) => line.t === t).length;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
