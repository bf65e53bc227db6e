import type { Issue } from "#lib/domain/errors.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { ApprovalRules } from "./approval-rules.tsx";
import { ContentSection } from "./content-section.tsx";
import { LimitsSection } from "./limits-section.tsx";
import { OutputsSection } from "./outputs-section.tsx";
import type { PolicyDraft } from "./policy-draft.ts";
import { ReachSection } from "./reach-section.tsx";
import type { ProblemAt, SectionProps } from "./section.tsx";
import { SpendCapsSection } from "./spend-caps.tsx";
import { ToolRules } from "./tool-rules.tsx";

/** The policy's parts, one section each. */
export function PolicyForm({
  draft,
  tools,
  issues,
  change,
}: {
  draft: PolicyDraft;
  tools: readonly ToolSpec[];
  issues: readonly Issue[];
  change: (changes: Partial<PolicyDraft>) => void;
}) {
  const messages = new Map(issues.map(({ path, message }) => [path.join("/"), message]));
  const problemAt: ProblemAt = (...path) => messages.get(path.join("/")) ?? null;
  const props: SectionProps = { draft, tools, problemAt, change };
  return (
    <div className="flex flex-col gap-4">
      <ToolRules {...props} />
      <ReachSection {...props} />
      <SpendCapsSection {...props} />
      <LimitsSection {...props} />
      <ContentSection {...props} />
      <OutputsSection {...props} />
      <ApprovalRules {...props} />
    </div>
  );
}
