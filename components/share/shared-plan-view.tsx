"use client";

import { useMemo, useState } from "react";
import { PlanCanvas } from "#components/graph/plan-canvas.tsx";
import { PANE_NAMES, Panes, type Pane } from "#components/plan-editor/panes.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import type { SharedView } from "#lib/domain/share.ts";
import { SharedHeader } from "./shared-header.tsx";
import { SharedOutline } from "./shared-outline.tsx";
import { SharedStepFacts } from "./shared-step-facts.tsx";
import { toolSpecs } from "./tool-specs.ts";

/** A plan's version in the editor's three panes, none of which changes anything. */
export function SharedPlanView({ view, positionsKey }: { view: SharedView; positionsKey: string }) {
  const { graph } = view;
  const [selection, setSelection] = useState<readonly StepId[]>([]);
  const [pane, setPane] = useState<Pane>("canvas");
  const tools = useMemo(() => toolSpecs(view.tools), [view.tools]);
  // Readers outside are not told what a tool usually takes and costs.
  const estimates = useMemo(() => Object.fromEntries(graph.steps.map(({ id }) => [id, ""])), [graph]);
  const selected = graph.steps.find(({ id }) => selection.length === 1 && id === selection[0]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <SharedHeader view={view} />
      <Panes
        readOnly
        names={PANE_NAMES}
        open={pane}
        onOpenChange={setPane}
        chat={null}
        outline={<SharedOutline graph={graph} selection={selection} onSelect={(id) => setSelection([id])} />}
        canvas={
          <>
            {/* On a narrow screen it stands alone under the page's heading. */}
            <h2 className="sr-only">Canvas</h2>
            <PlanCanvas
              graph={graph}
              positionsKey={positionsKey}
              tools={tools}
              editable={false}
              estimates={estimates}
              selection={selection}
              onSelect={setSelection}
              onOpen={(id) => {
                setSelection([id]);
                setPane("inspector");
              }}
              label="The plan"
            />
          </>
        }
        inspector={
          selected ? (
            <SharedStepFacts graph={graph} step={selected} tools={view.tools} />
          ) : (
            <section className="flex flex-col gap-1 p-4">
              <h2 className="text-xs font-semibold text-muted">Goal</h2>
              <p className="wrap-anywhere whitespace-pre-wrap">{view.goal}</p>
              <p className="mt-3 text-muted">Select a step to see what it does.</p>
            </section>
          )
        }
      />
    </div>
  );
}
