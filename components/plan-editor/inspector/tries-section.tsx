"use client";

import { Checkbox } from "#components/ui/input.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { Step } from "#lib/domain/step.ts";
import { useEditor } from "../editor-context.ts";
import { FindingNotes } from "./finding-notes.tsx";
import { NumberField } from "./number-field.tsx";
import { Section } from "./section.tsx";
import { findingsAt } from "./use-findings.ts";

/** Time limit, retries, expected time, heartbeat, and whether the run can do without the step. */
export function TriesSection({ step, findings }: { step: Step; findings: readonly Finding[] }) {
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
      <div className="grid grid-cols-2 items-end gap-2">
        <NumberField
          {...common}
          field="expectedSeconds"
          label="Expected time (s)"
          value={step.expectedSeconds}
          min={0}
          max={86_400}
          change={(expectedSeconds) => ({ expectedSeconds })}
          empty={{ expectedSeconds: null }}
        />
        <NumberField
          {...common}
          field="heartbeatSeconds"
          label="Silent at most (s)"
          value={step.heartbeatSeconds}
          min={1}
          max={86_400}
          whole
          change={(heartbeatSeconds) => ({ heartbeatSeconds })}
          empty={{ heartbeatSeconds: null }}
        />
      </div>
      <FindingNotes findings={findingsAt(findings, "heartbeatSeconds", false)} />
      <p className="text-xs text-muted">
        Empty means: the expected time comes from earlier runs, and the step may be silent until its time
        limit.
      </p>
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
