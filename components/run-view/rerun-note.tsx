"use client";

import Link from "next/link";
import type { RerunReport } from "#lib/domain/rerun-report.ts";
import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";

/** What a run that does another again took over from it, did anew, and saved. */
export function RerunNote({ rerun }: { rerun: RerunReport }) {
  const { of, reused, redone, savedSeconds, savedMicros } = rerun;
  const saved = [
    ...(savedSeconds > 0 ? [formatSeconds(savedSeconds)] : []),
    ...(savedMicros > 0 ? [formatMicros(savedMicros)] : []),
  ];
  return (
    <p className="text-xs">
      <Link href={`/runs/${of.runId}`} className="text-accent underline">
        Run {of.number}
      </Link>{" "}
      again:{" "}
      <span className="tabular-nums">
        {reused} taken over, {redone} done anew
      </span>
      {saved.length > 0 && <span className="tabular-nums">, saved {saved.join(" and ")}</span>}
    </p>
  );
}
