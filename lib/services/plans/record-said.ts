import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { CandidateStyle } from "#lib/domain/candidate.ts";
import type { EventBody } from "#lib/domain/event.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import { PlanGraph, type Author, type PlanStatus } from "#lib/domain/plan.ts";
import { storableText } from "#lib/domain/text.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { appendEvents } from "#lib/events/append.ts";
import { BUILT_IN_DRAFT, BUILT_IN_PLANNER } from "#lib/planner/built-in-drafter.ts";
import { MODEL_PLANNER } from "#lib/planner/model/model-drafter.ts";
import { titleOfGoal } from "#lib/planner/goal/analyse-goal.ts";
import type { PlannerEvent } from "#lib/planner/planner-event.ts";
import { beginSet } from "../candidates/begin-set.ts";
import { planTopic } from "./plan-keys.ts";

/** A plan, and which planning of it. */
export type PlanningKey = { workspaceId: string; planId: string; planning: number };

const Locked = z.object({
  status: z.string(),
  mode: z.string(),
  planning: z.number().int(),
  asked: z.array(z.string()),
  drafting: z.string().nullable(),
  analysis: GoalAnalysis.nullable(),
  draft: PlanGraph,
  rev: z.number().int(),
});
type Locked = z.infer<typeof Locked>;

type StatusEvent = Extract<EventBody, { type: "plan.status" }>;
type Patched = { rev: number; key: string; patch: PatchOperation[]; author: Author };

/**
 * Writes what the planner said to its plan, each thing once, inside the caller's transaction: in as many statements for a whole draft
 * as for one step.
 * @returns how many events it made: none when all of it was written before, or the plan is no longer being planned
 * @throws Error when a patch does not fit the draft
 */
export async function recordSaid(tx: Tx, key: PlanningKey, said: readonly PlannerEvent[]): Promise<number> {
  const { workspaceId, planId } = key;
  // Everything the planner says is written under the plan's lock, so that two runs of the same job cannot both write it.
  const rows = await tx.$queryRaw`
    select status, mode, planning, asked, drafting, analysis, draft, draft_rev as rev from plans
    where workspace_id = ${workspaceId} and id = ${planId} for update`;
  const [plan] = z.array(Locked).parse(rows);
  if (plan === undefined || plan.planning !== key.planning) return 0;
  const taking = new Taking(key, plan, await keysWritten(tx, key, said));
  for (const event of said) taking.take(event);
  const { data, patches, bodies, comparedBy } = taking;
  if (patches.length > 0) {
    await tx.draftPatch.createMany({ data: patches.map((patch) => ({ workspaceId, planId, ...patch })) });
  }
  if (Object.keys(data).length > 0) {
    await tx.plan.updateMany({
      where: { workspaceId, id: planId },
      data: { ...data, updatedAt: new Date() },
    });
  }
  if (comparedBy !== null) {
    const author: Author = { kind: "planner", name: comparedBy };
    await beginSet(tx, { workspaceId, planId, styles: CandidateStyle.options, builtIn: false, author });
  }
  if (bodies.length > 0) await appendEvents(tx, { workspaceId, topic: planTopic(planId), bodies });
  return bodies.length;
}

/** The event that tells of a plan's status. */
export function statusEvent(status: PlanStatus, message: string | null = null): StatusEvent {
  return { type: "plan.status", status, report: null, message };
}

/** Which of the patches that are about to be written are written already. */
async function keysWritten(
  tx: Tx,
  key: PlanningKey,
  said: readonly PlannerEvent[],
): Promise<ReadonlySet<string>> {
  const keys = said.flatMap((event) => {
    const what = patchName(event);
    return what === null ? [] : [patchKey(key, what)];
  });
  if (keys.length === 0) return new Set();
  const { workspaceId, planId } = key;
  const where = { workspaceId, planId, key: { in: keys } };
  return new Set((await tx.draftPatch.findMany({ where, select: { key: true } })).map((one) => one.key));
}

/** A draft's own name for the patch that an event makes; null for those that make none. */
function patchName(event: PlannerEvent): { draft: string; name: string } | null {
  if (event.type === "drafting") return { draft: event.draft, name: "begin" };
  if (event.type === "step") return { draft: event.draft, name: event.step.id };
  if (event.type === "repair") return { draft: event.draft, name: `repair:${event.round}` };
  return null;
}

function patchKey({ planning }: PlanningKey, { draft, name }: { draft: string; name: string }): string {
  return `planner:${planning}:${draft}:${name}`;
}

/** What becomes of a plan, event by event, while it is locked. */
class Taking {
  readonly data: Prisma.PlanUpdateManyMutationInput = {};
  readonly patches: Patched[] = [];
  readonly bodies: EventBody[] = [];
  /** Under which planner's name candidates are to be made, when the person asked for them with the goal. */
  comparedBy: string | null = null;
  readonly #key: PlanningKey;
  readonly #plan: Locked;
  readonly #written: Set<string>;

  constructor(key: PlanningKey, plan: Locked, written: ReadonlySet<string>) {
    this.#key = key;
    this.#plan = { ...plan };
    this.#written = new Set(written);
  }

  take(event: PlannerEvent): void {
    const plan = this.#plan;
    if (plan.status !== "planning") return;
    switch (event.type) {
      case "analysed": {
        const { analysis } = event;
        if (plan.analysis !== null && sameJson(plan.analysis, analysis)) return;
        plan.analysis = analysis;
        Object.assign(this.data, { analysis, title: titleOfGoal(analysis) });
        this.bodies.push({ type: "plan.analysed", analysis });
        return;
      }
      case "choice":
        if (!this.#ask(event.type)) return;
        this.data.choice = event.choice;
        this.bodies.push({ type: "plan.choice", choice: event.choice });
        return this.#end(statusEvent("choosing"));
      case "questions":
        if (!this.#ask(event.type)) return;
        this.data.questions = event.questions;
        this.bodies.push({ type: "plan.questions", questions: event.questions });
        return this.#end(statusEvent("clarifying"));
      case "drafting": {
        // Begun before, by this job or another one that does the same.
        if (plan.drafting === event.draft) return;
        plan.drafting = event.draft;
        this.data.drafting = event.draft;
        const steps = plan.draft.steps.map(({ id }) => ({
          op: "remove" as const,
          stepId: id,
          bridge: false,
        }));
        return this.#append(event, steps);
      }
      case "step":
        if (plan.drafting !== event.draft) return;
        return this.#append(event, [
          {
            op: "add",
            step: event.step,
            after: plan.draft.steps.at(-1)?.id ?? null,
            dependencies: event.dependsOn.map((from) => ({ from, to: event.step.id })),
          },
        ]);
      case "repair":
        if (plan.drafting !== event.draft) return;
        return this.#append(event, event.patch);
      case "refused": {
        const message = `The model declined to plan this goal: “${storableText(event.message, 1_000)}”`;
        const { report } = event;
        Object.assign(this.data, { message, report });
        return this.#end({ type: "plan.status", status: "failed", report, message });
      }
      case "finished": {
        if (plan.drafting !== event.draft) return;
        const { report } = event;
        Object.assign(this.data, { report, message: null });
        if (plan.mode === "compare") this.comparedBy = report.planner;
        return this.#end({ type: "plan.status", status: "draft", report, message: null });
      }
    }
  }

  /** @returns false when it was asked before and answered since: another job goes on with the answer */
  #ask(what: string): boolean {
    if (this.#plan.asked.includes(what)) return false;
    this.#plan.asked = [...this.#plan.asked, what];
    this.data.asked = this.#plan.asked;
    return true;
  }

  /** Nothing the planner says after this counts. */
  #end(event: StatusEvent): void {
    this.#plan.status = event.status;
    this.data.status = event.status;
    this.bodies.push(event);
  }

  /** Appends a patch to the draft under the planner's name, once. */
  #append(event: PlannerEvent & { draft: string }, patch: PatchOperation[]): void {
    const what = patchName(event);
    if (what === null || patch.length === 0) return;
    const key = patchKey(this.#key, what);
    if (this.#written.has(key)) return;
    const plan = this.#plan;
    const outcome = applyPatch(plan.draft, patch);
    if (!outcome.ok) {
      const reason = outcome.errors[0]?.message ?? "it does not fit";
      throw new Error(`The patch ${key} cannot be applied to the draft: ${reason}`);
    }
    this.#written.add(key);
    plan.draft = outcome.graph;
    plan.rev += 1;
    Object.assign(this.data, { draft: plan.draft, draftRev: plan.rev });
    const { name } = event.draft === BUILT_IN_DRAFT ? BUILT_IN_PLANNER : MODEL_PLANNER;
    const author: Author = { kind: "planner", name };
    this.patches.push({ rev: plan.rev, key, patch, author });
    this.bodies.push({ type: "plan.patched", rev: plan.rev, patch, key, author });
  }
}
