import type { ApprovalTerms } from "#lib/domain/approval.ts";

/** Who may decide, as a sentence without its end: "Owners and approvers decide, but not whoever started the run". */
export function termsWords({ roles, notTheStarter }: ApprovalTerms, verb = "decide"): string {
  const words = roles.map((role) => `${role}s`);
  const last = words.at(-1) ?? "";
  const who = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
  const text = who.charAt(0).toUpperCase() + who.slice(1);
  return `${text} ${verb}${notTheStarter ? ", but not whoever started the run" : ""}`;
}
