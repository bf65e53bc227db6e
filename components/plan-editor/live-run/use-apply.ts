"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import { editRun } from "#lib/actions/edit-run.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { Finding } from "#lib/domain/finding.ts";
import { newId } from "#lib/domain/new-id.ts";
import { needsIn } from "#lib/domain/new-needs.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { RunView } from "#lib/domain/view.ts";
import type { EditorStore } from "../store/store-contract.ts";
import { withLocked } from "./locked-steps.ts";
import type { LiveRun } from "./live-run.ts";

const OVER: readonly RunView["status"][] = ["succeeded", "failed", "aborting", "aborted"];

/** Applies what is edited to a run that is under way, saved first, and goes back to its page. */
export function useApply(live: LiveRun | null, store: EditorStore, graph: PlanGraph) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ of: PlanGraph; findings: Finding[]; needs: string[] } | null>(
    null,
  );
  const change = useMemo(() => {
    if (!live) return null;
    const { graph: wanted, leftOut } = withLocked(live.run.graph, graph, live.locked);
    return { patch: diffGraphs(live.run.graph, wanted), leftOut };
  }, [live, graph]);

  async function apply(accepts: readonly string[] = []) {
    if (!live || !change || busy || obstacle !== null) return;
    const { run } = live;
    setBusy(true);
    try {
      // What could not be saved in the plan would be lost with the next look at it.
      if (!(await store.flush())) throw new Error("not saved");
      const input = {
        runId: run.id,
        baseVersion: run.versionNumber,
        patch: change.patch,
        accepts: [...accepts],
      };
      const { said, asked } = await unwrap(editRun({ ...input, idempotencyKey: newId() }));
      showToast([asked ? ASKED : "The run goes on with the changed plan.", ...said].join(" "));
      router.push(`/runs/${run.id}`);
    } catch (error) {
      const failure = failureOf(error);
      const needs = needsIn(failure);
      setRefused({ of: graph, findings: findingsOf(failure), needs });
      if (needs.length === 0) showToast(failure.message, "error");
    } finally {
      setBusy(false);
    }
  }

  const obstacle =
    live === null
      ? null
      : OVER.includes(live.run.status)
        ? "The run is over, so it cannot change any more."
        : change?.patch.length === 0
          ? "Nothing to apply: the run goes by this plan."
          : null;
  return {
    busy,
    obstacle,
    changes: change?.patch.length ?? 0,
    leftOut: change?.leftOut ?? [],
    /** What the server refused, beside the steps it concerns, until something is changed. */
    refusals: refused?.of === graph ? refused.findings : NONE,
    /** What the run was not approved for and needs with this, until something is changed. */
    needs: refused?.of === graph ? refused.needs : NO_NEEDS,
    apply: () => void apply(),
    allow: (needs: readonly string[]) => void apply(needs),
    doNotAllow: () => setRefused(null),
  };
}

const ASKED =
  "This needs more than the run was approved for, so others are asked to approve it. The run goes on by the plan that it has.";
const NONE: Finding[] = [];
const NO_NEEDS: string[] = [];

function findingsOf({ issues }: Failure): Finding[] {
  return issues.flatMap(({ path: [first, stepId, ...field], message }) =>
    first === "steps" && typeof stepId === "string"
      ? [{ severity: "error", rule: "refused", stepId, field: field.join(".") || null, message, fix: null }]
      : [],
  );
}
