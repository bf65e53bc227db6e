import Link from "next/link";
import type { RunLink } from "#lib/domain/run.ts";
import { RunStatusBadge } from "./run-status.tsx";

/** The runs that a step started as parts of itself, the latest first. */
export function ChildRuns({ runs }: { runs: readonly RunLink[] }) {
  if (runs.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">{runs.length === 1 ? "Its run" : "Its runs"}</h3>
      <ul className="space-y-1">
        {runs.map(({ runId, number, planTitle, status, waitsFor }) => (
          <li key={runId} className="flex flex-wrap items-center gap-2">
            <Link href={`/runs/${runId}`} className="min-w-0 text-accent underline wrap-anywhere">
              Run {number} of {planTitle}
            </Link>
            <RunStatusBadge status={status} waitsFor={waitsFor} />
          </li>
        ))}
      </ul>
    </section>
  );
}
