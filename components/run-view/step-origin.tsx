"use client";

import Link from "next/link";
import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Banner } from "#components/ui/banner.tsx";

/** Where a step's output comes from when it is not its tool's work in this run, and whether it still holds. */
export function StepOrigin({ run, state }: { run: RunView; state: StepRunView }) {
  const { corrected, reused, stale } = state;
  return (
    <>
      {stale && (
        <Banner tone="warning">
          This step used an output that was put right since. Run it again from the banner above the plan.
        </Banner>
      )}
      {corrected && (
        <Banner>
          The output was put right by {corrected.by}, <Moment at={corrected.at} />.
        </Banner>
      )}
      {reused && (
        <Banner>
          Result taken over from{" "}
          <Link href={`/runs/${reused.runId}`} className="text-accent underline">
            {reused.runId === run.rerun?.of.runId ? `run ${run.rerun.of.number}` : "an earlier run"}
          </Link>
          {reused.savedSeconds > 0 && `, which saved ${formatSeconds(reused.savedSeconds)}`}.
        </Banner>
      )}
    </>
  );
}
