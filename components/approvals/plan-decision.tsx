"use client";

import { useState } from "react";
import { approveRequest } from "#lib/actions/approve-request.ts";
import type { PlanRequest } from "#lib/domain/approval.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { ManifestFacts } from "./manifest-facts.tsx";
import { Refusal } from "./refusal.tsx";
import { useAllTools } from "./use-approvals.ts";

/** The steps of a plan, and what a run of it may use. */
export function PlanFacts({ request }: { request: PlanRequest }) {
  const tools = useAllTools();
  return (
    <>
      <p className="text-muted">
        Version {request.versionNumber} of the plan is to run. Approving it approves:
      </p>
      <ManifestFacts manifest={request.manifest} tools={tools} />
      <details>
        <summary className="cursor-pointer font-medium">{countOf(request.steps.length, "step")}</summary>
        <ol className="mt-1 list-decimal pl-6">
          {request.steps.map(({ title, tool }, index) => (
            // Steps may share their titles, and are never reordered here.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index} className="wrap-anywhere">
              {title}{" "}
              <span className="text-xs text-muted">
                {tools.find(({ name }) => name === tool)?.title ?? tool}
              </span>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

/** Lets the run begin, or refuses it with a reason. */
export function PlanDecision({ approvalId, refresh }: { approvalId: string; refresh: () => void }) {
  const verb = useVerb(refresh);
  const [refusing, setRefusing] = useState(false);
  if (refusing) {
    return (
      <Refusal
        approvalId={approvalId}
        mayReplan={false}
        hint="The run ends before it has begun, with these words."
        refresh={refresh}
        onBack={() => setRefusing(false)}
      />
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        variant="primary"
        busy={verb.busy === "approve"}
        onClick={() =>
          void verb.run(
            "approve",
            () => approveRequest({ approvalId }),
            ({ decided }) =>
              showToast(decided ? "Approved. The run begins." : "Your vote counts; others must approve too."),
          )
        }
      >
        Approve the run
      </Button>
      <Button onClick={() => setRefusing(true)}>Refuse…</Button>
    </div>
  );
}
