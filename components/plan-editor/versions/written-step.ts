import type { Step } from "#lib/domain/step.ts";
import { toArgumentJson } from "../arguments/argument-json.ts";

/** A step as lines of text, so that two of it can be compared word by word; none is an empty text. */
export function writtenStep(step: Step | undefined): string {
  if (!step) return "";
  const { title, instruction, kind, tool, args, fallbacks, retry, doneCondition } = step;
  const lines = [
    `title: ${title}`,
    `kind: ${kind}`,
    `tool: ${tool}`,
    ...Object.entries(args).map(([name, argument]) => `${name}: ${toArgumentJson(argument)}`),
    ...(instruction ? [`instruction: ${instruction}`] : []),
    ...(step.when ? [`condition: ${step.when}`] : []),
    ...(step.each ? [`list: ${JSON.stringify(step.each)}`] : []),
    `time limit: ${step.timeoutSeconds} s`,
    `attempts: ${retry.maxAttempts}, first wait ${retry.backoffSeconds} s`,
    ...fallbacks.map((fallback, at) => {
      const parts = Object.entries(fallback.args).map(([name, part]) => `${name}: ${toArgumentJson(part)}`);
      return `fallback ${at + 1}: ${[fallback.tool, ...parts].join("\n  ")}`;
    }),
    `done-condition: ${JSON.stringify(doneCondition, null, 2)}`,
    `optional: ${step.optional ? "yes" : "no"}`,
    ...(step.heartbeatSeconds === null ? [] : [`heartbeat: ${step.heartbeatSeconds} s`]),
    ...(step.expectedSeconds === null ? [] : [`expected time: ${step.expectedSeconds} s`]),
  ];
  return lines.join("\n");
}
