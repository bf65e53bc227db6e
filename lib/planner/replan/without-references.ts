import { argumentReferences } from "#lib/domain/graph.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Argument, Arguments, Reference, Step } from "#lib/domain/step.ts";
import { DEFAULT_CHANNELS, literal } from "../playbooks/step-kit.ts";

/** Which references must go: all to a step, or only those into parts of its output (its new output has other parts). */
export type Gone = { stepId: StepId; partsOnly: boolean };

/**
 * A step's arguments and fallbacks without references to what is gone: list items that read it are left out, a calendar or a
 * budget that lived on it gets plain values. Null when the step cannot do without it.
 * @returns null also stands for "unchanged is impossible"; a step that does not read what is gone comes back as it is
 */
export function withoutReferences(step: Step, gone: Gone, goal: GoalAnalysis | null): Step | null {
  if (!reads(step.args, gone) && !step.fallbacks.some((one) => reads(one.args, gone))) return step;
  const fallbacks = step.fallbacks.filter((one) => !reads(one.args, gone));
  const args: Arguments = {};
  for (const [name, argument] of Object.entries(step.args)) {
    const kept = strip(argument, gone);
    if (kept !== null) args[name] = kept;
  }
  const lost = Object.keys(step.args).filter((name) => !(name in args));
  if (lost.length === 0) return { ...step, args, fallbacks };
  if (step.tool === "calendar.build" && lost.includes("items")) {
    args["items"] = literal(
      goal !== null && goal.keywords.length > 0 ? goal.keywords : [goal?.topic ?? step.title],
    );
    return { ...step, args, fallbacks };
  }
  if (step.tool === "budget.allocate" && lost.includes("groups")) {
    delete args["document"];
    args["names"] ??=
      step.fallbacks.find((one) => one.args["names"] !== undefined)?.args["names"] ??
      literal(DEFAULT_CHANNELS);
    return { ...step, args, fallbacks: [] };
  }
  if (step.tool === "text.write" && lost.includes("material") && goal !== null) {
    args["material"] = { kind: "list", items: [literal(`The goal: ${goal.text}`.slice(0, 2_000))] };
    return { ...step, args, fallbacks };
  }
  return null;
}

const hits = (one: { ref: StepId; path: readonly unknown[] }, gone: Gone) =>
  one.ref === gone.stepId && (!gone.partsOnly || one.path.length > 0);

function reads(args: Arguments, gone: Gone): boolean {
  return argumentReferences(args).some((one) => hits(one, gone));
}

/** The argument without the parts that read what is gone; null when nothing is left of it. */
function strip(argument: Argument, gone: Gone): Argument | null {
  switch (argument.kind) {
    case "literal":
      return argument;
    case "ref":
      return hits(argument, gone) ? null : argument;
    case "template": {
      const parts = argument.parts.filter(
        (part: string | Reference) => typeof part === "string" || !hits(part, gone),
      );
      return { kind: "template", parts };
    }
    case "list": {
      const items = argument.items.map((item) => strip(item, gone)).filter((item) => item !== null);
      return items.length === 0 && argument.items.length > 0 ? null : { kind: "list", items };
    }
    case "object": {
      const properties = Object.entries(argument.properties).map(
        ([name, value]) => [name, strip(value, gone)] as const,
      );
      // Half an object, such as a heading without its content, says nothing.
      if (properties.some(([, value]) => value === null)) return null;
      return {
        kind: "object",
        properties: Object.fromEntries(
          properties.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
        ),
      };
    }
  }
}
