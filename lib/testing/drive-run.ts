import type { Db } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Step } from "#lib/domain/step.ts";
import type { Json } from "#lib/domain/json.ts";
import { advance, type ClaimedStep } from "#lib/ledger/advance.ts";
import { failStep } from "#lib/ledger/fail-step.ts";
import type { FinishedStep } from "#lib/ledger/finished-step.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
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

/** Claims steps as a worker does that has finished nothing. */
export async function claimSteps(
  db: Db,
  asked: { workerId: string; limit: number; leaseSeconds: number; after?: string | null },
): Promise<{ steps: ClaimedStep[]; skipped: boolean; next: string | null }> {
  const { claimed, skipped, next } = await advance(db, { after: null, ...asked, finished: [] });
  return { steps: claimed, skipped, next };
}

/**
 * Finishes one step as a worker does that wants no other.
 * @returns false when its token was stale
 */
export async function completeStep(
  db: Db,
  token: StepToken,
  result: { output: Json; summary: string; notes: string[] },
): Promise<boolean> {
  const finished: FinishedStep = {
    ...token,
    ...result,
    kind: "succeeded",
    calls: [],
    resultKey: null,
    reused: null,
  };
  const { workerId } = token;
  const { stale } = await advance(db, {
    workerId,
    finished: [finished],
    limit: 0,
    leaseSeconds: 60,
    after: null,
  });
  return stale.length === 0;
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
