"use client";

import { agoText, clockText, exactText, pointText, untilText } from "./moment-text.ts";
import { useNow } from "./use-now.ts";

/**
 * A point in time: how long ago, with the exact time on hover; `clock` shows the time of day instead, `point` that with the date where it
 * is not today, `ahead` how long it is until then.
 */
export function Moment({
  at,
  clock = false,
  point = false,
  ahead = false,
  className,
}: {
  at: string;
  clock?: boolean;
  point?: boolean;
  ahead?: boolean;
  className?: string;
}) {
  const now = useNow(!clock);
  const milliseconds = Date.parse(at);
  // Until the reader's zone is known the date alone stands there, so that nothing jumps.
  const words = (reader: number) => (point ? pointText : ahead ? untilText : agoText)(milliseconds, reader);
  const text = now === null ? at.slice(0, 10) : clock ? clockText(milliseconds) : words(now);
  return (
    <time dateTime={at} title={now === null ? undefined : exactText(milliseconds)} className={className}>
      {text}
    </time>
  );
}
