import { z } from "zod";
import type { Actor } from "#lib/domain/actor.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { DomainError, Issue, parseInput } from "#lib/domain/errors.ts";
import { PlanPatch } from "#lib/domain/patch.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { announce } from "#lib/events/announce.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { isHeld } from "#lib/ledger/plan-approval.ts";
import { changeRunOnce, IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { activePolicy } from "./policies/active-policy.ts";
import { askAboutEdit, lookThrough, moveToEdit } from "./runs/carry-out-edit.ts";
import { Accepts, needsMore } from "./runs/new-needs.ts";
import { planTerms } from "./runs/plan-terms.ts";
import { toRunKey } from "./runs/run-keys.ts";
import { authorOf } from "./plans/author-of.ts";
import { versionOf } from "./runs/version-of.ts";

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
  z.object({ kind: z.literal("asked"), versionNumber: z.number().int() }),
  z.object({ kind: z.literal("refused"), message: z.string(), issues: z.array(Issue) }),
]);
type Answer = z.infer<typeof Answer>;

/**
 * Changes what has not started in a run: the edit is the plan's next version, to which the run moves; finished and running
 * steps stay, and the plan's draft follows. Where rules of the policy approve plans, one that needs more than the run was approved for is
 * asked about first, and the run goes on by the plan that it has; a later such edit takes its place.
 * @returns the run's version, what the person should know of the draft, in sentences, and whether the edit waits for an approval
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
}): Promise<{ versionNumber: number; said: string[]; asked: boolean }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { idempotencyKey, ...edit } = parseInput(EditRunInput, input);
  const key = toRunKey(workspaceId, edit.runId);
  const request = keyedRequest(workspaceId, idempotencyKey, "editRun", edit);
  const answer = await changeRunOnce(ctx.db, key, request, Answer, (run) => change(run, edit, ctx.actor));
  if (answer.kind === "refused") {
    throw new DomainError("conflict", answer.message, { issues: answer.issues });
  }
  if (answer.kind === "asked") return { versionNumber: answer.versionNumber, said: [], asked: true };
  announce(ctx.db, workspaceId, [`plan:${answer.planId}`]);
  return { versionNumber: answer.versionNumber, said: answer.said, asked: false };
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
  const looked = await lookThrough(run, { base, graph, patch: edit.patch }, analysis);
  if ("outside" in looked) return refused(looked.outside);
  const { needs } = looked;
  const author = authorOf(actor);
  const terms = needs.length === 0 ? null : planTerms((await activePolicy(run.tx, run.workspaceId)).policy);
  // A run that has not begun asks about its whole plan anew.
  if (terms !== null && !(await isHeld(run))) {
    await askAboutEdit(run, looked, author, terms);
    return { kind: "asked", versionNumber: run.versionNumber };
  }
  if (needs.some((need) => !edit.accepts.includes(need))) {
    const { message, issues } = needsMore(needs);
    return refused(message, issues);
  }
  const moved = await moveToEdit(run, looked, author);
  return "message" in moved
    ? refused(moved.message, moved.issues)
    : { kind: "edited", planId: run.planId, ...moved };
}

function patched(base: Parameters<typeof applyPatch>[0], patch: PlanPatch) {
  const outcome = applyPatch(base, patch);
  if (outcome.ok) return outcome.graph;
  throw new DomainError("invalid", outcome.errors[0]?.message ?? "The change does not fit the run's plan.", {
    issues: outcome.errors.map(({ stepId, message }) => ({ path: stepId ? ["steps", stepId] : [], message })),
  });
}
