"use client";

import { PencilLine, RotateCw, SkipForward } from "lucide-react";
import { useState, type ReactNode } from "react";
import { retryStep } from "#lib/actions/retry-step.ts";
import { settleStep } from "#lib/actions/settle-step.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { useCommands } from "#components/palette/commands.ts";
import { ForThose, useMay } from "#components/shell/reader.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CorrectDialog } from "./correct-dialog.tsx";
import { RunAgain } from "./run-again.tsx";
import { canCorrect, canRetry, canSkip, needsDecision } from "./run-facts.ts";
import { SkipDialog } from "./skip-dialog.tsx";
import type { RerunWish } from "./use-rerun-preview.ts";
import { useVerb } from "#components/shell/use-verb.ts";

/** What a person can do about a step as it stands. */
export function StepActions({
  run,
  title,
  state,
  onWish,
  refresh,
}: {
  run: RunView;
  title: string;
  state: StepRunView;
  onWish: (wish: RerunWish) => void;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const [dialog, setDialog] = useState<"skip" | "correct" | null>(null);
  const close = () => setDialog(null);
  const input = { runId: run.id, stepId: state.stepId };
  const over = isRunOver(run.status) || run.status === "aborting";
  const [retriable, skippable] = [!over && canRetry(state), !over && canSkip(state)];
  // An item hands on what its map does, and is done again with it.
  const whole = state.item === null;
  const correctable = whole && run.status !== "aborting" && run.status !== "aborted" && canCorrect(state);
  const repeatable = whole && isRunOver(run.status);
  const settle = (outcome: "succeeded" | "failed") =>
    verb.run(outcome, () => settleStep({ ...input, outcome }));
  const retry = () => void verb.run("retry", () => retryStep(input));
  const retryWord = state.status === "failed" ? "Retry step" : "Retry now";
  const mayEdit = useMay("edit");
  useCommands(() => {
    const command = (label: string, icon: ReactNode, act: () => void) => ({
      id: `step action ${label}`,
      group: "Run",
      label: `${label}: “${title}”`,
      icon,
      run: act,
    });
    return {
      commands: [
        ...(mayEdit && retriable ? [command(retryWord, <RotateCw />, retry)] : []),
        ...(mayEdit && skippable ? [command("Skip step", <SkipForward />, () => setDialog("skip"))] : []),
        ...(mayEdit && correctable
          ? [command("Edit output", <PencilLine />, () => setDialog("correct"))]
          : []),
      ],
    };
  });
  if (!retriable && !skippable && !correctable && !repeatable) return null;
  return (
    <>
      {!over && needsDecision(state) && (
        <Banner
          tone="warning"
          title="Nobody knows how this ended"
          actions={
            <ForThose who="edit">
              <Button size="small" busy={verb.busy === "succeeded"} onClick={() => void settle("succeeded")}>
                It took effect
              </Button>
              <Button size="small" busy={verb.busy === "failed"} onClick={() => void settle("failed")}>
                It did not
              </Button>
            </ForThose>
          }
        >
          <p className="text-muted">
            The worker was lost after the call had begun, and it must not be repeated unasked. Look where it
            would show.
          </p>
        </Banner>
      )}
      <ForThose who="edit" what="can change what becomes of this step">
        <div className="flex flex-wrap gap-2">
          {retriable && (
            <Button icon={<RotateCw />} busy={verb.busy === "retry"} onClick={retry}>
              {retryWord}
            </Button>
          )}
          {skippable && (
            <Button icon={<SkipForward />} onClick={() => setDialog("skip")}>
              Skip step
            </Button>
          )}
          {correctable && (
            <Button icon={<PencilLine />} onClick={() => setDialog("correct")}>
              Edit output
            </Button>
          )}
          {repeatable && <RunAgain run={run} fromStepId={state.stepId} onWish={onWish} />}
        </div>
      </ForThose>
      <SkipDialog {...input} title={title} open={dialog === "skip"} onClose={close} afterwards={refresh} />
      {dialog === "correct" && (
        <CorrectDialog runId={run.id} state={state} title={title} onClose={close} afterwards={refresh} />
      )}
    </>
  );
}
