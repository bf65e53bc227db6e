import type { ReactNode } from "react";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PolicyDraft } from "./policy-draft.ts";

/** What is wrong at a place of the policy, in a sentence, or null. */
export type ProblemAt = (...path: (string | number)[]) => string | null;

/** What a section of the form works with. */
export type SectionProps = {
  draft: PolicyDraft;
  tools: readonly ToolSpec[];
  problemAt: ProblemAt;
  change: (changes: Partial<PolicyDraft>) => void;
};

/** A part of the form under a heading. */
export function Section({
  title,
  description,
  children,
}: {
  title: string;
  description?: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="flex flex-col gap-4 rounded-lg border bg-surface p-4">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {description && <p className="text-muted">{description}</p>}
      </div>
      {children}
    </section>
  );
}
