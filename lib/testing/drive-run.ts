import type { Db } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Step } from "#lib/domain/step.ts";
import { claimSteps, type ClaimedStep } from "#lib/ledger/claim-steps.ts";
import { failStep } from "#lib/ledger/fail-step.ts";
import { testStep } from "#lib/testing/seed-run.ts";

/** A step that passes every check: a real tool with arguments that fit. */
export function searchStep(id: string, changes: Partial<Step> = {}): Step {
  return testStep(id, {
    tool: "knowledge.search",
    args: { query: { kind: "literal", value: `about ${id}` } },
    ...changes,
  });
}

/** The code of the domain error that something ends with, or "ok". */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "ok";
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

/** Claims all there is, and gives the steps of one run. */
export async function claimOf(db: Db, runId: string): Promise<ClaimedStep[]> {
  const { steps } = await claimSteps(db, { workerId: "w1", limit: 100, leaseSeconds: 60 });
  return steps.filter((step) => step.runId === runId);
}

/** Lets every step of a run fail that can begin now. */
export async function failAll(db: Db, runId: string): Promise<void> {
  const error = { code: "busy", message: "Busy.", retryable: false };
  for (const step of await claimOf(db, runId))
    await failStep(db, step, { error, notes: [], calls: [], missing: null });
}
