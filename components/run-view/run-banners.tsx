import { RunApprovals } from "#components/approvals/run-approvals.tsx";
import { failureOf } from "#components/shell/api.ts";
import { Banner } from "#components/ui/banner.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { isReplanOpen } from "#lib/domain/replan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Notes } from "./notes.tsx";
import { ReplanBanner } from "./replan/replan-banner.tsx";
import { RerunBanner } from "./rerun-banner.tsx";
import { RunsBelow } from "./runs-below.tsx";
import { SpendBanner } from "./spend-banner.tsx";
import { StaleBanner } from "./stale-banner.tsx";
import { UndoList } from "./undo-list.tsx";
import type { RerunWish, useRerunPreview } from "./use-rerun-preview.ts";

/** What a run asks of its reader, and what they should know of it, between its header and its plan. */
export function RunBanners({
  run,
  tools,
  lost,
  error,
  cut,
  wish,
  preview,
  onSelect,
  onWish,
  refresh,
}: {
  run: RunView;
  tools: ToolSpec[];
  /** The server cannot be reached, and the run may go on. */
  lost: boolean;
  /** Why the run could not be read again. */
  error: Error | null;
  /** Its older events are not kept any more. */
  cut: boolean;
  /** What is to be done again. */
  wish: RerunWish | null;
  preview: ReturnType<typeof useRerunPreview>;
  onSelect: (stepId: string) => void;
  onWish: (wish: RerunWish | null) => void;
  refresh: () => void;
}) {
  // A proposal answers the need for attention; both at once would push the plan off the screen.
  const deciding = run.replan !== null && isReplanOpen(run.replan);
  // So does a request, which says itself what it waits for.
  const asking =
    run.steps.every(({ status }) => status !== "failed") &&
    run.steps.some(
      ({ waitingFor }) => waitingFor === "approval" || waitingFor === "answer" || waitingFor === "spend",
    );
  return (
    <div className="flex min-w-0 flex-col gap-2 px-4 py-2 empty:hidden lg:row-start-2">
      {lost && (
        <Banner tone="warning" title="The connection to the server was lost">
          <p>What you see may be out of date. Trying to connect again; the run itself goes on.</p>
        </Banner>
      )}
      {error && <ErrorNote title="The run could not be read again" {...failureOf(error)} onRetry={refresh} />}
      {wish !== null && (
        <RerunBanner
          run={run}
          wish={wish}
          preview={preview}
          onSelect={onSelect}
          onClose={() => onWish(null)}
          refresh={refresh}
        />
      )}
      <SpendBanner run={run} />
      <RunApprovals run={run} />
      <RunsBelow runs={run.below} />
      {run.status === "needs_attention" && !deciding && !asking && (
        <Banner tone="error" title="The run cannot go on by itself">
          <p>
            {run.reason ?? "A step failed. Retry, skip or replan to go on."} Open a failed step to retry or
            skip it.
          </p>
        </Banner>
      )}
      {run.status === "failed" && run.reason && <Banner tone="error">{run.reason}</Banner>}
      <UndoList run={run} refresh={refresh} />
      <StaleBanner run={run} tools={tools} refresh={refresh} />
      {run.replan && <ReplanBanner run={run} replan={run.replan} tools={tools} refresh={refresh} />}
      {cut && (
        <Banner>
          <p>
            Older events of this run were deleted, because they are older than this workspace keeps them.
            Timeline, events and tool calls begin where they ended.
          </p>
        </Banner>
      )}
      <Notes key={String(deciding || asking)} run={run} open={!deciding && !asking} onSelect={onSelect} />
    </div>
  );
}
