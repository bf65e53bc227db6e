import type { ModelCallView } from "#lib/domain/run.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { Badge } from "#components/ui/badge.tsx";
import { usageText } from "#lib/domain/cost-text.ts";

const PURPOSES: Record<string, string> = {
  "step.fill": "Filled in arguments",
  "step.write": "Wrote the text",
  "step.check": "Judged the output",
};
const TRIED: Record<string, string> = {
  "step.fill": "Filling in arguments",
  "step.write": "Writing the text",
  "step.check": "Judging the output",
};

const FAILURES: Record<string, string> = {
  unauthorised: "its provider refused the key",
  unknown_model: "its provider does not know it",
  bad_request: "its provider could not take the request",
  rate_limited: "its provider was asked too much",
  unavailable: "its provider could not be reached or broke off",
  timeout: "it took too long",
  bad_output: "its answer was not what was asked for",
  refused: "it declined",
  too_long: "its answer was cut off",
  over_budget: "its spend cap was reached",
  aborted: "it was stopped",
  lost: "its worker was lost",
};

/** Which model answered for what in a step, what that took, and which tries failed before. */
export function ModelRequests({ calls }: { calls: readonly ModelCallView[] }) {
  return (
    <ol className="space-y-2">
      {calls.map((call) => (
        <li key={call.id}>
          <div className="flex flex-wrap items-center gap-x-2">
            <span>{(call.failure === null ? PURPOSES : TRIED)[call.purpose] ?? call.purpose}</span>
            {call.failure !== null && <Badge tone="failed">Failed</Badge>}
          </div>
          <p className="text-xs wrap-anywhere text-muted">
            {call.model} ({call.provider})
            {call.failure !== null && `: ${FAILURES[call.failure] ?? call.failure}`}
          </p>
          <p className="text-xs text-muted tabular-nums">
            {usageText(call.use)} · {formatSeconds(call.seconds)}
          </p>
        </li>
      ))}
    </ol>
  );
}
