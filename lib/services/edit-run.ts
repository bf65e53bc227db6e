import { z } from "zod";
import type { Actor } from "#lib/domain/actor.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { DomainError, Issue, parseInput } from "#lib/domain/errors.ts";
import { PlanPatch } from "#lib/domain/patch.ts";
import { announce } from "#lib/events/announce.ts";
import { isRunOver } from "#lib/engine/run-machine.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { changeRunOnce, IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { rebaseRun } from "#lib/ledger/rebase-run.ts";
import { lockPlan, refuseBlocked } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { activePolicy } from "./policies/active-policy.ts";
import { expectedSteps } from "./runs/expected-steps.ts";
import { beyondParent, neededManifest } from "./runs/needed-manifest.ts";
import { followRun, sayFollowed } from "./runs/follow-run.ts";
import { Accepts, needsMore, newNeeds } from "./runs/new-needs.ts";
import { refuseFaults } from "./runs/refuse-faults.ts";
import { toRunKey } from "./runs/run-keys.ts";
import { authorOf } from "./plans/author-of.ts";
import { versionOf } from "./runs/version-of.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

/**
 * `baseVersion`: the version that the run went by when the person saw it, which the patch changes. `accepts`: what it needs beyond what
 * the run was approved for, as the person has seen it.
 */
export const EditRunInput = z.object({
  runId: z.string(),
  baseVersion: z.number().int().min(1),
  patch: PlanPatch.min(1, "There is nothing to change."),
  accepts: Accepts,
  idempotencyKey: IdempotencyKey.optional(),
});
type Input = z.output<typeof EditRunInput>;

const Answer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("edited"),
    planId: z.string(),
    versionNumber: z.number().int(),
    said: z.array(z.string()),
  }),
  z.object({ kind: z.literal("refused"), message: z.string(), issues: z.array(Issue) }),
]);
type Answer = z.infer<typeof Answer>;

/**
 * Changes what has not started in a run: the edit is the plan's next version, to which the run moves; finished and running
 * steps stay, and the plan's draft follows.
 * @returns the run's new version, and what the person should know of the draft, in sentences
 * @throws DomainError `not_found`; `conflict` when the run is over or has moved on, or with one issue a step that has started
 * and so is locked, or naming everything that the run was not approved for and nobody has seen; `invalid` with one issue a fault when
 * the patch does not fit or the plan could not run
 */
export async function editRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof EditRunInput>;
}): Promise<{ versionNumber: number; said: string[] }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { idempotencyKey, ...edit } = parseInput(EditRunInput, input);
  const key = toRunKey(workspaceId, edit.runId);
  const request = keyedRequest(workspaceId, idempotencyKey, "editRun", edit);
  const answer = await changeRunOnce(ctx.db, key, request, Answer, (run) => change(run, edit, ctx.actor));
  if (answer.kind === "refused") {
    throw new DomainError("conflict", answer.message, { issues: answer.issues });
  }
  announce(ctx.db, workspaceId, [`plan:${answer.planId}`]);
  return { versionNumber: answer.versionNumber, said: answer.said };
}

async function change(run: OpenRun, edit: Input, actor: Actor): Promise<Answer> {
  const refused = (message: string, issues: Issue[] = []): Answer => ({ kind: "refused", message, issues });
  if (isRunOver(run.status) || run.status === "aborting") {
    return refused(
      "This run is over or being aborted, so its plan cannot change. Change the plan and run it again.",
    );
  }
  if (edit.baseVersion !== run.versionNumber) {
    return refused("The run's plan has changed since you last saw it. Look at it again, then repeat this.");
  }
  const { graph: base, analysis } = await versionOf(run, run.versionNumber);
  const graph = patched(base, edit.patch);
  const { workspaceId } = run;
  const tools = await workspaceTools(run.tx, workspaceId);
  await refuseFaults(run.tx, { workspaceId, graph, analysis }, tools, "With this the plan could not run");
  const author = authorOf(actor);
  const toolVersions = Object.fromEntries(tools.map((tool) => [tool.name, tool.version]));
  const expected = await expectedSteps(run.tx, run, graph, tools);
  const summary = "Edited during a run";
  const { policy } = await activePolicy(run.tx, workspaceId);
  const manifest = await neededManifest(run.tx, workspaceId, graph, tools, policy);
  const more = await beyondParent(run.tx, run, manifest, tools);
  if (more !== null) {
    return refused(`With this the run ${more}, which the run that it is a part of was not approved for.`);
  }
  const needs = await newNeeds(run, manifest, tools, { spend: true });
  if (needs.some((need) => !edit.accepts.includes(need))) {
    const { message, issues } = needsMore(needs);
    return refused(message, issues);
  }
  await lockPlan(run.tx, run);
  await refuseBlocked(run.tx, run, graph);
  const locked = await rebaseRun(run, { graph, author, summary, toolVersions, expected, manifest });
  if (locked.length > 0) {
    const [first] = locked;
    const message =
      locked.length === 1 && first
        ? first.message
        : `${locked.length} steps have started by now, so they can no longer be changed.`;
    return refused(
      message,
      locked.map((step) => ({ path: ["steps", step.stepId], message: step.message })),
    );
  }
  const versionNumber = await latest(run);
  const followed = await followRun(run, {
    key: `run:${run.runId}:${versionNumber}`,
    author,
    patch: edit.patch,
    base,
    graph,
  });
  return { kind: "edited", planId: run.planId, versionNumber, said: sayFollowed(followed) };
}

function patched(base: Parameters<typeof applyPatch>[0], patch: PlanPatch) {
  const outcome = applyPatch(base, patch);
  if (outcome.ok) return outcome.graph;
  throw new DomainError("invalid", outcome.errors[0]?.message ?? "The change does not fit the run's plan.", {
    issues: outcome.errors.map(({ stepId, message }) => ({ path: stepId ? ["steps", stepId] : [], message })),
  });
}

/** The version that the move made, the plan's last. */
async function latest({ tx, workspaceId, planId }: OpenRun): Promise<number> {
  const where = { workspaceId_id: { workspaceId, id: planId } };
  return (await tx.plan.findUniqueOrThrow({ where, select: { lastVersion: true } })).lastVersion;
}
