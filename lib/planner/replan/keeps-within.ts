import { applyPatch } from "#lib/domain/apply-patch.ts";
import { addedAddresses } from "../foreign-addresses.ts";
import { newTools, writtenByPerson } from "./model-replan.ts";
import type { Proposal, ReplanRequest } from "./replan-request.ts";

/**
 * Whether a proposal stays within what its run was approved for, so that it may be carried out without a person: it brings no tool and
 * no address that the plan did not have, and repeats nothing that must not be repeated unasked.
 */
export function keepsWithin(request: ReplanRequest, { changes, steps }: Proposal): boolean {
  const { graph, tools } = request;
  const once = new Set(tools.flatMap(({ name, sideEffect }) => (sideEffect === "once" ? [name] : [])));
  const repeated = steps.map((stepId) => graph.steps.find(({ id }) => id === stepId.split(".")[0]));
  if (repeated.some((step) => !step || [step, ...step.fallbacks].some(({ tool }) => once.has(tool))))
    return false;
  const outcome = applyPatch(
    graph,
    changes.flatMap(({ operations }) => operations),
  );
  if (!outcome.ok) return false;
  return (
    newTools(graph, outcome.graph).length === 0 &&
    addedAddresses(graph, outcome.graph, writtenByPerson(request)).length === 0
  );
}
