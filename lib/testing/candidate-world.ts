import { createLogger } from "#lib/config/logger.ts";
import type { CandidateStyle } from "#lib/domain/candidate.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { readEvents } from "#lib/events/read.ts";
import { planCandidatesJob } from "#lib/jobs/plan-candidates.ts";
import { planGoalJob } from "#lib/jobs/plan-goal.ts";
import { createPlan } from "#lib/services/create-plan.ts";
import { getCandidates } from "#lib/services/get-candidates.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { planTopic } from "#lib/services/plans/plan-keys.ts";
import { requestCandidates } from "#lib/services/request-candidates.ts";
import { savePatches } from "#lib/services/save-patches.ts";
import { takeCandidate } from "#lib/services/take-candidate.ts";
import type { TestDatabase } from "./database.ts";
import { newMember } from "./members.ts";

const GOAL = "Write a research report about refill shops";
const attempt = (attempts: number) => ({ job: { id: "1", attempts } });

/** A member with a drafted plan, and all that can be done with its candidates. */
export async function candidateWorld(
  { prisma, pool }: Pick<TestDatabase, "prisma" | "pool">,
  mode: "at_once" | "compare" = "at_once",
) {
  const deps = { db: prisma, pool, log: createLogger("test") };
  const member = await newMember(prisma);
  const { ctx, workspaceId } = member;
  const { planId } = await createPlan({ ctx, input: { goal: GOAL, mode } });
  await planGoalJob(deps, { workspaceId, planId, choice: null, answers: null }, attempt(1));
  const ids = { planId };
  const view = () => getCandidates({ ctx, input: ids });
  const plan = () => getPlan({ ctx, input: ids });
  const job = (setId: string, tries = 1, abortSignal?: AbortSignal, db = prisma) =>
    planCandidatesJob({ ...deps, db }, { workspaceId, planId, setId }, { ...attempt(tries), abortSignal });
  const ask = async () => {
    const { setId } = await requestCandidates({ ctx, input: ids });
    await job(setId);
    return setId;
  };
  const of = async (style: CandidateStyle) => {
    const found = (await view()).candidates.find((one) => one.style === style);
    if (!found) throw new Error(`There is no ${style} candidate.`);
    return found;
  };
  const graphOf = async (style: CandidateStyle): Promise<PlanGraph> => {
    const { graph } = await of(style);
    if (!graph) throw new Error(`The ${style} candidate is not ready.`);
    return graph;
  };
  return {
    ...member,
    planId,
    view,
    plan,
    job,
    ask,
    of,
    graphOf,
    request: (input: Partial<Parameters<typeof requestCandidates>[0]["input"]> = {}) =>
      requestCandidates({ ctx, input: { ...ids, ...input } }),
    take: async (style: CandidateStyle, more: { key?: string; overEdits?: boolean } = {}) =>
      takeCandidate({ ctx, input: { ...ids, candidateId: (await of(style)).id, key: newId(), ...more } }),
    edit: async (...patch: PatchOperation[]) =>
      savePatches({
        ctx,
        input: { ...ids, baseRev: (await plan()).rev, patches: [{ key: newId(), patch }] },
      }),
    events: async () =>
      (await readEvents(prisma, workspaceId, { [planTopic(planId)]: 0 }, 1_000)).flatMap(({ body }) =>
        body.type === "candidates.changed" ? [body] : [],
      ),
  };
}
