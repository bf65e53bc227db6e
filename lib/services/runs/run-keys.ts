import type { Actor } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id, StepRunId } from "#lib/domain/ids.ts";
import type { RunKey } from "#lib/ledger/keys.ts";

/**
 * The key of a run from an id that somebody sent.
 * @throws DomainError `not_found` when it cannot be one
 */
export function toRunKey(workspaceId: string, runId: string): RunKey {
  if (!Id.safeParse(runId).success) throw noRun();
  return { workspaceId, runId };
}

/** The same for a step of a run, which may be an item of a map. */
export function toStepKey(workspaceId: string, runId: string, stepId: string): RunKey & { stepId: string } {
  const key = toRunKey(workspaceId, runId);
  if (!StepRunId.safeParse(stepId).success) throw noStep();
  return { ...key, stepId };
}

export function noRun(): DomainError {
  return new DomainError("not_found", "There is no such run in this workspace.");
}

export function noStep(): DomainError {
  return new DomainError("not_found", "There is no such step in this run.");
}

/** How notes and reasons call the one who acts. */
export function nameOf(actor: Actor): string {
  return actor.kind === "user" ? actor.name : "Planwright";
}
