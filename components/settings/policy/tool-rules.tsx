"use client";

import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ToolPermission } from "#lib/domain/policy.ts";
import { ChoiceSetting } from "../setting-fields.tsx";
import type { RuleDraft } from "./policy-draft.ts";
import { RowButtons } from "./row-buttons.tsx";
import { changeRow, moveRow, newKey } from "./rows.ts";
import { Section, type ProblemAt, type SectionProps } from "./section.tsx";
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
  const adding = useRef<HTMLButtonElement>(null);
  const rules = draft.tools;
  return (
    <Section
      title="Tools"
      description="The first rule that means the tool, and whose condition holds, counts."
    >
      <ToolNames tools={tools} />
      {problemAt("tools") && <p className="text-xs font-medium text-danger">{problemAt("tools")}</p>}
      {rules.map((rule, index) => (
        <Rule
          key={rule.key}
          rule={rule}
          number={index + 1}
          last={index === rules.length - 1}
          problemAt={(...path) => problemAt("tools", index, ...path)}
          onChange={(changes) => change({ tools: changeRow(rules, rule.key, changes) })}
          onMove={(by) => change({ tools: moveRow(rules, rule.key, by) })}
          onRemove={() => {
            change({ tools: rules.filter(({ key }) => key !== rule.key) });
            // The button that had the focus goes with its row.
            adding.current?.focus();
          }}
        />
      ))}
      <div>
        <Button
          ref={adding}
          size="small"
          icon={<Plus />}
          onClick={() =>
            change({ tools: [...rules, { key: newKey(rules), tools: "*", permission: "ask", when: null }] })
          }
        >
          Add a rule for tools
        </Button>
      </div>
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

function Rule({
  rule,
  number,
  last,
  problemAt,
  onChange,
  onMove,
  onRemove,
}: {
  rule: RuleDraft;
  number: number;
  last: boolean;
  problemAt: ProblemAt;
  onChange: (changes: Partial<RuleDraft>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  return (
    <fieldset className="rounded-md border p-3">
      <legend className="px-1 text-xs text-muted">Rule {number}</legend>
      <div className="flex items-start gap-2">
        <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
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
        </div>
        <RowButtons
          what={`rule ${number}`}
          first={number === 1}
          last={last}
          onMove={onMove}
          onRemove={onRemove}
        />
      </div>
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
    </fieldset>
  );
}
