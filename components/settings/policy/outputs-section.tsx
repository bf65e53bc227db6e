import type { FailedCheckAnswer, Policy } from "#lib/domain/policy.ts";
import { ChoiceSetting } from "../setting-fields.tsx";
import { Section, type SectionProps } from "./section.tsx";

const CONSTRAINTS: Record<Policy["goalConstraints"], string> = {
  off: "Do not look for them",
  warn: "Say so and go on",
  block: "The output does not pass",
};

const FAILED: Record<FailedCheckAnswer, string> = {
  fall_back: "Go on with the step's next fallback",
  retry: "Try again, told what was wrong",
  replan: "Ask the planner for a replan",
  ask: "Ask a person",
  fail: "The step fails",
};

/** What is done about outputs that break a rule. */
export function OutputsSection({ draft, problemAt, change }: SectionProps) {
  return (
    <Section title="Outputs">
      <ChoiceSetting
        label="When an output breaks what its goal demands"
        hint="Its goal budget, its dates, and what must not be in it."
        choices={CONSTRAINTS}
        error={problemAt("goalConstraints")}
        value={draft.goalConstraints}
        onChange={(goalConstraints) => change({ goalConstraints })}
      />
      <ChoiceSetting
        label="When an output does not pass"
        hint="What must not be repeated is not tried again, whatever is chosen here."
        choices={FAILED}
        error={problemAt("onFailedCheck")}
        value={draft.onFailedCheck}
        onChange={(onFailedCheck) => change({ onFailedCheck })}
      />
    </Section>
  );
}
