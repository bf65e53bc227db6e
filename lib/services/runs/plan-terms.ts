import type { ApprovalTerms } from "#lib/domain/approval.ts";
import { DEFAULT_APPROVAL, type ApprovalRule, type Policy } from "#lib/domain/policy.ts";

/** Who must approve a plan before its run begins, and how; null: whoever starts the run approves it by that. */
export function planTerms({ planApproval, approvals }: Policy): ApprovalTerms | null {
  if (planApproval === "starter") return null;
  return ruleAbout("plan", approvals) ?? DEFAULT_APPROVAL;
}

/** Whom a rule names to accept replans; null: whoever may decide. */
export function replanTerms({ approvals }: Policy): ApprovalTerms | null {
  return ruleAbout("replan", approvals);
}

function ruleAbout(about: ApprovalRule["subject"], approvals: readonly ApprovalRule[]): ApprovalTerms | null {
  const rule = approvals.find(({ subject }) => subject === about);
  if (!rule) return null;
  const { subject: _, tools: __, ...terms } = rule;
  return terms;
}
