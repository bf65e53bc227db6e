import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import type { AttemptView, StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import { checksOf, type Check } from "./step-check-words.ts";

const SIGNS = {
  passed: { Icon: CircleCheck, look: "text-status-succeeded", word: "Passed" },
  failed: { Icon: CircleX, look: "text-status-failed", word: "Did not pass" },
  open: { Icon: CircleDashed, look: "text-muted", word: "Not checked yet" },
} as const satisfies Record<Check["result"], unknown>;

/** What a step's call and output had to pass, and whether they did; what policy noted besides stands in the step's notes. */
export function StepChecks({
  step,
  state,
  attempts,
}: {
  step: Step;
  state: StepRunView;
  attempts: readonly AttemptView[];
}) {
  return (
    <ul className="space-y-1">
      {checksOf(step, state, attempts).map(({ what, result, message }) => {
        const { Icon, look, word } = SIGNS[result];
        return (
          <li key={`${what} ${message ?? ""}`} className="flex gap-2">
            <Icon aria-hidden="true" className={`mt-0.5 size-3.5 shrink-0 ${look}`} />
            <span className="min-w-0 wrap-anywhere">
              <span className="sr-only">{word}: </span>
              {what}
              {message !== null && <span className="block text-xs text-muted">{message}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
