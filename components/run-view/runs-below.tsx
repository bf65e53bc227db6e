import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import type { RunBelow } from "#lib/domain/run.ts";
import { RunStatusBadge } from "./run-status.tsx";

/** Which of the runs that this one's steps have started wait, and for what. */
export function RunsBelow({ runs }: { runs: readonly RunBelow[] }) {
  const waiting = runs.filter(({ waits }) => waits !== null);
  if (waiting.length === 0) return null;
  return (
    <Banner
      tone="warning"
      title={waiting.length === 1 ? "A run below this one waits" : "Runs below this one wait"}
    >
      <ul className="space-y-1">
        {waiting.map(({ runId, number, planTitle, status, waitsFor, waits }) => (
          <li key={runId} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <Link href={`/runs/${runId}`} className="min-w-0 text-accent underline wrap-anywhere">
              Run {number} of {planTitle}
            </Link>
            <RunStatusBadge status={status} waitsFor={waitsFor} />
            <span className="min-w-0 wrap-anywhere">{waits}</span>
          </li>
        ))}
      </ul>
    </Banner>
  );
}
