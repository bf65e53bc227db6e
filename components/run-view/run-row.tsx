import Link from "next/link";
import type { RunSummary } from "#lib/domain/view.ts";
import { LinkWait } from "#components/shell/link-wait.tsx";
import { Moment } from "#components/shell/moment.tsx";
import { Duration } from "./run-duration.tsx";
import { RunStatusBadge } from "./run-status.tsx";
import { countOf } from "#lib/domain/count-of.ts";

/** One run in a list: the whole row leads to it. */
export function RunRow({ run }: { run: RunSummary }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5 hover:bg-hover/60 has-focus-visible:bg-hover/60">
      <div className="min-w-0 flex-1 basis-64">
        <Link
          href={`/runs/${run.id}`}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {run.planTitle}
          <LinkWait />
        </Link>
        <p className="truncate text-xs text-muted">
          Run {run.number} · version {run.versionNumber}
          {run.reason && ` · ${run.reason}`}
        </p>
      </div>
      <RunStatusBadge status={run.status} waitsFor={run.waitsFor} />
      <span className="sm:w-20 sm:text-right text-xs text-muted tabular-nums">
        {run.stepsDone} of {countOf(run.stepsTotal, "step")}
      </span>
      <Duration
        from={run.startedAt}
        to={run.finishedAt}
        className="sm:w-20 sm:text-right text-xs text-muted"
      />
      <Moment at={run.createdAt} className="sm:w-20 sm:text-right text-xs text-muted" />
    </li>
  );
}
