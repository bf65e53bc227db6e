import { checkExpression, expressionReads, outputReads } from "./expressions.ts";
import type { Finding } from "./finding.ts";
import { schemaProblem } from "./usable-schema.ts";
import { compatible, schemaAtPath, schemaRoot, typeNames, typesOf } from "./json-schema.ts";
import { pathName, planError, resolveReference, type PlanCheck } from "./plan-check.ts";
import type { OutputPath, Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/** Checks a step's condition, list, done-condition and heartbeat. */
export function checkAttributes(step: Step, tool: ToolSpec | undefined, check: PlanCheck): Finding[] {
  return [
    ...checkCondition(step, check),
    ...checkList(step, check),
    ...(tool ? checkDoneCondition(step, tool, check) : []),
    ...checkHeartbeat(step),
  ];
}

function checkCondition(step: Step, check: PlanCheck): Finding[] {
  if (step.when === null) return [];
  const syntax = checkExpression(step.when, "when");
  if (!syntax.ok) {
    return [
      planError(step.id, "when", "bad_condition", syntax.message, "Correct the condition, or empty it."),
    ];
  }
  const findings = new Map<string, Finding>();
  for (const { ref, path } of expressionReads(step.when)) {
    const target =
      ref === step.id
        ? {
            message: "A condition is asked before the step runs, so it cannot read its own output.",
            fix: null,
          }
        : resolveReference(step, ref, path, check);
    if (!("message" in target)) continue;
    const fix = target.fix ?? "Ask about an earlier step.";
    findings.set(target.message, planError(step.id, "when", "broken_reference", target.message, fix));
  }
  return [...findings.values()];
}

function checkList(step: Step, check: PlanCheck): Finding[] {
  const { each } = step;
  const found = (rule: string, message: string, fix: string) => [
    planError(step.id, "each", rule, message, fix),
  ];
  if (step.kind !== "map") {
    if (each === null) return [];
    return found(
      "list_without_map",
      `“${step.title}” has a list, but is done only once.`,
      "Do it for each item, or remove the list.",
    );
  }
  if (each === null) {
    return found(
      "no_list",
      `“${step.title}” is done for each item of a list, but no list is chosen.`,
      "Choose a list of an earlier step.",
    );
  }
  const target =
    each.ref === step.id
      ? { message: `“${step.title}” cannot work through its own output.`, fix: null }
      : resolveReference(step, each.ref, each.path, check);
  if ("message" in target) {
    return found("broken_reference", target.message, target.fix ?? "Choose a list of an earlier step.");
  }
  const given = target.part && typesOf(target.part);
  if (!given || compatible(given, new Set(["array"]))) return [];
  return found(
    "not_a_list",
    `${target.name} is ${typeNames(given)}, not a list.`,
    "Choose a list of an earlier step.",
  );
}

function checkDoneCondition(step: Step, tool: ToolSpec, check: PlanCheck): Finding[] {
  const { required, schema, expression, rubric, maxRepeats } = step.doneCondition;
  const found = (part: string, rule: string, message: string, fix: string) =>
    planError(step.id, `doneCondition.${part}`, rule, message, fix);
  const absent = (path: OutputPath) => {
    const part = schemaAtPath(schemaRoot(tool.outputSchema), path);
    return part !== null && "missing" in part;
  };
  const never = (path: OutputPath) =>
    `${tool.title} gives no ${pathName(path)}, so this done-condition could never be met.`;
  const findings = required.flatMap((path, i) =>
    absent(path)
      ? [found(`required.${i}`, "bad_done_condition", never(path), "Remove it or pick another part.")]
      : [],
  );
  if (expression !== null) {
    const syntax = checkExpression(expression, "done");
    const lost = outputReads(expression).find(absent);
    if (!syntax.ok) {
      findings.push(found("expression", "bad_done_condition", syntax.message, "Correct it, or empty it."));
    } else if (lost) {
      findings.push(found("expression", "bad_done_condition", never(lost), "Ask about another part."));
    }
  }
  const problem = schema === null ? null : schemaProblem(schema);
  if (problem !== null) {
    findings.push(found("schema", "bad_done_condition", problem, "Correct the schema, or empty it."));
  }
  if (rubric !== null && !check.equipment.checker) {
    const message = "A rubric is judged by a checker model, and none is configured.";
    findings.push(found("rubric", "rubric_needs_model", message, "Remove the rubric."));
  }
  if (maxRepeats > 0 && tool.sideEffect === "once") {
    const message = `${tool.title} must not be repeated unasked, so this step is not repeated when the output does not pass.`;
    findings.push({ ...found("maxRepeats", "never_repeated", message, "Enter 0."), severity: "warning" });
  }
  return findings;
}

function checkHeartbeat({ id, heartbeatSeconds, timeoutSeconds }: Step): Finding[] {
  if (heartbeatSeconds === null || heartbeatSeconds < timeoutSeconds) return [];
  const message = "The time limit ends the step before it could be silent for this long.";
  const found = planError(
    id,
    "heartbeatSeconds",
    "idle_heartbeat",
    message,
    "Enter less than the time limit.",
  );
  return [{ ...found, severity: "warning" }];
}
