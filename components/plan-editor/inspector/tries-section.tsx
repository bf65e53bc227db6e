"use client";

import { Checkbox } from "#components/ui/input.tsx";
import type { Step } from "#lib/domain/step.ts";
import { useEditor } from "../editor-context.ts";
import { NumberField } from "./number-field.tsx";
import { Section } from "./section.tsx";

/** Time limit, retries, and whether the run can do without the step. */
export function TriesSection({ step }: { step: Step }) {
  const { edit } = useEditor();
  const common = { stepId: step.id };
  return (
    <Section title="Time and tries">
      <div className="grid grid-cols-3 items-end gap-2">
        <NumberField
          {...common}
          field="timeoutSeconds"
          label="Time limit (s)"
          value={step.timeoutSeconds}
          min={1}
          max={86_400}
          whole
          change={(timeoutSeconds) => ({ timeoutSeconds })}
        />
        <NumberField
          {...common}
          field="maxAttempts"
          label="Tries"
          value={step.retry.maxAttempts}
          min={1}
          max={10}
          whole
          change={(maxAttempts) => ({ retry: { ...step.retry, maxAttempts } })}
        />
        <NumberField
          {...common}
          field="backoffSeconds"
          label="Wait (s)"
          value={step.retry.backoffSeconds}
          min={0}
          max={3_600}
          change={(backoffSeconds) => ({ retry: { ...step.retry, backoffSeconds } })}
        />
      </div>
      <p className="text-xs text-muted">The wait is before the second try and doubles with each one after.</p>
      <Checkbox
        label="Optional: the run goes on when this step fails"
        checked={step.optional}
        onChange={(event) =>
          edit([{ op: "update", stepId: step.id, changes: { optional: event.target.checked } }])
        }
      />
    </Section>
  );
}
