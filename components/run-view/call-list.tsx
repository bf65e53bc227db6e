"use client";

import { ChevronRight } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import type { RunView } from "#lib/domain/view.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Select } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { CallDetail } from "./call-detail.tsx";
import { EarlierEvents } from "./earlier-events.tsx";
import { Duration } from "./run-duration.tsx";
import { toolCallRows, type CallRow } from "./run-events.ts";
import { stepTitles } from "./step-titles.ts";
import type { RunEvents } from "./use-run-events.ts";

export const CALL_LOOKS = {
  started: { word: "Under way", tone: "running" },
  succeeded: { word: "Succeeded", tone: "succeeded" },
  failed: { word: "Failed", tone: "failed" },
  parked: { word: "Waited", tone: "waiting" },
} as const;

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
  const title = stepTitles(run.graph, null, run.steps);
  const states = new Map(run.steps.map((step) => [step.stepId, step]));
  const found = rows.filter(
    (row) => (stepId === ALL || planStep(row) === stepId) && (tool === ALL || row.tool === tool),
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
          options={unique(rows.map(planStep))}
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
            ? callsText(rows.length)
            : `${found.length} of ${callsText(rows.length)}`}
        </span>
      </div>
      {taken && <p className="border-b px-4 py-2 text-muted">{taken}</p>}
      <ol aria-label="Tool calls in the order in which they began">
        {found.slice(0, limit).map((row) => {
          const step = states.get(row.stepId);
          const shown = open.has(row.key);
          return (
            <li key={row.key} className="border-b">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 hover:bg-hover/60">
                <button
                  type="button"
                  aria-expanded={shown}
                  onClick={() => toggle(row.key)}
                  className="flex min-w-0 items-center gap-1.5 rounded-sm text-left"
                >
                  <ChevronRight
                    aria-hidden="true"
                    className={classes("size-3.5 shrink-0 text-muted", shown && "rotate-90")}
                  />
                  <code className="font-mono text-xs wrap-anywhere">{row.tool}</code>
                </button>
                <Badge tone={CALL_LOOKS[row.status].tone}>{CALL_LOOKS[row.status].word}</Badge>
                <button
                  type="button"
                  className="min-w-0 text-left hover:underline"
                  onClick={() => onSelect(row.stepId)}
                >
                  {title(row.stepId)}
                </button>
                <span className="ml-auto flex gap-3 text-xs text-muted tabular-nums">
                  {row.call > 0 && <span>fallback {row.call}</span>}
                  {row.attempt > 1 && <span>attempt {row.attempt}</span>}
                  {row.startedAt && <Moment at={row.startedAt} clock />}
                  <Duration from={row.startedAt} to={row.finishedAt} />
                </span>
                {row.message && !shown && (
                  <p className="w-full pl-5 text-xs wrap-anywhere text-muted">{row.message}</p>
                )}
              </div>
              {shown && (
                <div className="px-4 pt-1 pb-3 pl-9 max-sm:pl-4">
                  {step ? (
                    <CallDetail runId={run.id} step={step} attempt={row.attempt} call={row.call} />
                  ) : (
                    <p className="text-muted">The step of this call is no longer in the plan.</p>
                  )}
                </div>
              )}
            </li>
          );
        })}
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

/** The step of the plan: of an item of a map, the map. */
function planStep({ stepId }: CallRow): string {
  return stepId.split(".")[0] ?? stepId;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function callsText(count: number): string {
  return count === 1 ? "1 call" : `${count.toLocaleString("en")} calls`;
}
