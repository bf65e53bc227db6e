"use client";

import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { RunView } from "#lib/domain/view.ts";
import { STATUS_LOOK } from "#components/graph/run-status-look.ts";
import { useNow } from "#components/shell/use-now.ts";
import { IconButton } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { EarlierEvents } from "./earlier-events.tsx";
import { runPauses, stepHistory } from "./run-events.ts";
import { TimelineAxis, TimelineBars } from "./timeline-bars.tsx";
import { layoutTimeline, type TimelineRow, type Timeline as Layout } from "./timeline-layout.ts";
import type { RunEvents } from "./use-run-events.ts";
import { criticalText, rowText, WAIT_LOOKS, waitName } from "./timeline-words.ts";

/** How many times wider than its place the time can be drawn. */
const WIDEST = 64;

/**
 * The run in time: a row a step. Running is solid in the colour of how the step ended, waiting is hatched by what was waited for; the chain
 * that the length comes from is underlined. By keyboard: up and down walk the rows, plus and minus zoom.
 */
export function Timeline({
  run,
  events: { list, complete, failure, loadAll },
  selected,
  onSelect,
}: {
  run: RunView;
  events: RunEvents;
  selected: string | null;
  onSelect: (stepId: string) => void;
}) {
  const over = isRunOver(run.status);
  const now = useNow(!over);
  useEffect(loadAll, [loadAll]);
  const history = useMemo(() => stepHistory(list), [list]);
  const pauses = useMemo(() => runPauses(list), [list]);
  const startedAt = run.startedAt;
  const layout = useMemo(() => {
    if (!startedAt || now === null) return null;
    const end = over && run.finishedAt ? Date.parse(run.finishedAt) : now;
    return layoutTimeline({
      graph: run.graph,
      steps: run.steps,
      history,
      pauses,
      startedAt: Date.parse(startedAt),
      now: end,
      asksPeople: !over || run.status === "aborted",
    });
  }, [run.graph, run.steps, run.status, run.finishedAt, history, pauses, startedAt, over, now]);
  if (!layout) {
    return over ? (
      <EmptyState title="Nothing was started">The run ended before its first step.</EmptyState>
    ) : (
      <EmptyState title="Nothing has started yet">The timeline begins with the first step.</EmptyState>
    );
  }
  return (
    <>
      <EarlierEvents complete={complete} failure={failure} loadAll={loadAll} />
      <Chart layout={layout} selected={selected} onSelect={onSelect} />
    </>
  );
}

function Chart({
  layout,
  selected,
  onSelect,
}: {
  layout: Layout;
  selected: string | null;
  onSelect: (stepId: string) => void;
}) {
  const [zoom, setZoom] = useState(1);
  const [at, setAt] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const { rows } = layout;
  const current = rows.find(({ stepId }) => stepId === (at ?? selected)) ?? rows[0];
  const waits = [
    ...new Set(rows.flatMap(({ bars }) => bars.flatMap((bar) => (bar.kind === "waiting" ? [bar.wait] : [])))),
  ];
  const critical = criticalText(rows);

  function walk(to: TimelineRow | undefined) {
    if (!to) return;
    setAt(to.stepId);
    list.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(to.stepId)}"]`)?.focus();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || !current) return;
    const index = rows.indexOf(current);
    const keys: Record<string, () => void> = {
      ArrowDown: () => walk(rows[index + 1]),
      ArrowUp: () => walk(rows[index - 1]),
      Home: () => walk(rows[0]),
      End: () => walk(rows.at(-1)),
      "+": () => setZoom(Math.min(WIDEST, zoom * 2)),
      "-": () => setZoom(Math.max(1, zoom / 2)),
      "0": () => setZoom(1),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <div className="px-4 py-3">
      <div className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <Key className="bg-muted">Running, in the colour of how it ended</Key>
        {waits.map((wait) => (
          <Key key={wait} className={classes("border", WAIT_LOOKS[wait])}>
            {waitName(wait)}
          </Key>
        ))}
        <Key className="border-b-2 border-accent">Critical path</Key>
        <span className="ml-auto flex">
          <IconButton
            label="Zoom out"
            size="small"
            icon={<ZoomOut />}
            disabled={zoom === 1}
            onClick={() => setZoom(Math.max(1, zoom / 2))}
          />
          <IconButton
            label="Zoom in"
            size="small"
            icon={<ZoomIn />}
            disabled={zoom === WIDEST}
            onClick={() => setZoom(Math.min(WIDEST, zoom * 2))}
          />
          <IconButton
            label="The whole time"
            size="small"
            icon={<Maximize />}
            disabled={zoom === 1}
            onClick={() => setZoom(1)}
          />
        </span>
      </div>
      {critical && <p className="text-xs">{critical}</p>}
      {/* What the pointer would be told by staying on a bar stands here for everyone, also by touch and by keyboard. */}
      <p className="mb-2 min-h-4.5 text-xs wrap-anywhere text-muted">
        {current && (
          <>
            <span className="font-medium text-text">{current.title}</span>:{" "}
            {rowText(current, STATUS_LOOK[current.status].word)}
          </>
        )}
      </p>
      <div className="overflow-x-auto">
        <div className="relative" style={{ width: `${zoom * 100}%` }}>
          <TimelineAxis seconds={(layout.to - layout.from) / 1000} zoom={zoom} />
          <ul ref={list} aria-label="Steps in time" className="relative pt-5">
            {rows.map((row) => {
              const look = STATUS_LOOK[row.status];
              const Icon = look.icon;
              return (
                <li
                  key={row.stepId}
                  className="[contain-intrinsic-size:auto_var(--spacing-control-sm)] [content-visibility:auto]"
                >
                  <button
                    type="button"
                    data-step={row.stepId}
                    aria-pressed={row.stepId === selected}
                    tabIndex={row === current ? 0 : -1}
                    onKeyDown={onKeyDown}
                    onFocus={() => setAt(row.stepId)}
                    onPointerEnter={() => setAt(row.stepId)}
                    onClick={() => onSelect(row.stepId)}
                    className={classes(
                      "flex h-control-sm w-full items-center rounded-sm text-left hover:bg-hover/60 focus-visible:outline-offset-[-2px]",
                      row.stepId === selected && "bg-accent-soft",
                    )}
                  >
                    <span
                      className={classes(
                        // Leaves the focus ring in sight.
                        "sticky left-0 z-1 my-0.5 ml-0.5 flex w-40 shrink-0 items-center gap-1.5 self-stretch pr-3 sm:w-56",
                        row.stepId === selected ? "bg-accent-soft" : "bg-surface",
                      )}
                    >
                      <Icon className={classes("size-3.5 shrink-0", look.text)} aria-hidden="true" />
                      <span className="truncate">{row.title}</span>
                    </span>
                    <span className="sr-only">{rowText(row, look.word)}</span>
                    <TimelineBars row={row} layout={layout} color={look.color} />
                  </button>
                </li>
              );
            })}
          </ul>
        </div>
      </div>
    </div>
  );
}

function Key({ className, children }: { className: string; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <span
        className={classes("h-2.5 w-4 rounded-xs forced-color-adjust-none", className)}
        aria-hidden="true"
      />
      <span>{children}</span>
    </span>
  );
}
