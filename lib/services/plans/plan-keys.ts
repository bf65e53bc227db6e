import { DomainError } from "#lib/domain/errors.ts";
import type { Topic } from "#lib/domain/event.ts";
import { Id } from "#lib/domain/ids.ts";

/**
 * Checks a plan's id that somebody sent.
 * @throws DomainError `not_found` when it cannot be one
 */
export function checkPlanId(planId: string): void {
  if (!Id.safeParse(planId).success) throw noPlan();
}

export function noPlan(): DomainError {
  return new DomainError("not_found", "There is no such plan in this workspace.");
}

/** The topic of a plan's events. */
export const planTopic = (planId: string): Topic => `plan:${planId}`;
