import type { Step, StepChanges } from "#lib/domain/step.ts";
import { propertySchema, schemaRoot } from "#lib/domain/json-schema.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { named, type Variation } from "./variation.ts";

/**
 * Makes a plan cheaper: optional steps go, what is free is tried before what costs, no model judges or fills in where a rule or a
 * default does, and what costs is not repeated unasked.
 */
export function makeCheap(plan: Variation): void {
  dropOptional(plan);
  freeFirst(plan);
  withoutJudges(plan);
  withoutOpen(plan);
  fewerRepeats(plan);
}

/** Each on its own, the most expensive first: the last of several that a needed step reads has to stay. */
function dropOptional(plan: Variation): void {
  const estimates = plan.estimates();
  const cost = ({ id }: Step) => estimates.get(id)?.costMicros.p90 ?? 0;
  const optional = plan.graph.steps.filter((step) => step.optional).toSorted((a, b) => cost(b) - cost(a));
  const before = plan.graph.steps;
  for (const step of optional.slice(0, plan.tries)) {
    const operations = plan.removal(step.id);
    if (operations) plan.make([{ step, operations }]);
  }
  const there = new Set(plan.graph.steps.map(({ id }) => id));
  const gone = before.filter(({ id }) => !there.has(id));
  if (gone.length === 0) return;
  plan.remarks.push(
    `Leaves out ${named(gone)}: optional, and ${gone.length === 1 ? "" : "each "}a call less.`,
  );
}

function freeFirst(plan: Variation): void {
  const price = (name: string) => plan.tool({ tool: name })?.costMicros ?? null;
  const usable = (name: string) => plan.tool({ tool: name })?.unavailable === null;
  const swapped = plan.update((step) => {
    const own = price(step.tool);
    if (own === 0) return null;
    const at = step.fallbacks.findIndex(({ tool }) => price(tool) === 0 && usable(tool));
    const free = step.fallbacks[at];
    if (!free) return null;
    const rest = step.fallbacks.filter((_, index) => index !== at);
    return { tool: free.tool, args: free.args, fallbacks: [{ tool: step.tool, args: step.args }, ...rest] };
  });
  if (swapped.length === 0) return;
  plan.remarks.push(`Tries what is free first in ${named(swapped.map(({ step }) => step))}.`);
}

function withoutJudges(plan: Variation): void {
  const judged = plan.update(({ tool, doneCondition }) => {
    if (doneCondition.rubric === null) return null;
    const { required, schema, expression } = doneCondition;
    const ruled = required.length > 0 || schema !== null || expression !== null;
    const parts = ruled ? required : mainParts(plan.tool({ tool }));
    if (!ruled && parts.length === 0) return null;
    return { doneCondition: { ...doneCondition, rubric: null, required: parts } };
  });
  if (judged.length === 0) return;
  const steps = judged.map(({ step }) => step);
  plan.remarks.push(`Checks ${named(steps)} by rules alone; no model judges the result.`);
}

/** The texts and lists that a tool always gives. */
function mainParts(tool: ToolSpec | undefined): string[][] {
  if (!tool) return [];
  const { required } = tool.outputSchema;
  if (!Array.isArray(required)) return [];
  const root = schemaRoot(tool.outputSchema);
  return required.flatMap((name) => {
    if (typeof name !== "string") return [];
    const type = propertySchema(root, name)?.schema["type"];
    return type === "array" || type === "string" ? [[name]] : [];
  });
}

function withoutOpen(plan: Variation): void {
  const filled = plan.update((step): StepChanges | null => {
    const required = plan.tool(step)?.inputSchema["required"];
    const needed = new Set(Array.isArray(required) ? required : []);
    const kept = Object.entries(step.args).filter(([name, { kind }]) => kind !== "open" || needed.has(name));
    return kept.length === Object.keys(step.args).length ? null : { args: Object.fromEntries(kept) };
  });
  if (filled.length === 0) return;
  const steps = filled.map(({ step }) => step);
  plan.remarks.push(`Uses the tools' defaults in ${named(steps)} instead of asking a model for arguments.`);
}

function fewerRepeats(plan: Variation): void {
  const estimates = plan.estimates();
  const costs = (step: Step) => {
    const estimate = estimates.get(step.id);
    return estimate !== undefined && (estimate.costUnknown || estimate.costMicros.p90 > 0);
  };
  const once = plan.update((step) => {
    const { retry, doneCondition } = step;
    if (!costs(step) || (retry.maxAttempts === 1 && doneCondition.maxRepeats === 0)) return null;
    return {
      retry: { ...retry, maxAttempts: 1 },
      doneCondition: { ...doneCondition, maxRepeats: 0 },
    };
  });
  if (once.length === 0) return;
  const steps = once.map(({ step }) => step);
  plan.remarks.push(
    `Pays once: ${named(steps)} ${steps.length === 1 ? "costs" : "cost"} something and ${steps.length === 1 ? "is" : "are"} not tried again unasked.`,
  );
}
