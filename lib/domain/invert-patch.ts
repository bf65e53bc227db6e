import { applyPatch } from "./apply-patch.ts";
import { DomainError } from "./errors.ts";
import type { PatchOperation, PlanPatch } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";

/**
 * The patch that takes a graph back to what it was before `patch`, made of the same operations.
 * @param before the graph that `patch` applies to
 * @throws DomainError `conflict` when `patch` does not apply to it
 */
export function invertPatch(before: PlanGraph, patch: readonly PatchOperation[]): PlanPatch {
  const outcome = applyPatch(before, patch);
  if (outcome.ok) return outcome.inverse;
  throw new DomainError("conflict", outcome.errors[0]?.message ?? "The patch does not apply to this plan.");
}
