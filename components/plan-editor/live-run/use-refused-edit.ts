"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { getJson } from "#components/shell/api.ts";
import type { ApprovalView } from "#lib/domain/approval.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { LiveRun } from "./live-run.ts";

const approvalPage = async () => (await import("#components/approvals/approval-schemas.ts")).ApprovalPage;

/** How many of a run's decided requests are looked through for its last edit. */
const LOOKED_AT = 50;

/** An edit of the run that those who were asked did not approve: why not, and what of it is still in the plan. */
export type RefusedEdit = { why: string; changes: string[] };

/**
 * The last edit of the run that had to be approved, when it was not, and any of it is still among what would be applied.
 * @param patch what would be applied
 */
export function useRefusedEdit(live: LiveRun | null, patch: PlanPatch): RefusedEdit | null {
  const runId = live?.run.id;
  const decided = useQuery({
    // When the run waits for one, or no longer does, they are others.
    queryKey: ["approvals", "edits", runId, live?.run.editAsked],
    queryFn: async ({ signal }) => {
      // Read with its words, which the editor has no need of before.
      const [{ items }, { changeWords }] = await Promise.all([
        getJson(`/api/approvals?open=false&run=${runId}&limit=${LOOKED_AT}`, approvalPage, signal),
        import("#lib/domain/change-words.ts"),
      ]);
      const last = items.find(({ request }) => request.kind === "change" && request.replanId === null);
      return { last, changeWords };
    },
    enabled: live !== null && !live.run.editAsked,
  });
  const known = decided.data;
  const base = live?.run.graph;
  return useMemo(() => {
    if (!known?.last || known.last.request.kind !== "change" || !base) return null;
    const why = whyNot(known.last);
    if (why === null) return null;
    const now = new Set(known.changeWords(base, patch));
    const changes = known.last.request.changes.filter((line) => now.has(line));
    return changes.length === 0 ? null : { why, changes };
  }, [known, base, patch]);
}

/** Why it was not approved, in a sentence; null: it was. */
function whyNot({ status, decidedBy, reason }: ApprovalView): string | null {
  switch (status) {
    case "refused":
      return `${decidedBy ?? "Somebody"} refused it${reason ? `: “${reason}”` : "."}`;
    case "expired":
      return "Nobody decided about it in time.";
    case "void":
      return reason ?? "It did not fit the run any more.";
    default:
      return null;
  }
}
