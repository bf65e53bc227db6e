import { expressionReads } from "#lib/domain/expressions.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Arguments, Step } from "#lib/domain/step.ts";
import { readsWhatGoes, stripReferences, type Goes } from "#lib/domain/without-references.ts";
import { DEFAULT_CHANNELS, literal } from "../playbooks/step-kit.ts";

/** Which references must go: all to a step, or only those into parts of its output (its new output has other parts). */
export type Gone = { stepId: StepId; partsOnly: boolean };

/**
 * A step's arguments and fallbacks without references to what is gone: list items that read it are left out, a calendar or a
 * budget that lived on it gets plain values. Null when the step cannot do without it.
 * @returns null also stands for "unchanged is impossible"; a step that does not read what is gone comes back as it is
 */
export function mendReader(step: Step, gone: Gone, goal: GoalAnalysis | null): Step | null {
  const goes: Goes = ({ ref, path }) => ref === gone.stepId && (!gone.partsOnly || path.length > 0);
  // Nobody can say what the condition should ask instead, or which list to work through.
  const decisive = [
    ...(step.each ? [step.each] : []),
    ...(step.when === null ? [] : expressionReads(step.when)),
  ];
  if (decisive.some(goes)) return null;
  if (![step, ...step.fallbacks].some(({ args }) => readsWhatGoes(args, goes))) return step;
  const fallbacks = step.fallbacks.filter((one) => !readsWhatGoes(one.args, goes));
  const args: Arguments = {};
  for (const [name, argument] of Object.entries(step.args)) {
    const kept = stripReferences(argument, goes);
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
