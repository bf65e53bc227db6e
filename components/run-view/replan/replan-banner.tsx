"use client";

import { useState } from "react";
import { rejectReplan } from "#lib/actions/reject-replan.ts";
import { isReplanOpen, type ReplanView } from "#lib/domain/replan.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { ForThose } from "#components/shell/reader.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { AbortDialog } from "../abort-dialog.tsx";
import { stepTitles } from "../step-titles.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { ReplanProposal } from "./replan-proposal.tsx";
import { ReplanQuestion } from "./replan-question.tsx";
import { ReplanReason } from "./replan-reason.tsx";

type Props = { run: RunView; replan: ReplanView; refresh: () => void };

/** A replan while it is being made, waits for a decision or an answer, or came to nothing. */
export function ReplanBanner({ tools, ...props }: Props & { tools: readonly ToolSpec[] }) {
  const { run, replan, refresh } = props;
  const over = isRunOver(run.status) || run.status === "aborting";
  if (over && (isReplanOpen(replan) || replan.status === "given_up")) return null;
  switch (replan.status) {
    case "planning":
      return <AtWork {...props} />;
    case "proposed":
      return <ReplanProposal key={replan.id} {...props} />;
    case "asked":
      return <ReplanQuestion key={replan.id} {...props} />;
    case "given_up":
      return <GivenUp run={run} replan={replan} tools={tools} refresh={refresh} />;
    case "void":
      return (
        <Banner tone="warning" title="The proposed replan no longer fits">
          <p>
            {replan.explanation ?? "The run has moved on since. Ask for another one if you still need it."}
          </p>
        </Banner>
      );
    case "failed":
      return (
        <Banner tone="warning" title="The planner has no replan to propose">
          <ReplanReason replan={replan} title={stepTitles(run.graph, null, [], run.dropped)} />
          <p>{replan.explanation ?? "Try again with other words."}</p>
        </Banner>
      );
    case "accepted":
    case "rejected":
    case "answered":
      return null;
  }
}

function AtWork({ run, replan, refresh }: Props) {
  const verb = useVerb(refresh);
  return (
    <Banner
      actions={
        <ForThose who="decide" what="may stop it">
          <Button
            size="small"
            busy={verb.busy === "stop"}
            onClick={() => void verb.run("stop", () => rejectReplan({ runId: run.id, replanId: replan.id }))}
          >
            Stop
          </Button>
        </ForThose>
      }
    >
      <Spinner label="The planner is working on a replan" />
      <ReplanReason replan={replan} title={stepTitles(run.graph, null, [], run.dropped)} />
    </Banner>
  );
}

function GivenUp({ run, replan, tools, refresh }: Props & { tools: readonly ToolSpec[] }) {
  const [aborting, setAborting] = useState(false);
  return (
    <Banner
      tone="warning"
      title="The planner sees no way on"
      actions={
        <ForThose who="edit" what="decide how it goes on">
          <Button size="small" onClick={() => setAborting(true)}>
            Abort the run…
          </Button>
        </ForThose>
      }
    >
      <ReplanReason replan={replan} title={stepTitles(run.graph, null, [], run.dropped)} />
      <p>{replan.explanation}</p>
      <p className="text-muted">You can skip what failed, or ask for a replan with a note.</p>
      <AbortDialog
        run={run}
        tools={tools}
        open={aborting}
        onClose={() => setAborting(false)}
        afterwards={refresh}
      />
    </Banner>
  );
}
