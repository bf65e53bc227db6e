import { applyPatch } from "#lib/domain/apply-patch.ts";
import { descendants } from "#lib/domain/graph.ts";
import { planStepOf } from "#lib/domain/plan-step-of.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { addedAddresses } from "../foreign-addresses.ts";
import { newTools, writtenByPerson } from "./model-replan.ts";
import type { Proposal, ReplanRequest } from "./replan-request.ts";

/**
 * Whether a proposal stays within what its run was approved for, so that it may be carried out without a person: it brings no tool and
 * no address that the plan did not have, repeats nothing that must not be repeated unasked, and decides nothing about a call that changes
 * something. A model may have proposed it after it read what somebody else wrote, and what stands in a plan counts as its people's own.
 */
export function keepsWithin(request: ReplanRequest, { changes, steps }: Proposal): boolean {
  const { graph, tools } = request;
  const specs = new Map(tools.map((tool) => [tool.name, tool]));
  const repeated = steps.map((stepId) => graph.steps.find(({ id }) => id === planStepOf(stepId)));
  if (
    repeated.some((step) => !step || usesOf(step).some(({ tool }) => specs.get(tool)?.sideEffect === "once"))
  )
    return false;
  const outcome = applyPatch(
    graph,
    changes.flatMap(({ operations }) => operations),
  );
  if (!outcome.ok) return false;
  return (
    newTools(graph, outcome.graph).length === 0 &&
    addedAddresses(graph, outcome.graph, writtenByPerson(request)).length === 0 &&
    touched(graph, outcome.graph).every((step) => isHarmless(step, graph, outcome.graph, specs))
  );
}

const usesOf = ({ tool, args, fallbacks }: Step) => [{ tool, args }, ...fallbacks];

/** Steps that are new or other than they were. */
function touched(before: PlanGraph, after: PlanGraph): Step[] {
  const known = new Map(before.steps.map((step) => [step.id, step]));
  return after.steps.filter((step) => !sameJson(step, known.get(step.id) ?? null));
}

/** It changes nothing, goes where the plan went or where its inputs say, and gives nothing of its own to what changes something. */
function isHarmless(
  step: Step,
  before: PlanGraph,
  after: PlanGraph,
  specs: ReadonlyMap<string, ToolSpec>,
): boolean {
  const spec = ({ tool }: { tool: string }) => specs.get(tool);
  const changes = (one: Step) => usesOf(one).some((use) => spec(use)?.sideEffect !== "read");
  if (changes(step)) return false;
  const known = before.steps.flatMap(usesOf);
  const goes = usesOf(step).every((use) => {
    const reaches = spec(use)?.reaches;
    if (reaches?.kind !== "arguments") return true;
    return reaches.names.every((name) => {
      const argument = use.args[name];
      if (argument === undefined || argument.kind === "ref" || argument.kind === "open") return true;
      return known.some((other) => sameJson(other.args[name] ?? null, argument));
    });
  });
  // What comes from outside is marked as such wherever it goes; what a step makes of words in the plan is not.
  const marked = usesOf(step).every((use) => spec(use)?.outside === true);
  const behind = descendants(after, step.id);
  return goes && (marked || !after.steps.some((other) => behind.has(other.id) && changes(other)));
}
