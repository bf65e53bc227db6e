"use client";

import { useStream } from "#components/shell/use-stream.ts";
import { showToast } from "#components/ui/toast.tsx";
import { isRunOver, runStatusWord } from "./run-status.tsx";
import { unwatch, useWatchedRuns } from "./watched-runs.ts";

/** Tells a person elsewhere in the app that a run which they had looked at has finished or cannot go on without people. */
export function RunNotices() {
  const runs = useWatchedRuns();
  useStream({
    topics: runs.map(({ id }) => `run:${id}`),
    after: Object.fromEntries(runs.map(({ id, seq }) => [`run:${id}`, seq])),
    onEvent: ({ topic, body }) => {
      const run = runs.find(({ id }) => topic === `run:${id}`);
      if (!run || body.type !== "run.status") return;
      const { status, reason } = body;
      const over = isRunOver(status);
      if (!over && status !== "needs_attention") return;
      const what = over ? runStatusWord(status).toLowerCase() : (reason ?? "it cannot go on by itself");
      showToast(`Run ${run.number} of ${run.planTitle}: ${what}`, status === "failed" ? "error" : "info", {
        href: `/runs/${run.id}`,
        label: "Open the run",
      });
      if (over) unwatch(run.id);
    },
    onGap: () => {},
  });
  return null;
}
