"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { RunCost } from "#lib/domain/run-cost-view.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { RunView } from "#lib/domain/view.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { COST_VIEWS, costView, shareText, type CostView, type CostViewName } from "./cost-rows.ts";
import { costText } from "#lib/domain/cost-text.ts";
import { DataTable } from "./data-table.tsx";
import type { Row } from "./sort-rows.ts";
import { openableSteps, stepTitles } from "./step-titles.ts";

const REFRESH_MS = 3_000;
const NAMES = Object.keys(COST_VIEWS) as CostViewName[];

const HEADS: Record<string, string> = {
  what: "What",
  provider: "Provider",
  attempts: "Attempts",
  calls: "Calls",
  failed: "Failed",
  seconds: "Time",
  tokens: "Tokens",
  earlier: "In vain",
  micros: "Cost",
};

/** What a run has cost: added up by step, tool or model, what is held for calls under way, and what attempts in vain cost. */
export function CostTab({ run, onSelect }: { run: RunView; onSelect: (stepId: string) => void }) {
  const [name, setName] = useState<CostViewName>("steps");
  const over = isRunOver(run.status);
  const asked = useQuery({
    queryKey: ["run-cost", run.id, run.status],
    queryFn: ({ signal }) => getJson(`/api/runs/${run.id}/cost`, RunCost, signal),
    placeholderData: (before) => before,
    // Under way it changes with every call: it is looked at again every so often, not at each.
    refetchInterval: over ? false : REFRESH_MS,
  });
  if (asked.isPending) return <SkeletonRows label="Loading what the run has cost" />;
  if (!asked.data) return <ErrorNote {...failureOf(asked.error)} onRetry={() => void asked.refetch()} />;
  const { total, held, lost, earlier } = asked.data;
  const view = costView(
    asked.data,
    name,
    stepTitles(run.graph, null, run.steps, run.dropped),
    openableSteps(run),
  );
  return (
    <div className="flex flex-col gap-3 px-4 py-3">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Fact label="Settled">{costText(total)}</Fact>
        <Fact label="Held for calls under way">{costText({ micros: held, unknown: false })}</Fact>
        {lost > 0 && (
          <Fact label="Counted for calls whose cost nobody knows">
            {costText({ micros: lost, unknown: false })}
          </Fact>
        )}
        <Fact label="Attempts in vain">
          {costText(earlier)}
          {earlier.micros > 0 && (
            <span className="font-normal text-muted">
              {" "}
              · {shareText(earlier.micros, total.micros)} of all
            </span>
          )}
        </Fact>
      </dl>
      <div role="group" aria-label="Add up" className="flex flex-wrap gap-1">
        {NAMES.map((each) => (
          <Button
            key={each}
            size="small"
            variant={each === name ? "secondary" : "ghost"}
            aria-pressed={each === name}
            onClick={() => setName(each)}
          >
            {COST_VIEWS[each]}
          </Button>
        ))}
      </div>
      {view.rows.length === 0 ? (
        <p className="text-muted">{name === "models" ? "No model was asked." : "Nothing was called yet."}</p>
      ) : (
        <CostRows key={name} name={name} view={view} onSelect={onSelect} />
      )}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="font-semibold tabular-nums">{children}</dd>
    </div>
  );
}

function CostRows({
  name,
  view,
  onSelect,
}: {
  name: CostViewName;
  view: CostView;
  onSelect: (stepId: string) => void;
}) {
  return (
    <DataTable
      label={`Cost ${COST_VIEWS[name].toLowerCase()}`}
      columns={view.columns}
      rows={view.rows}
      first={{ column: "micros", down: true }}
      isNumber={(column) => column !== "what" && column !== "provider"}
      head={(column) => (column === "calls" && name === "models" ? "Requests" : (HEADS[column] ?? column))}
      renderCell={(value, column, row) => (
        <CostCell value={value} column={column} row={row} onSelect={onSelect} />
      )}
      foot={[view.togetherText, costText(view.together)]}
    />
  );
}

function CostCell({
  value,
  column,
  row,
  onSelect,
}: {
  value: Row[string];
  column: string;
  row: Row;
  onSelect: (stepId: string) => void;
}) {
  const { id, run } = row;
  if (column === "what" && typeof value === "string") {
    if (typeof id === "string")
      return (
        <button
          type="button"
          className="text-left wrap-anywhere hover:underline"
          onClick={() => onSelect(id)}
        >
          {value}
        </button>
      );
    if (typeof run === "string")
      return (
        <Link href={`/runs/${run}`} className="wrap-anywhere text-accent underline">
          {value}
        </Link>
      );
    return <span className="wrap-anywhere">{value}</span>;
  }
  if (typeof value !== "number") return typeof value === "string" ? value : "–";
  if (column === "micros") return costText({ micros: value, unknown: row.unknown === true });
  if (column === "earlier") return costText({ micros: value, unknown: row.earlierUnknown === true });
  if (column === "seconds") return formatSeconds(value);
  return value.toLocaleString("en");
}
