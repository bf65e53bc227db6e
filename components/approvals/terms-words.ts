import type { ApprovalTerms } from "#lib/domain/approval.ts";
import { rolesWords } from "#components/shell/roles-words.ts";

/** Who may decide, as a sentence without its end: "Owners and approvers decide, but not whoever started the run". */
export function termsWords({ roles, notTheStarter }: ApprovalTerms, verb = "decide"): string {
  return `${rolesWords(roles)} ${verb}${notTheStarter ? ", but not whoever started the run" : ""}`;
}
