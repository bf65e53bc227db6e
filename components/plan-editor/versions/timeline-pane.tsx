"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { failureOf } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { runStatusWord } from "#components/run-view/run-status.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { PlanVersionEntry } from "#lib/domain/plan-version.ts";
import { useEditorState } from "../editor-context.ts";
import type { Place, Versions } from "./use-versions.ts";
import { useOpenVersions } from "./versions-context.ts";
import { changedWords } from "./version-words.ts";

/** The plan's states from the draft backwards: who made each, when, what it changed of the one before, and its runs. */
export function TimelinePane() {
  const versions = useOpenVersions();
  const { entries } = versions;
  const latest = entries[0]?.number;
  return (
    <nav aria-label="Versions" className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-1 border-b py-1.5 pr-1.5 pl-3">
        <h2 className="flex-1 font-semibold">Versions</h2>
        <Button size="small" variant="ghost" icon={<ArrowLeft />} onClick={() => versions.setOpen(false)}>
          Back to editing
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        {versions.loading && <SkeletonRows rows={4} label="Loading the versions" />}
        {versions.error && (
          <ErrorNote message={failureOf(versions.error).message} onRetry={versions.refresh} />
        )}
        <ol className="flex flex-col gap-1 empty:hidden">
          {latest !== undefined && (
            <li>
              <Pick versions={versions} place="draft" against={latest}>
                <span className="font-medium">Draft</span>
                <span className="text-xs text-muted">The plan as it is now</span>
              </Pick>
            </li>
          )}
          {entries.map((entry) => (
            <Entry key={entry.number} entry={entry} versions={versions} />
          ))}
        </ol>
        {versions.earlier && (
          <Button size="small" className="mt-2" busy={versions.loadingEarlier} onClick={versions.loadEarlier}>
            Earlier versions
          </Button>
        )}
      </div>
    </nav>
  );
}

function Entry({ entry, versions }: { entry: PlanVersionEntry; versions: Versions }) {
  const { number, author, summary, createdAt, editors } = entry;
  const runs = useEditorState((state) => state.plan.runs).filter(
    ({ versionNumber }) => versionNumber === number,
  );
  const others = editors.filter((name) => name !== author.name);
  return (
    <li>
      <Pick versions={versions} place={number} against={number === 1 ? "nothing" : number - 1}>
        <span className="flex items-baseline gap-2">
          <span className="font-medium tabular-nums">Version {number}</span>
          <Moment at={createdAt} className="ml-auto shrink-0 text-xs text-muted" />
        </span>
        <span className="[overflow-wrap:anywhere]">{summary}</span>
        <span className="text-xs text-muted">{changedWords(entry)}</span>
        <span className="text-xs text-muted [overflow-wrap:anywhere]">
          By {author.name}
          {others.length > 0 && `, with edits by ${others.join(", ")}`}
        </span>
      </Pick>
      {runs.length > 0 && (
        <ul className="flex flex-wrap gap-x-3 px-2.5 pb-1 text-xs">
          {runs.map((run) => (
            <li key={run.id}>
              <Link href={`/runs/${run.id}`} className="text-accent hover:underline">
                Run {run.number}, {runStatusWord(run.status, run.waitsFor).toLowerCase()}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** One state of the plan; choosing it shows what made it of the state before. */
function Pick({
  versions,
  place,
  against,
  children,
}: {
  versions: Versions;
  place: Place;
  against: Place;
  children: ReactNode;
}) {
  const chosen = versions.to === place;
  return (
    <button
      type="button"
      aria-current={chosen || undefined}
      className={classes(
        "flex w-full flex-col gap-0.5 rounded-md px-2.5 py-2 text-left hover:bg-hover",
        chosen && "bg-accent-soft",
      )}
      onClick={() => versions.compare({ from: against, to: place })}
    >
      {children}
    </button>
  );
}
