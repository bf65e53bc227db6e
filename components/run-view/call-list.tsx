"use client";

import { useEffect, useMemo, useState } from "react";
import { countOf } from "#lib/domain/count-of.ts";
import { planStepOf } from "#lib/domain/plan-step-of.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Select } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { CallItem } from "./call-item.tsx";
import { EarlierEvents } from "./earlier-events.tsx";
import { toolCallRows } from "./run-events.ts";
import { openableSteps, stepTitles } from "./step-titles.ts";
import type { RunEvents } from "./use-run-events.ts";

/** So many calls are listed at first, and more each time they are asked for. */
const SHOWN = 100;
const ALL = "";

/** Every tool call of a run, or those of a step or of a tool; each opens to its arguments and its result. */
export function CallList({
  run,
  events: { list, complete, failure, loadAll },
  onSelect,
}: {
  run: RunView;
  events: RunEvents;
  onSelect: (stepId: string) => void;
}) {
  const [stepId, setStepId] = useState(ALL);
  const [tool, setTool] = useState(ALL);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [limit, setLimit] = useState(SHOWN);
  useEffect(loadAll, [loadAll]);
  const rows = useMemo(() => toolCallRows(list), [list]);
  const reused = run.steps.filter((step) => step.reused !== null).length;
  const taken =
    reused === 0
      ? null
      : reused === 1
        ? "1 step took over its result from an earlier run and called nothing."
        : `${reused} steps took over their results from an earlier run and called nothing.`;
  if (rows.length === 0 && !complete)
    return (
      <>
        <EarlierEvents complete={complete} failure={failure} loadAll={loadAll} />
        <SkeletonRows label="Loading the tool calls" />
      </>
    );
  if (rows.length === 0) {
    return (
      <EmptyState title="No tool calls yet">
        {taken ?? "Each use of a tool is listed here with its outcome."}
      </EmptyState>
    );
  }
  const title = stepTitles(run.graph, null, run.steps, run.dropped);
  const openable = openableSteps(run);
  const states = new Map(run.steps.map((step) => [step.stepId, step]));
  const found = rows.filter(
    (row) => (stepId === ALL || planStepOf(row.stepId) === stepId) && (tool === ALL || row.tool === tool),
  );

  function toggle(key: string) {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  }

  return (
    <div className="@container">
      <EarlierEvents complete={complete} failure={failure} loadAll={loadAll} />
      <div
        role="search"
        aria-label="Tool calls"
        className="flex flex-wrap items-center gap-2 border-b px-4 py-2"
      >
        <Choice
          label="Step"
          all="All steps"
          value={stepId}
          options={unique(rows.map((row) => planStepOf(row.stepId)))}
          text={title}
          onChange={setStepId}
        />
        <Choice
          label="Tool"
          all="All tools"
          value={tool}
          options={unique(rows.map((row) => row.tool)).toSorted()}
          text={(name) => name}
          onChange={setTool}
        />
        <span role="status" className="text-xs text-muted tabular-nums">
          {found.length === rows.length
            ? countOf(rows.length, "call")
            : `${found.length} of ${countOf(rows.length, "call")}`}
        </span>
      </div>
      {taken && <p className="border-b px-4 py-2 text-muted">{taken}</p>}
      <ol aria-label="Tool calls in the order in which they began">
        {found.slice(0, limit).map((row) => (
          <CallItem
            key={row.key}
            row={row}
            runId={run.id}
            step={states.get(row.stepId) ?? null}
            title={title(row.stepId)}
            shown={open.has(row.key)}
            onToggle={() => toggle(row.key)}
            onSelect={openable.has(row.stepId) ? onSelect : null}
          />
        ))}
      </ol>
      {found.length > limit && (
        <div className="px-4 py-3">
          <Button size="small" onClick={() => setLimit(limit + SHOWN)}>
            Show more calls
          </Button>
        </div>
      )}
    </div>
  );
}

function Choice({
  label,
  all,
  value,
  options,
  text,
  onChange,
}: {
  label: string;
  all: string;
  value: string;
  options: readonly string[];
  text: (option: string) => string;
  onChange: (value: string) => void;
}) {
  return (
    <Select
      aria-label={label}
      className="w-auto! max-w-56"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value={ALL}>{all}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {text(option)}
        </option>
      ))}
    </Select>
  );
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
