import { adjacency } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { propertySchema, schemaRoot } from "#lib/domain/json-schema.ts";
import type { Argument, DoneCondition, Fallback, OutputPath, Step } from "#lib/domain/step.ts";
import { stepReads } from "#lib/domain/step-reads.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { from, literal, writeStep } from "../playbooks/step-kit.ts";
import { idOf } from "../step-id.ts";
import { named, type Variation } from "./variation.ts";

/**
 * Makes a plan safer: other tools stand by where they give what is read, failed calls are repeated, steps get the time that their tools
 * need, results are checked more strictly, and a review comes before the last document where something here can write one.
 */
export function makeCareful(plan: Variation): void {
  standBy(plan);
  tryMore(plan);
  checkMore(plan);
  judge(plan);
  review(plan);
}

function standBy(plan: Variation): void {
  const reads = partsRead(plan);
  const others = plan.means.tools.filter(
    ({ unavailable, sideEffect }) => unavailable === null && sideEffect === "read",
  );
  const changed = plan.update((step) => {
    const tool = plan.tool(step);
    if (!tool || tool.sideEffect !== "read" || step.fallbacks.length >= 3) return null;
    const tried = new Set([step.tool, ...step.fallbacks.map((one) => one.tool)]);
    const wanted = new Set([
      ...(reads.get(step.id) ?? []),
      ...step.doneCondition.required.flatMap(([part]) => (typeof part === "string" ? [part] : [])),
    ]);
    const more = others.flatMap((other): Fallback[] => {
      if (tried.has(other.name) || wanted.size === 0) return [];
      const args = argumentsFor(step, tool, other);
      const gives = namesIn(other.outputSchema, "properties");
      return args && [...wanted].every((part) => gives.has(part)) ? [{ tool: other.name, args }] : [];
    });
    return more.length === 0 ? null : { fallbacks: [...step.fallbacks, ...more] };
  });
  if (changed.length > 0)
    plan.remarks.push(`Lets another tool stand by for ${named(changed.map(({ step }) => step))}.`);
}

/** A step's arguments for another tool; null when that could not do the same with them. */
function argumentsFor(step: Step, own: ToolSpec, other: ToolSpec): Step["args"] | null {
  const takes = namesIn(other.inputSchema, "properties");
  const asked = [...namesIn(own.inputSchema, "required")];
  const needs = [...namesIn(other.inputSchema, "required")];
  if (needs.length === 0 || !asked.every((name) => takes.has(name))) return null;
  const args = Object.fromEntries(Object.entries(step.args).filter(([name]) => takes.has(name)));
  return needs.every((name) => name in args) ? args : null;
}

function namesIn(schema: ToolSpec["inputSchema"], what: "properties" | "required"): Set<string> {
  const value = schema[what];
  if (Array.isArray(value)) return new Set(value.filter((name) => typeof name === "string"));
  return new Set(typeof value === "object" && value !== null ? Object.keys(value) : []);
}

/** Which parts of each step's output later steps that are needed read. */
function partsRead({ graph }: Variation): Map<StepId, Set<string>> {
  const parts = new Map<StepId, Set<string>>();
  for (const step of graph.steps) {
    if (step.optional) continue;
    for (const { ref, path } of stepReads(step)) {
      const [part] = path;
      if (typeof part === "string") parts.set(ref, (parts.get(ref) ?? new Set()).add(part));
    }
  }
  return parts;
}

const ATTEMPTS = 3;

function tryMore(plan: Variation): void {
  const changed = plan.update((step) => {
    const tool = plan.tool(step);
    if (!tool || tool.sideEffect === "once") return null;
    const { retry, timeoutSeconds } = step;
    return {
      ...(retry.maxAttempts < ATTEMPTS && { retry: { ...retry, maxAttempts: ATTEMPTS } }),
      ...(timeoutSeconds < tool.timeoutSeconds && { timeoutSeconds: tool.timeoutSeconds }),
    };
  });
  const more = changed.filter(({ step }) => step.retry.maxAttempts < ATTEMPTS).length;
  const longer = changed.filter(({ step }) => step.timeoutSeconds < (plan.tool(step)?.timeoutSeconds ?? 0));
  if (more > 0)
    plan.remarks.push(`Tries ${more === 1 ? "a step" : `${more} steps`} up to ${ATTEMPTS} times.`);
  if (longer.length > 0)
    plan.remarks.push(
      `Gives ${longer.length === 1 ? "a step" : `${longer.length} steps`} all the time that the tool may need.`,
    );
}

/** What later steps read has to be there and not empty. */
function checkMore(plan: Variation): void {
  const reads = partsRead(plan);
  const changed = plan.update((step) => {
    const tool = plan.tool(step);
    // An optional step may fail, and then its readers get nothing at all.
    if (!tool || step.kind === "map" || step.optional) return null;
    const { required } = step.doneCondition;
    const known = new Set(required.map(([part]) => part));
    const more = [...(reads.get(step.id) ?? [])].filter(
      (part) => !known.has(part) && holdsSomething(tool, part),
    );
    const all: OutputPath[] = [...required, ...more.map((part) => [part])];
    return more.length === 0 || all.length > 20
      ? null
      : { doneCondition: { ...step.doneCondition, required: all } };
  });
  if (changed.length === 0) return;
  const steps = changed.map(({ step }) => step);
  plan.remarks.push(`Does not accept ${named(steps)} without what later steps read of them.`);
}

function holdsSomething(tool: ToolSpec, part: string): boolean {
  const type = propertySchema(schemaRoot(tool.outputSchema), part)?.schema["type"];
  return type === "array" || type === "string" || type === "object";
}

const RUBRIC =
  "It does what the instruction asks, leaves out nothing that it names, and every fact stands in the material with its source.";

/** Where a checker model is connected it judges what another model wrote. */
function judge(plan: Variation): void {
  if (!plan.means.equipment.checker) return;
  const changed = plan.update((step) => {
    if (!plan.asksModel(step) || step.doneCondition.rubric !== null) return null;
    const { maxRepeats } = step.doneCondition;
    const doneCondition: DoneCondition = {
      ...step.doneCondition,
      rubric: RUBRIC,
      maxRepeats: Math.max(1, maxRepeats),
    };
    return { doneCondition };
  });
  if (changed.length === 0) return;
  const steps = changed.map(({ step }) => step);
  plan.remarks.push(
    `Has ${named(steps)} judged by the checker model, and written again when it does not pass.`,
  );
}

const REVIEWER = "text.write";
const DOCUMENT = "document.compose";

/** A text that says what to look at again, as the first section of each document that the plan ends in. */
function review(plan: Variation): void {
  const ends = plan.ends();
  const documents = plan.graph.steps.filter((step) => step.tool === DOCUMENT && ends.has(step.id));
  if (documents.length === 0) return;
  const writer = plan.means.tools.find(({ name }) => name === REVIEWER);
  const { analysis, equipment } = plan.means;
  if (!equipment.executor || !writer || analysis === null) {
    plan.remarks.push(
      "No review before the last step: nothing here could write one. An executor model under Settings, Models could.",
    );
    return;
  }
  const taken = new Set(plan.graph.steps.map(({ id }) => id));
  const { before } = adjacency(plan.graph);
  const made = plan.make(
    documents.flatMap((document) => {
      const { sections } = document.args;
      if (sections?.kind !== "list") return [];
      const material = [...new Set(stepReads(document).map(({ ref }) => ref))].slice(0, 40);
      if (material.length === 0) return [];
      const { step } = writeStep({
        id: idOf("review the results", taken),
        title: `Review before ${document.title.charAt(0).toLowerCase()}${document.title.slice(1)}`.slice(
          0,
          200,
        ),
        instruction:
          "Go through what the earlier steps found: name contradictions, gaps, and statements without a source, each with what to do about it. Say so when there is nothing to object to.",
        brief: "A critical review of the results: contradictions, gaps, and statements without a source.",
        analysis,
        material,
      });
      const section: Argument = {
        kind: "object",
        properties: { heading: literal("Review: what to look at again"), content: from(step.id) },
      };
      const args = { ...document.args, sections: { ...sections, items: [section, ...sections.items] } };
      const dependencies = [
        ...(before.get(document.id) ?? []).map((source) => ({ from: source, to: step.id })),
        { from: step.id, to: document.id },
      ];
      const at = plan.graph.steps.findIndex(({ id }) => id === document.id);
      const previous = plan.graph.steps[at - 1]?.id ?? null;
      return [
        {
          step,
          operations: [
            { op: "add" as const, step, after: previous, dependencies },
            { op: "update" as const, stepId: document.id, changes: { args } },
            ...(before.get(document.id) ?? []).map((source) => ({
              op: "disconnect" as const,
              from: source,
              to: document.id,
            })),
          ],
        },
      ];
    }),
  );
  if (made.length > 0)
    plan.remarks.push(
      `Adds ${named(made.map(({ step }) => step))}, which says in the document what to look at again.`,
    );
}
