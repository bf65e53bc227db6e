import { createHash } from "node:crypto";
import type { Db } from "#lib/db/client.ts";
import { MOST_SHOWN_OUTPUT, type NewApproval } from "#lib/domain/approval.ts";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { Json } from "#lib/domain/json.ts";
import { DEFAULT_APPROVAL, termsFor, type Policy } from "#lib/domain/policy.ts";
import type { AcceptedOutput, ExecuteInput, StepOutcome } from "#lib/executor/ports.ts";
import { acceptedBefore } from "#lib/ledger/accepted-before.ts";
import type { Given } from "#lib/ledger/hold-step.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { withoutContents } from "#lib/services/runs/output-files.ts";

type Attempt = Pick<ExecuteInput, "step" | "item">;

/** The request for whoever the policy names to look at an output, and the output itself. */
export function heldOutput(
  attempt: Attempt,
  policy: Policy,
  { request, output, calls }: Extract<StepOutcome, { kind: "questioned" }>,
): { approval: NewApproval; given: Given } {
  const seen = withoutContents(output);
  const shown = JSON.stringify(seen).length <= MOST_SHOWN_OUTPUT ? seen : null;
  const terms = termsFor(policy, "output", request.tool) ?? DEFAULT_APPROVAL;
  return {
    approval: { request: { ...request, output: shown }, hash: hashOf(attempt), terms },
    given: { output, calls },
  };
}

/** The output that a person has accepted of this step, as it is defined now. */
export async function acceptedOutput(
  db: Db,
  token: StepToken,
  attempt: Attempt,
): Promise<AcceptedOutput | null> {
  const accepted = await acceptedBefore(db, token, () => hashOf(attempt));
  if (!accepted) return null;
  const { output, summary, tool, toolTitle, by, edited } = accepted;
  const how = edited
    ? "changed the output and let it go on"
    : "looked at the output and let it go on as it was";
  return { output, summary, note: `${by} ${how}.`, written: edited, tool, toolTitle };
}

/** What an acceptance is bound to: the step's definition. */
function hashOf({ step, item }: Attempt): string {
  const definition = Json.parse(JSON.parse(JSON.stringify(step)));
  return createHash("sha256")
    .update(canonicalJson([definition, item?.index ?? null]))
    .digest("hex");
}
