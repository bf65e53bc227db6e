import type { Cost } from "#lib/domain/run-cost-view.ts";
import type { StepRunStatus, StepRunView } from "#lib/domain/run.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";

const OVER: ReadonlySet<StepRunStatus> = new Set(["succeeded", "failed", "skipped", "cancelled"]);

/**
 * What a step took and cost, once it is over: nothing is said of a time that nobody took. Before that what it will, or else what its tool
 * usually takes and costs; null when nothing is known.
 */
export function amountText({
  run,
  cost,
  tool,
  estimate,
}: {
  run: StepRunView | null;
  cost: Cost;
  tool: ToolSpec | null;
  estimate: string | null;
}): string | null {
  if (run && OVER.has(run.status)) return spentText(run, cost);
  if (estimate !== null) return estimate;
  return (
    tool &&
    `~${join(formatSeconds(tool.typicalSeconds), tool.costMicros ? formatMicros(tool.costMicros) : null)}`
  );
}

function spentText({ startedAt, finishedAt }: StepRunView, { micros, unknown }: Cost): string | null {
  const seconds = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : null;
  return join(
    seconds === null ? null : formatSeconds(Math.max(0, seconds)),
    micros > 0 ? formatMicros(micros) : null,
    unknown ? "cost unknown" : null,
  );
}

function join(...parts: (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join(" · ") || null;
}
