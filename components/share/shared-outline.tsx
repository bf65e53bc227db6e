"use client";

import { useMemo } from "react";
import { levelHeading, outlineLevels } from "#components/plan-editor/outline/outline-model.ts";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** The plan as a list in dependency order, as the editor's outline has it. */
export function SharedOutline({
  graph,
  selection,
  onSelect,
}: {
  graph: PlanGraph;
  selection: readonly StepId[];
  onSelect: (stepId: StepId) => void;
}) {
  const levels = useMemo(() => outlineLevels(graph), [graph]);
  if (levels.length === 0) return <EmptyState title="No steps">This plan has no steps.</EmptyState>;
  return (
    <nav aria-label="Outline" className="h-full overflow-y-auto p-2">
      {levels.map(({ level, steps }) => (
        <section key={level} className="mb-2">
          <h2 className="px-2 py-1 text-xs font-semibold text-muted">{levelHeading(level)}</h2>
          <ul>
            {steps.map(({ id, title }) => {
              const current = selection.includes(id);
              return (
                <li key={id}>
                  <button
                    type="button"
                    aria-current={current ? "true" : undefined}
                    onClick={() => onSelect(id)}
                    className={classes(
                      "w-full rounded-md px-2 py-1 text-left wrap-anywhere hover:bg-hover focus-visible:outline-offset-[-2px]",
                      current && "bg-accent-soft font-medium text-accent",
                    )}
                  >
                    {title}
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </nav>
  );
}
