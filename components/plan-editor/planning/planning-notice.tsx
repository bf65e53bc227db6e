"use client";

import { Plus } from "lucide-react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { countOf } from "../count-of.ts";
import { addAlone } from "../edit-patches.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { PlaybookChoice } from "./playbook-choice.tsx";

/** Over the canvas: the planner at work, its question, its failure, or how to begin an empty plan. */
export function PlanningNotice() {
  const status = useEditorState((state) => state.plan.status);
  const choice = useEditorState((state) => state.plan.choice);
  const steps = useEditorState((state) => state.graph.steps.length);
  switch (status) {
    case "planning":
      return (
        <div className="pointer-events-none absolute inset-x-0 top-3 z-10 flex justify-center">
          <div
            role="status"
            className="flex items-center gap-2.5 rounded-full border bg-raised px-4 py-1.5 shadow-raised"
          >
            <Spinner />
            {steps === 0 ? "Reading the goal" : `Planning: ${countOf(steps, "step")} so far`}
          </div>
        </div>
      );
    case "choosing":
      return choice && <PlaybookChoice choice={choice} />;
    case "failed":
      return <Failed />;
    case "draft":
      return steps === 0 ? <EmptyPlan /> : null;
  }
}

function Failed() {
  const message = useEditorState((state) => state.plan.message);
  return (
    <div className="absolute inset-x-3 top-3 z-10">
      <Banner tone="error" title="The planner could not make a plan">
        <p>{message ?? "It gave no reason."}</p>
        <p className="text-muted">
          You can build the plan by hand here, or start again with another wording of the goal.
        </p>
      </Banner>
    </div>
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
