"use client";

import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { Role } from "#lib/domain/actor.ts";
import { ApprovalRule, type Policy } from "#lib/domain/policy.ts";
import { ChoiceSetting } from "../setting-fields.tsx";
import { FigureField } from "./figure-field.tsx";
import type { ApprovalDraft } from "./policy-draft.ts";
import { RowButtons } from "./row-buttons.tsx";
import { changeRow, moveRow, newKey } from "./rows.ts";
import { Section, type ProblemAt, type SectionProps } from "./section.tsx";
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
  const adding = useRef<HTMLButtonElement>(null);
  const rules = draft.approvals;
  function add() {
    const rule = ApprovalRule.parse({ subject: "call", roles: ["owner"] });
    change({ approvals: [...rules, { ...rule, key: newKey(rules) }] });
  }
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
      {rules.map((rule, index) => (
        <Rule
          key={rule.key}
          rule={rule}
          number={index + 1}
          last={index === rules.length - 1}
          problemAt={(...path) => problemAt("approvals", index, ...path)}
          onChange={(changes) => change({ approvals: changeRow(rules, rule.key, changes) })}
          onMove={(by) => change({ approvals: moveRow(rules, rule.key, by) })}
          onRemove={() => {
            change({ approvals: rules.filter(({ key }) => key !== rule.key) });
            // The button that had the focus goes with its row.
            adding.current?.focus();
          }}
        />
      ))}
      <div>
        <Button ref={adding} size="small" icon={<Plus />} onClick={add}>
          Add a rule for approvals
        </Button>
      </div>
    </Section>
  );
}

function Rule({
  rule,
  number,
  last,
  problemAt,
  onChange,
  onMove,
  onRemove,
}: {
  rule: ApprovalDraft;
  number: number;
  last: boolean;
  problemAt: ProblemAt;
  onChange: (changes: Partial<ApprovalDraft>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  return (
    <fieldset className="rounded-md border p-3">
      <legend className="px-1 text-xs text-muted">Approval rule {number}</legend>
      <div className="flex items-start gap-2">
        <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
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
        </div>
        <RowButtons
          what={`approval rule ${number}`}
          first={number === 1}
          last={last}
          onMove={onMove}
          onRemove={onRemove}
        />
      </div>
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
    </fieldset>
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
