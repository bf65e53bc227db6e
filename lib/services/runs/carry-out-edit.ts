import { z } from "zod";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { RunEdit, type ApprovalTerms } from "#lib/domain/approval.ts";
import { changeWords } from "#lib/domain/change-words.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { DomainError, type Issue } from "#lib/domain/errors.ts";
import { Json } from "#lib/domain/json.ts";
import type { Manifest } from "#lib/domain/manifest.ts";
import { mergeGraphs } from "#lib/domain/merge-graphs.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { Author, PlanGraph } from "#lib/domain/plan.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { askAboutChange } from "#lib/ledger/change-approval.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import type { Decision } from "#lib/ledger/decide-approval.ts";
import { rebaseRun } from "#lib/ledger/rebase-run.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { refuseBlocked } from "../comments/thread-rows.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";
import { expectedSteps } from "./expected-steps.ts";
import { followRun, sayFollowed } from "./follow-run.ts";
import { beyondParent, neededManifest } from "./needed-manifest.ts";
import { newNeeds } from "./new-needs.ts";
import { refuseFaults } from "./refuse-faults.ts";
import { versionOf } from "./version-of.ts";

/** An edit of a run that has been looked through: what it makes of the plan by which the run goes, and what that needs. */
export type LookedThrough = {
  base: PlanGraph;
  graph: PlanGraph;
  patch: PlanPatch;
  tools: readonly ToolSpec[];
  manifest: Manifest;
  /** What it needs beyond what the run was approved for, in words. */
  needs: string[];
};

/**
 * Looks an edit of a run through.
 * @returns the reason when it needs what the run that this is a part of was not approved for
 * @throws DomainError `invalid` with one issue a fault when the plan could not run
 */
export async function lookThrough(
  run: OpenRun,
  { base, graph, patch }: Pick<LookedThrough, "base" | "graph" | "patch">,
  analysis: unknown,
): Promise<LookedThrough | { outside: string }> {
  const { workspaceId } = run;
  const tools = await workspaceTools(run.tx, workspaceId);
  await refuseFaults(run.tx, { workspaceId, graph, analysis }, tools, "With this the plan could not run");
  const { policy } = await activePolicy(run.tx, workspaceId);
  const manifest = await neededManifest(run.tx, workspaceId, graph, tools, policy);
  const more = await beyondParent(run.tx, run, manifest, tools);
  if (more !== null) {
    return { outside: `With this the run ${more}, which the run that it is a part of was not approved for.` };
  }
  const needs = await newNeeds(run, manifest, tools, { spend: true });
  return { base, graph, patch, tools, manifest, needs };
}

/**
 * Moves the run to an edited plan, and the plan's draft with it.
 * @returns what the person should know of the draft, in sentences; or the steps that have started by now
 * @throws DomainError `conflict` when a comment on the plan must be resolved first
 */
export async function moveToEdit(
  run: OpenRun,
  { base, graph, patch, tools, manifest }: LookedThrough,
  author: Author,
): Promise<{ versionNumber: number; said: string[] } | { message: string; issues: Issue[] }> {
  await refuseBlocked(run.tx, run, graph);
  const toolVersions = Object.fromEntries(tools.map((tool) => [tool.name, tool.version]));
  const expected = await expectedSteps(run.tx, run, graph, tools);
  const summary = "Edited during a run";
  const locked = await rebaseRun(run, { graph, author, summary, toolVersions, expected, manifest });
  if (locked.length > 0) {
    const [first] = locked;
    const message =
      locked.length === 1 && first
        ? first.message
        : `${locked.length} steps have started by now, so they can no longer be changed.`;
    return {
      message,
      issues: locked.map((step) => ({ path: ["steps", step.stepId], message: step.message })),
    };
  }
  const versionNumber = await latest(run);
  const key = `run:${run.runId}:${versionNumber}`;
  const followed = await followRun(run, { key, author, patch, base, graph });
  return { versionNumber, said: sayFollowed(followed) };
}

/** The version that the move made, the plan's last. */
async function latest({ tx, workspaceId, planId }: OpenRun): Promise<number> {
  const where = { workspaceId_id: { workspaceId, id: planId } };
  return (await tx.plan.findUniqueOrThrow({ where, select: { lastVersion: true } })).lastVersion;
}

/** Asks whoever the terms name whether the run may go on by an edited plan; until then it goes on by the one that it has. */
export async function askAboutEdit(
  run: OpenRun,
  { base, patch, needs }: LookedThrough,
  author: Author,
  terms: ApprovalTerms,
): Promise<void> {
  const request = {
    kind: "change" as const,
    replanId: null,
    by: author.kind === "person" ? author.name : "Planwright",
    changes: changeWords(base, patch),
    again: [],
    needs,
  };
  // The edit itself stays with the request, so that there is nothing else to bind it to.
  await askAboutChange(run, {
    request,
    hash: "",
    terms,
    edit: { baseVersion: run.versionNumber, patch, author },
  });
}

const Asked = z.object({ edit: Json, request: z.object({ needs: z.array(z.string()) }) });

/**
 * What it means to approve a member's edit of a run: it moves to the edited plan, merged step by step with what else has changed since.
 * Where it needs something else by then, that is asked about anew.
 */
export async function approvalOfEdit(
  run: OpenRun,
  approvalId: string,
  terms: ApprovalTerms,
): Promise<Decision> {
  const row = await run.tx.approval.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId: run.workspaceId, id: approvalId } },
    select: { edit: true, request: true },
  });
  const { edit, request } = Asked.parse(row);
  const wish = RunEdit.parse(restoreUnstorable(edit));
  return {
    kind: "approve",
    args: null,
    allow: null,
    carryOut: async (open) => {
      const looked = await lookAgain(open, wish);
      if (typeof looked === "string") return looked;
      if (looked.needs.some((need) => !request.needs.includes(need))) {
        await askAboutEdit(open, looked, wish.author, terms);
        return "What it needs has changed since, so it is asked about anew.";
      }
      const moved = await moveToEdit(open, looked, wish.author);
      return "message" in moved ? moved.message : null;
    },
  };
}

/** The edit as it stands now; or why it does not fit any more. */
async function lookAgain(run: OpenRun, { baseVersion, patch }: RunEdit): Promise<LookedThrough | string> {
  const then = (await versionOf(run, baseVersion)).graph;
  const { graph: base, analysis } = await versionOf(run, run.versionNumber);
  const wanted = applyPatch(then, patch);
  if (!wanted.ok) return wanted.errors[0]?.message ?? "It does not fit the run's plan.";
  const { graph, conflicts } = mergeGraphs(then, base, wanted.graph);
  const [conflict] = conflicts;
  if (conflict) return `The run's plan has changed since this was asked. ${conflict.message}`;
  try {
    const looked = await lookThrough(run, { base, graph, patch: diffGraphs(base, graph) }, analysis);
    return "outside" in looked ? looked.outside : looked;
  } catch (cause) {
    if (cause instanceof DomainError && cause.code === "invalid")
      return cause.issues[0]?.message ?? cause.message;
    throw cause;
  }
}
