import { useEffect, useState } from "react";
import type { StepRunView } from "#lib/domain/run.ts";
import { stepCost } from "#lib/domain/run-cost.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { formatMicros, formatSeconds } from "../format-amounts.ts";

/** What a step took (or has taken so far) and cost; before it ran, what it will, or else what its tool usually takes and costs. */
export function StepAmounts({
  run,
  tool,
  estimate,
}: {
  run: StepRunView | null;
  tool: ToolSpec | null;
  estimate: string | null;
}) {
  if (run?.startedAt && !run.finishedAt && run.status === "running") return <Elapsed since={run.startedAt} />;
  if (run?.startedAt && run.finishedAt) {
    const seconds = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
    const { micros, unknown } = stepCost(run);
    const amount = join(formatSeconds(Math.max(0, seconds)), micros || null);
    return <>{unknown ? `${amount} · cost unknown` : amount}</>;
  }
  if (estimate !== null) return <>{estimate}</>;
  if (!tool) return null;
  return <>{`~${join(formatSeconds(tool.typicalSeconds), tool.costMicros || null)}`}</>;
}

function join(time: string, micros: number | null): string {
  return micros === null ? time : `${time} · ${formatMicros(micros)}`;
}

/** Seconds since a moment, counting. */
function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <>{formatSeconds(Math.max(0, Math.floor((now - Date.parse(since)) / 1000)))}</>;
}
