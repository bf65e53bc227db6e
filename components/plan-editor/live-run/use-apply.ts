"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { ApiError, failureOf, unwrap } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import { editRun } from "#lib/actions/edit-run.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { Finding } from "#lib/domain/finding.ts";
import { newId } from "#lib/domain/new-id.ts";
import { needsIn } from "#lib/domain/new-needs.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { RunView } from "#lib/domain/view.ts";
import { NOT_SAVED } from "../chat/not-saved.ts";
import type { EditorStore } from "../store/store-contract.ts";
import { backToRun, withLocked } from "./locked-steps.ts";
import type { LiveRun } from "./live-run.ts";
import { useRefusedEdit } from "./use-refused-edit.ts";

const OVER: readonly RunView["status"][] = ["succeeded", "failed", "aborting", "aborted"];

/** Applies what is edited to a run that is under way, saved first, and goes back to its page. */
export function useApply(live: LiveRun | null, store: EditorStore, graph: PlanGraph) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const change = useMemo(() => {
    if (!live) return null;
    const { graph: wanted, leftOut } = withLocked(live.run.graph, graph, live.locked);
    return { patch: diffGraphs(live.run.graph, wanted), leftOut };
  }, [live, graph]);
  const notApproved = useRefusedEdit(live, change?.patch ?? NO_PATCH);

  async function apply(accepts: readonly string[] = []) {
    if (!live || !change || busy || obstacle !== null) return;
    const { run } = live;
    setBusy(true);
    try {
      // What could not be saved in the plan would be lost with the next look at it.
      if (!(await store.flush())) {
        const message = store.getState().saveMessage ?? NOT_SAVED;
        throw new ApiError({ code: "unavailable", message, issues: [] });
      }
      const input = {
        runId: run.id,
        baseVersion: run.versionNumber,
        patch: change.patch,
        accepts: [...accepts],
      };
      const { said, asked } = await unwrap(editRun({ ...input, idempotencyKey: newId() }));
      showToast([asked ? ASKED : "The run goes on with the changed plan.", ...said].join(" "));
      router.push(`/runs/${run.id}`);
      // Busy until that page is there: a second press would find nothing to apply.
    } catch (error) {
      const failure = failureOf(error);
      const needs = needsIn(failure);
      const message = needs.length === 0 && REFUSALS.has(failure.code) ? failure.message : null;
      setRefused({ of: graph, message, findings: findingsOf(failure), needs });
      // The banner asks about needs only as long as the plan is what they are of.
      const asked = needs.length > 0 && store.getState().graph === graph;
      if (!asked) showToast(failure.message, "error");
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
    /** Why the run did not take what is edited, until something is changed. */
    refusal: refused?.of === graph ? refused.message : null,
    /** What was asked of others and not approved, as far as it is still in the plan. */
    notApproved,
    /** What the server refused, beside the steps it concerns, until something is changed. */
    refusals: refused?.of === graph ? refused.findings : NONE,
    /** What the run was not approved for and needs with this, until something is changed. */
    needs: refused?.of === graph ? refused.needs : NO_NEEDS,
    apply: () => void apply(),
    allow: (needs: readonly string[]) => void apply(needs),
    doNotAllow: () => setRefused(null),
    /** The patch of the plan that takes all of it back. */
    back: () => (live ? backToRun(live.run.graph, graph, live.locked) : NO_PATCH),
  };
}

/** What was refused (`of`), and why; no message: it was not, but could not be asked, or needs to be allowed first. */
type Refused = { of: PlanGraph; message: string | null; findings: Finding[]; needs: string[] };

/** Failures that say no, and do not merely come in the way. */
const REFUSALS: ReadonlySet<Failure["code"]> = new Set([
  "invalid",
  "forbidden",
  "not_found",
  "conflict",
  "limit",
]);

const ASKED =
  "This needs more than the run was approved for, so others are asked to approve it. The run goes on by the plan that it has.";
const NONE: Finding[] = [];
const NO_PATCH: PlanPatch = [];
const NO_NEEDS: string[] = [];

function findingsOf({ issues }: Failure): Finding[] {
  return issues.flatMap(({ path: [first, stepId, ...field], message }) =>
    first === "steps" && typeof stepId === "string"
      ? [{ severity: "error", rule: "refused", stepId, field: field.join(".") || null, message, fix: null }]
      : [],
  );
}
