"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ToolPermission } from "#lib/domain/policy.ts";
import { ChoiceSetting } from "../setting-fields.tsx";
import type { RuleDraft } from "./policy-draft.ts";
import { RuleList, type RuleProps } from "./rule-list.tsx";
import { Section, type SectionProps } from "./section.tsx";
import { ToolNames, ToolPatternField } from "./tool-pattern-field.tsx";

const PERMISSIONS: Record<ToolPermission, string> = {
  allow: "Allow",
  ask: "Ask a person first",
  deny: "Deny",
};

const OTHERWISE = [
  { effect: "read", label: "Tools that only read" },
  { effect: "idempotent", label: "Tools that change something and may be repeated" },
  { effect: "once", label: "Tools that must not be repeated" },
] as const;

/** What each tool may do: rules in order, and what holds where none means the tool. */
export function ToolRules({ draft, tools, problemAt, change }: SectionProps) {
  return (
    <Section
      title="Tools"
      description="The first rule that means the tool, and whose condition holds, counts."
    >
      <ToolNames tools={tools} />
      {problemAt("tools") && <p className="text-xs font-medium text-danger">{problemAt("tools")}</p>}
      <RuleList
        name="Rule"
        addLabel="Add a rule for tools"
        rules={draft.tools}
        add={(key): RuleDraft => ({ key, tools: "*", permission: "ask", when: null })}
        problemAt={(...path) => problemAt("tools", ...path)}
        onChange={(rules) => change({ tools: rules })}
        First={ToolAndPermission}
        Rest={Condition}
      />
      <fieldset className="grid gap-x-4 gap-y-3 border-t pt-4 sm:grid-cols-3">
        <legend className="float-left w-full font-medium sm:col-span-3">Where no rule counts</legend>
        {OTHERWISE.map(({ effect, label }) => (
          <ChoiceSetting
            key={effect}
            label={label}
            choices={PERMISSIONS}
            error={problemAt("otherwise", effect)}
            value={draft.otherwise[effect]}
            onChange={(permission) => change({ otherwise: { ...draft.otherwise, [effect]: permission } })}
          />
        ))}
      </fieldset>
    </Section>
  );
}

function ToolAndPermission({ rule, problemAt, onChange }: RuleProps<RuleDraft>) {
  return (
    <>
      <ToolPatternField
        error={problemAt("tools")}
        value={rule.tools}
        onChange={(pattern) => onChange({ tools: pattern })}
      />
      <ChoiceSetting
        label="What it may"
        choices={PERMISSIONS}
        error={problemAt("permission")}
        value={rule.permission}
        onChange={(permission) => onChange({ permission })}
      />
    </>
  );
}

function Condition({ rule, problemAt, onChange }: RuleProps<RuleDraft>) {
  return (
    <div className="mt-3">
      <Field
        label="Only when"
        hint="A condition over the call's arguments, in CEL, such as args.amount > 100. Empty: always."
        error={problemAt("when")}
      >
        <Input
          autoComplete="off"
          spellCheck={false}
          className="font-mono text-xs"
          value={rule.when ?? ""}
          onChange={({ target }) => onChange({ when: target.value === "" ? null : target.value })}
        />
      </Field>
    </div>
  );
}
