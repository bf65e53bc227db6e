"use client";

import { answerSlow } from "#lib/actions/answer-slow.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import { ForThose } from "#components/shell/reader.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useVerb } from "#components/shell/use-verb.ts";

/** Says that a running step takes longer than expected, and what a person may do about it. */
export function SlowStep({
  runId,
  step,
  state,
  refresh,
}: {
  runId: string;
  step: Step;
  state: StepRunView;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const say = (answer: Parameters<typeof answerSlow>[0]["answer"]) =>
    void verb.run(answer, () => answerSlow({ runId, stepId: state.stepId, answer }));
  const next = step.fallbacks[state.fallback === null ? 0 : state.fallback + 1];
  return (
    <Banner tone="warning" title="This takes longer than expected">
      <p className="text-muted">
        It may still end well. Stopped, it begins anew; a call that must not be repeated is never stopped.
      </p>
      <ForThose who="edit">
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="small" busy={verb.busy === "wait"} onClick={() => say("wait")}>
            Wait
          </Button>
          <Button size="small" busy={verb.busy === "retry_elsewhere"} onClick={() => say("retry_elsewhere")}>
            Try another worker
          </Button>
          {next && (
            <Button size="small" busy={verb.busy === "fall_back"} onClick={() => say("fall_back")}>
              Use {next.tool}
            </Button>
          )}
        </div>
      </ForThose>
    </Banner>
  );
}
