import { useEffect, useState } from "react";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { serverNow } from "../server-clock.ts";
import { amountText } from "./amount-text.ts";

/** What a step took (or has taken so far) and cost; before it ran, what it will, or else what its tool usually takes and costs. */
export function StepAmounts(props: Parameters<typeof amountText>[0]) {
  const { run } = props;
  if (run?.startedAt && !run.finishedAt && run.status === "running") return <Elapsed since={run.startedAt} />;
  return amountText(props);
}

/** Seconds since a moment, counting. */
function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <>{formatSeconds(Math.max(0, Math.floor((now - Date.parse(since)) / 1000)))}</>;
}
