"use client";

import { useMemo } from "react";
import type { StreamEvent } from "#lib/domain/event.ts";
import type { RunView } from "#lib/domain/view.ts";
import { formatSeconds } from "#components/graph/format-amounts.ts";
import { STATUS_LOOK } from "#components/graph/run-status-look.ts";
import { useNow } from "#components/shell/use-now.ts";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { stepHistory } from "./run-events.ts";
import { isRunOver } from "./run-status.tsx";
import {
  layoutTimeline,
  timelineTicks,
  type Timeline as Layout,
  type TimelineRow,
} from "./timeline-layout.ts";

/** The run in time: a row a step; waiting is hatched, running is solid, the chain that the length comes from is marked. */
export function Timeline({
  run,
  events,
  selected,
  onSelect,
}: {
  run: RunView;
  events: readonly StreamEvent[];
  selected: string | null;
  onSelect: (stepId: string) => void;
}) {
  const over = isRunOver(run.status);
  const now = useNow(!over);
  const history = useMemo(() => stepHistory(events), [events]);
  const startedAt = run.startedAt;
  const layout = useMemo(() => {
    if (!startedAt || now === null) return null;
    const end = over && run.finishedAt ? Date.parse(run.finishedAt) : now;
    return layoutTimeline({
      graph: run.graph,
      steps: run.steps,
      history,
      startedAt: Date.parse(startedAt),
      now: end,
    });
  }, [run.graph, run.steps, run.finishedAt, history, startedAt, over, now]);

  if (!layout) {
    return over ? (
      <EmptyState title="Nothing was started">The run ended before its first step.</EmptyState>
    ) : (
      <EmptyState title="Nothing has started yet">The timeline begins with the first step.</EmptyState>
    );
  }
  const seconds = (layout.to - layout.from) / 1000;
  return (
    <div className="px-4 py-3">
      <div className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <Key className="bg-muted">Running</Key>
        <Key className="timeline-waiting border border-line-strong">Waiting</Key>
        <Key className="bg-accent">Critical path</Key>
      </div>
      <div className="relative">
        <Axis seconds={seconds} />
        <ul aria-label="Steps in time" className="relative pt-5">
          {layout.rows.map((row) => (
            <Row
              key={row.stepId}
              row={row}
              layout={layout}
              selected={row.stepId === selected}
              onSelect={onSelect}
            />
          ))}
        </ul>
      </div>
    </div>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={classes("h-2.5 w-4 rounded-xs", className)} aria-hidden="true" />
      {children}
    </span>
  );
}

function Axis({ seconds }: { seconds: number }) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-0 left-40 sm:left-56">
      {timelineTicks(seconds).map((tick) => (
        <div
          key={tick}
          className="absolute inset-y-0 border-l"
          style={{ left: `${(tick / seconds) * 100}%` }}
        >
          {/* A label at the right end would be cut. */}
          <span
            hidden={tick / seconds > 0.93}
            className="absolute -top-0.5 left-1 text-xs whitespace-nowrap text-muted tabular-nums"
          >
            {formatSeconds(tick)}
          </span>
        </div>
      ))}
    </div>
  );
}

function Row({
  row,
  layout,
  selected,
  onSelect,
}: {
  row: TimelineRow;
  layout: Layout;
  selected: boolean;
  onSelect: (stepId: string) => void;
}) {
  const span = layout.to - layout.from;
  const look = STATUS_LOOK[row.status];
  const Icon = look.icon;
  return (
    <li>
      <button
        type="button"
        aria-pressed={selected}
        onClick={() => onSelect(row.stepId)}
        className={classes(
          "flex h-7 w-full items-center rounded-sm text-left hover:bg-hover/60 focus-visible:outline-offset-[-2px]",
          selected && "bg-accent-soft",
        )}
      >
        <span className="flex w-40 shrink-0 items-center gap-1.5 pr-3 sm:w-56">
          <Icon className={classes("size-3.5 shrink-0", look.text)} aria-hidden="true" />
          <span className="truncate">{row.title}</span>
        </span>
        <span className="relative h-3 min-w-0 flex-1">
          <span className="sr-only">{rowText(row, look.word)}</span>
          {row.bars.map((bar) => (
            <span
              key={bar.from}
              aria-hidden="true"
              title={`${bar.kind === "running" ? "Ran" : "Waited"} ${formatSeconds((bar.to - bar.from) / 1000)}`}
              className={classes(
                "absolute inset-y-0 min-w-0.5 rounded-xs",
                bar.kind === "waiting" && "timeline-waiting inset-y-0.5 border border-line-strong",
                row.critical && bar.kind === "running" && "shadow-[0_3px_0_-1px_var(--color-accent)]",
              )}
              style={{
                left: `${((bar.from - layout.from) / span) * 100}%`,
                width: `${((bar.to - bar.from) / span) * 100}%`,
                backgroundColor: bar.kind === "running" ? look.color : undefined,
              }}
            />
          ))}
        </span>
      </button>
    </li>
  );
}

function rowText(row: TimelineRow, word: string): string {
  const sum = (kind: "waiting" | "running") =>
    row.bars.filter((bar) => bar.kind === kind).reduce((total, bar) => total + bar.to - bar.from, 0) / 1000;
  const parts = [word.toLowerCase()];
  if (sum("waiting") > 0) parts.push(`waited ${formatSeconds(sum("waiting"))}`);
  if (sum("running") > 0) parts.push(`ran ${formatSeconds(sum("running"))}`);
  if (row.critical) parts.push("on the critical path");
  return parts.join(", ");
}
