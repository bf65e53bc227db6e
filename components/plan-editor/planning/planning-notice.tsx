"use client";

import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { ForThose } from "#components/shell/reader.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { startPlanning } from "#lib/actions/start-planning.ts";
import { stopPlanning } from "#lib/actions/stop-planning.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { addAlone } from "../edit-patches.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { usePlanningVerb } from "./use-planning-verb.ts";

const PlanQuestionsForm = lazy(async () => ({
  default: (await import("./plan-questions-form.tsx")).PlanQuestionsForm,
}));
const PlaybookChoice = lazy(async () => ({
  default: (await import("./playbook-choice.tsx")).PlaybookChoice,
}));

/** Over the canvas: the planner at work, its questions, its failure, or how to begin an empty plan. */
export function PlanningNotice() {
  const status = useEditorState((state) => state.plan.status);
  const choice = useEditorState((state) => state.plan.choice);
  const questions = useEditorState((state) => state.plan.questions);
  const steps = useEditorState((state) => state.graph.steps.length);
  switch (status) {
    case "planning":
      return <AtWork steps={steps} />;
    case "choosing":
      return <Suspense fallback={null}>{choice && <PlaybookChoice choice={choice} />}</Suspense>;
    case "clarifying":
      return (
        <Suspense fallback={null}>
          {questions && <PlanQuestionsForm questions={questions.questions} />}
        </Suspense>
      );
    case "failed":
      return <Failed />;
    case "stopped":
      return <Stopped />;
    case "draft":
      return steps === 0 ? <EmptyPlan /> : null;
  }
}

function AtWork({ steps }: { steps: number }) {
  const planId = useEditorState((state) => state.plan.id);
  const { mayEdit } = useEditor();
  const { busy, act } = usePlanningVerb();
  return (
    <div className="pointer-events-none absolute inset-x-0 top-3 z-10 flex justify-center">
      <div className="flex min-h-9 items-center gap-2.5 rounded-full border bg-raised py-1 pr-1.5 pl-4 shadow-raised">
        <div role="status" className="flex items-center gap-2.5">
          <Spinner />
          {steps === 0 ? "Reading the goal" : `Planning: ${countOf(steps, "step")} so far`}
        </div>
        {mayEdit && (
          <Button
            size="small"
            variant="ghost"
            busy={busy}
            className="pointer-events-auto rounded-full"
            onClick={() => void act(() => stopPlanning({ planId }))}
          >
            Stop
          </Button>
        )}
      </div>
    </div>
  );
}

function Failed() {
  const { mayEdit } = useEditor();
  const message = useEditorState((state) => state.plan.message);
  return (
    <div className="absolute inset-x-3 top-3 z-10">
      <Banner tone="error" title="The planner could not make a plan" actions={<PlanAgain />}>
        <p>{message ?? "It gave no reason."}</p>
        {mayEdit && <p className="text-muted">You can plan again, or build the plan by hand here.</p>}
      </Banner>
    </div>
  );
}

function Stopped() {
  return (
    <div className="absolute inset-x-3 top-3 z-10">
      <Banner tone="warning" title="Planning was stopped" actions={<PlanAgain />}>
        <p>The steps so far can be edited and run. Planning again begins anew.</p>
      </Banner>
    </div>
  );
}

/** Two ways on: as before, and with the planner that needs no model. Steps that would go are asked about first. */
function PlanAgain() {
  const planId = useEditorState((state) => state.plan.id);
  const steps = useEditorState((state) => state.graph.steps.length);
  const { busy, act } = usePlanningVerb();
  const [asking, setAsking] = useState<{ builtIn: boolean } | null>(null);
  const start = (builtIn: boolean) => act(() => startPlanning({ planId, builtIn }));
  const wish = (builtIn: boolean) => (steps > 0 ? setAsking({ builtIn }) : void start(builtIn));
  return (
    <ForThose who="edit" what="plan again">
      <Button size="small" variant="primary" busy={busy} onClick={() => wish(false)}>
        Plan again
      </Button>
      <Button size="small" busy={busy} onClick={() => wish(true)}>
        With the built-in planner
      </Button>
      {asking && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsking(null)}
          title="Plan again?"
          description={`The planner begins anew, and ${countOf(steps, "step")} of this plan ${steps === 1 ? "is" : "are"} replaced by what it drafts.`}
          confirmLabel="Plan again"
          onConfirm={() => start(asking.builtIn)}
        />
      )}
    </ForThose>
  );
}

function EmptyPlan() {
  const { pickStep, store, editable } = useEditor();
  return (
    <div className="pointer-events-none absolute inset-0 z-10 flex items-center justify-center">
      <EmptyState
        title="This plan has no steps"
        className="pointer-events-auto"
        action={
          editable && (
            <Button
              variant="primary"
              icon={<Plus />}
              onClick={(event) => {
                const box = event.currentTarget.getBoundingClientRect();
                pickStep({
                  anchor: { x: box.left + box.width / 2, y: box.bottom },
                  place: null,
                  heading: "Add a step",
                  build: (step) => addAlone(store.getState().graph, step),
                });
              }}
            >
              Add a step
            </Button>
          )
        }
      >
        A step uses one tool and may wait for other steps.
      </EmptyState>
    </div>
  );
}
