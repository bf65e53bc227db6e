import type { ApprovalTerms } from "#lib/domain/approval.ts";
import { DEFAULT_APPROVAL, termsFor, type Policy } from "#lib/domain/policy.ts";

/** Who must approve a plan before its run begins, and how; null: whoever starts the run approves it by that. */
export function planTerms(policy: Policy): ApprovalTerms | null {
  if (policy.planApproval === "starter") return null;
  return termsFor(policy, "plan") ?? DEFAULT_APPROVAL;
}

/** Whom a rule names to accept replans; null: whoever may decide. */
export function replanTerms(policy: Policy): ApprovalTerms | null {
  return termsFor(policy, "replan");
}
