"use client";

import { useMemo } from "react";
import { ToolIcon } from "#components/graph/tool-icon.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { stepChanges } from "#lib/domain/diff-graphs.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { outlineLevels } from "../outline/outline-model.ts";
import { useEditor } from "../editor-context.ts";

/** A candidate's steps by level, each to be chosen; those that the plan has not, or has otherwise, are marked. */
export function CandidateSteps({
  name,
  graph,
  present,
  chosen,
  onChoose,
  disabled,
}: {
  /** Names the list for screen readers. */
  name: string;
  graph: PlanGraph;
  /** The plan as it is. */
  present: PlanGraph;
  chosen: ReadonlySet<StepId>;
  onChoose: (ids: readonly StepId[], on: boolean) => void;
  disabled: boolean;
}) {
  const levels = useMemo(() => outlineLevels(graph), [graph]);
  const marks = useMemo(() => marksOf(graph, present), [graph, present]);
  const all = graph.steps.map(({ id }) => id);
  const every = chosen.size === all.length;
  return (
    <fieldset className="min-w-0">
      <div className="flex items-baseline justify-between gap-2 pb-1">
        <legend className="float-left font-medium">Steps</legend>
        <button
          type="button"
          disabled={disabled}
          className="text-xs text-accent hover:underline disabled:opacity-50"
          onClick={() => onChoose(all, !every)}
        >
          {every ? "Choose none" : "Choose all"}
          <span className="sr-only"> of {name}</span>
        </button>
      </div>
      <ol className="flex flex-col gap-1.5">
        {levels.map(({ level, steps }) => (
          <li key={level} className="border-l-2 pl-2">
            <span className="sr-only">
              {steps.length > 1 ? "At the same time, if nothing keeps them:" : "Then:"}
            </span>
            <ul className="flex flex-col">
              {steps.map((step) => (
                <StepRow
                  key={step.id}
                  step={step}
                  mark={marks.get(step.id)}
                  checked={chosen.has(step.id)}
                  disabled={disabled}
                  onChange={(on) => onChoose([step.id], on)}
                />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </fieldset>
  );
}

function StepRow({
  step,
  mark,
  checked,
  disabled,
  onChange,
}: {
  step: Step;
  mark: Mark | undefined;
  checked: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
}) {
  const { tools } = useEditor();
  const tool = tools.find(({ name }) => name === step.tool)?.title ?? step.tool;
  return (
    <li>
      <label className="flex cursor-pointer items-start gap-2 rounded-sm px-1 py-0.5 hover:bg-hover">
        <input
          type="checkbox"
          className="mt-0.5 size-4 shrink-0 accent-accent"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className="min-w-0 flex-1">
          <span className="[overflow-wrap:anywhere]">{step.title}</span>
          <span className="flex items-center gap-1 text-xs text-muted">
            <ToolIcon tool={step.tool} className="size-3 shrink-0" />
            {tool}
            {step.optional && ", optional"}
          </span>
          {mark && mark.fields.length > 0 && (
            <span className="block text-xs text-muted">Differs in {mark.fields.join(", ")}</span>
          )}
        </span>
        {mark && <Badge className="mt-0.5">{mark.word}</Badge>}
      </label>
    </li>
  );
}

/** How a step differs from the plan as it is, and in which of its fields. */
type Mark = { word: "New" | "Changed"; fields: string[] };

function marksOf(graph: PlanGraph, present: PlanGraph): Map<StepId, Mark> {
  const there = new Map(present.steps.map((step) => [step.id, step]));
  return new Map(
    graph.steps.flatMap((step): [StepId, Mark][] => {
      const same = there.get(step.id);
      if (!same || same.title !== step.title) return [[step.id, { word: "New", fields: [] }]];
      const changes = stepChanges(same, step);
      if (!changes) return [];
      const fields = Object.keys(changes).map((field) => FIELD_WORDS[field] ?? field);
      return [[step.id, { word: "Changed", fields }]];
    }),
  );
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  args: "arguments",
  timeoutSeconds: "time limit",
  retry: "tries",
  doneCondition: "done-condition",
  when: "condition",
  each: "list",
  heartbeatSeconds: "heartbeat",
  expectedSeconds: "expected time",
};
