"use client";

import { useNow } from "#components/shell/use-now.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";

/** How long something took, or has taken so far: then it counts on, by whole seconds. */
export function Duration({
  from,
  to,
  className,
}: {
  from: string | null;
  to: string | null;
  className?: string;
}) {
  const now = useNow(from !== null && to === null);
  if (from === null) return <span className={className}>–</span>;
  const end = to === null ? now : Date.parse(to);
  const seconds = end === null ? null : Math.max(0, (end - Date.parse(from)) / 1000);
  const text = seconds === null ? "–" : formatSeconds(to === null ? Math.floor(seconds) : seconds);
  return <span className={`tabular-nums ${className ?? ""}`}>{text}</span>;
}
