"use client";

import { Checkbox } from "#components/ui/input.tsx";
import { Role } from "#lib/domain/actor.ts";
import { ApprovalRule, type Policy } from "#lib/domain/policy.ts";
import { ChoiceSetting } from "../setting-fields.tsx";
import { FigureField } from "./figure-field.tsx";
import type { ApprovalDraft } from "./policy-draft.ts";
import { RuleList, type RuleProps } from "./rule-list.tsx";
import { Section, type SectionProps } from "./section.tsx";
import { ToolPatternField } from "./tool-pattern-field.tsx";

const SUBJECTS: Record<ApprovalRule["subject"], string> = {
  call: "Calls of tools",
  output: "Outputs that did not pass a check",
  plan: "Plans",
  replan: "Replans",
  spend: "Spending over a cap",
};

const PLANS: Record<Policy["planApproval"], string> = {
  starter: "Whoever starts the run",
  rules: "Whoever the rules below name",
};

const ROLES: Record<Role, string> = {
  owner: "Owners",
  editor: "Editors",
  approver: "Approvers",
  viewer: "Viewers",
};

/** Who may approve what. */
export function ApprovalRules({ draft, problemAt, change }: SectionProps) {
  return (
    <Section
      title="Approvals"
      description="The first rule that fits counts. Without one, one owner, editor or approver is enough."
    >
      <ChoiceSetting
        label="Who approves a plan before it runs"
        choices={PLANS}
        error={problemAt("planApproval")}
        value={draft.planApproval}
        onChange={(planApproval) => change({ planApproval })}
      />
      <RuleList
        name="Approval rule"
        addLabel="Add a rule for approvals"
        rules={draft.approvals}
        add={(key): ApprovalDraft => ({ ...ApprovalRule.parse({ subject: "call", roles: ["owner"] }), key })}
        problemAt={(...path) => problemAt("approvals", ...path)}
        onChange={(approvals) => change({ approvals })}
        First={Subject}
        Rest={Terms}
      />
    </Section>
  );
}

function Subject({ rule, problemAt, onChange }: RuleProps<ApprovalDraft>) {
  return (
    <>
      <ChoiceSetting
        label="What is approved"
        choices={SUBJECTS}
        error={problemAt("subject")}
        value={rule.subject}
        onChange={(subject) => onChange({ subject })}
      />
      {(rule.subject === "call" || rule.subject === "output") && (
        <ToolPatternField
          error={problemAt("tools")}
          value={rule.tools}
          onChange={(tools) => onChange({ tools })}
        />
      )}
    </>
  );
}

function Terms({ rule, problemAt, onChange }: RuleProps<ApprovalDraft>) {
  return (
    <>
      <Roles roles={rule.roles} error={problemAt("roles")} onChange={(roles) => onChange({ roles })} />
      <div className="mt-3 grid gap-3 sm:grid-cols-3">
        <FigureField
          label="How many must approve"
          hint="One refusal refuses."
          error={problemAt("votes")}
          value={rule.votes}
          onChange={(votes) => onChange({ votes })}
        />
        <FigureField
          label="Hours until it counts as refused"
          error={problemAt("expiresHours")}
          value={rule.expiresHours}
          onChange={(expiresHours) => onChange({ expiresHours })}
        />
        <FigureField
          label="Hours until a reminder"
          empty="None"
          error={problemAt("remindHours")}
          value={rule.remindHours}
          onChange={(remindHours) => onChange({ remindHours })}
        />
      </div>
      <Checkbox
        className="mt-2"
        label="Not whoever started the run"
        checked={rule.notTheStarter}
        onChange={({ target }) => onChange({ notTheStarter: target.checked })}
      />
    </>
  );
}

function Roles({
  roles,
  error,
  onChange,
}: {
  roles: readonly string[];
  error: string | null;
  onChange: (roles: string[]) => void;
}) {
  return (
    <fieldset className="mt-3">
      <legend className="mb-1 font-medium">Who may approve it</legend>
      <div className="flex flex-wrap gap-x-4">
        {Role.options.map((role) => (
          <Checkbox
            key={role}
            label={ROLES[role]}
            checked={roles.includes(role)}
            aria-invalid={error ? true : undefined}
            onChange={({ target }) => {
              const others = roles.filter((other) => other !== role);
              onChange(target.checked ? [...others, role] : others);
            }}
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="text-xs font-medium text-danger">
          {error}
        </p>
      )}
    </fieldset>
  );
}
