"use client";

import { RotateCw } from "lucide-react";
import { useState } from "react";
import { rerunStale } from "#lib/actions/rerun-stale.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { ForThose } from "#components/shell/reader.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { canRerun, mustNotRepeat } from "./run-facts.ts";
import { stepTitles } from "./step-titles.ts";
import { useVerb } from "#components/shell/use-verb.ts";

/** Says which steps have used an output that was put right since, and has them run again. */
export function StaleBanner({
  run,
  tools,
  refresh,
}: {
  run: RunView;
  tools: readonly ToolSpec[];
  refresh: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const stale = run.steps.filter((step) => step.stale);
  if (stale.length === 0 || run.status === "aborted" || run.status === "aborting") return null;
  const ready = stale.filter(canRerun);
  const under = stale.length - ready.length;
  return (
    <Banner
      tone="warning"
      title={`${stale.length === 1 ? "1 step used" : `${stale.length} steps used`} an output that was put right since`}
      actions={
        ready.length > 0 && (
          <ForThose who="edit" what="may run them again">
            <Button size="small" icon={<RotateCw />} onClick={() => setAsking(true)}>
              Run again…
            </Button>
          </ForThose>
        )
      }
    >
      {under > 0 && (
        <p className="text-muted">
          {under === 1 ? "1 of them is" : `${under} of them are`} under way, and can be run again afterwards.
        </p>
      )}
      {asking && (
        <StaleDialog
          run={run}
          tools={tools}
          steps={ready}
          onClose={() => setAsking(false)}
          afterwards={refresh}
        />
      )}
    </Banner>
  );
}

function StaleDialog({
  run,
  tools,
  steps,
  onClose,
  afterwards,
}: {
  run: RunView;
  tools: readonly ToolSpec[];
  steps: readonly StepRunView[];
  onClose: () => void;
  afterwards: () => void;
}) {
  const verb = useVerb(afterwards);
  const title = stepTitles(run.graph);
  // What must not be repeated, and what a person made, is only done again when it is asked for.
  const special = (step: StepRunView) => mustNotRepeat(step, run.graph, tools) || step.corrected !== null;
  const [chosen, setChosen] = useState(
    () => new Set(steps.filter((step) => !special(step)).map((step) => step.stepId)),
  );
  const order = new Map(run.graph.steps.map((step, index) => [step.id, index]));
  const sorted = steps.toSorted((a, b) => (order.get(a.stepId) ?? 0) - (order.get(b.stepId) ?? 0));

  function choose(stepId: string, wanted: boolean) {
    const next = new Set(chosen);
    if (wanted) next.add(stepId);
    else next.delete(stepId);
    setChosen(next);
  }

  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title="Run these steps again?"
      description="In this run, in the order of their dependencies. Their outputs are replaced; what waits for them waits until they are done."
      confirmLabel={chosen.size === 1 ? "Run 1 step again" : `Run ${chosen.size} steps again`}
      onConfirm={() => {
        if (chosen.size === 0) return Promise.resolve();
        const includeOnce = steps.some(
          (step) => chosen.has(step.stepId) && mustNotRepeat(step, run.graph, tools),
        );
        const input = { runId: run.id, stepIds: [...chosen], includeOnce };
        return verb.run(
          "rerun",
          (idempotencyKey) => rerunStale({ ...input, idempotencyKey }),
          ({ kept }) => {
            if (kept.length > 0)
              showToast(`Left as they are: ${kept.map((step) => title(step.stepId)).join(", ")}.`);
          },
        );
      }}
    >
      <ul className="space-y-2 pb-2">
        {sorted.map((step) => (
          <li key={step.stepId}>
            <Checkbox
              label={title(step.stepId)}
              checked={chosen.has(step.stepId)}
              onChange={(event) => choose(step.stepId, event.target.checked)}
            />
            {mustNotRepeat(step, run.graph, tools) && (
              <p className="pl-6 text-xs text-status-waiting">
                Changes something outside, which would then be done a second time.
              </p>
            )}
            {step.corrected && (
              <p className="pl-6 text-xs text-muted">
                Its own output was put right by {step.corrected.by}; that would be replaced.
              </p>
            )}
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
