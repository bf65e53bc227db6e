import { evaluateExpression } from "#lib/domain/expressions.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Reference } from "#lib/domain/step.ts";
import type { ExecuteInput, StepOutcome } from "./ports.ts";
import { valueAt } from "#lib/domain/value-at.ts";

/** Most items that a map may have. */
const MOST_ITEMS = 1_000;

/**
 * What comes before any tool: the step's condition, and the list of a map.
 * @returns how the attempt ends there; null when a tool is to be used
 */
export function prepareStep(input: ExecuteInput): StepOutcome | null {
  const { step, item } = input;
  // The map's own run has asked both for its items.
  if (item !== null) return null;
  return (
    (step.when === null ? null : askCondition(step.when, input)) ??
    (step.each ? expand(step.each, input) : null)
  );
}

function failed(code: string, message: string): StepOutcome {
  return { kind: "failed", error: { code, message, retryable: false }, notes: [], calls: [], missing: null };
}

function askCondition(when: string, { outputs }: ExecuteInput): StepOutcome | null {
  const steps = Object.fromEntries(Array.from(outputs, ([id, { output }]) => [id, output] as const));
  const asked = evaluateExpression(when, "when", steps);
  if (!asked.ok)
    return failed("bad_condition", `The condition “${when}” cannot be answered: ${asked.message}`);
  if (asked.value === true) return null;
  if (asked.value === false) return { kind: "bypassed", why: `Its condition does not hold: ${when}` };
  const came = JSON.stringify(asked.value).slice(0, 100);
  return failed("bad_condition", `The condition “${when}” came to ${came}, which is neither true nor false.`);
}

function expand(each: Reference, { step, outputs }: ExecuteInput): StepOutcome {
  const source = outputs.get(each.ref);
  const items: Json = valueAt(source?.output ?? null, each.path) ?? null;
  const where = each.path.length === 0 ? "" : ` at “${each.path.join(".")}”`;
  const from = `“${source?.title ?? each.ref}”`;
  if (!Array.isArray(items)) {
    const message = `“${step.title}” works through a list, but the output of ${from}${where} is none.`;
    return failed("not_a_list", message);
  }
  if (items.length > MOST_ITEMS) {
    const most = MOST_ITEMS.toLocaleString("en");
    const message = `The list of ${from}${where} has ${items.length.toLocaleString("en")} items; “${step.title}” can work through ${most} at most.`;
    return failed("too_many_items", message);
  }
  return { kind: "expanded", items };
}
