import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import { CandidateStyle, type CandidateReport } from "#lib/domain/candidate.ts";
import type { Tx } from "#lib/db/client.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { Id } from "#lib/domain/ids.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { announce } from "#lib/events/announce.ts";
import { promptsOf } from "#lib/models/prompts/workspace-prompts.ts";
import { makeCandidate } from "#lib/planner/candidates/make-candidate.ts";
import { endSet, lockSet, readSet, tellCandidates, type SetKey } from "./candidates/candidate-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { plannerPorts } from "./plans/planner-ports.ts";
import { readToolFailures } from "./plans/tool-failures.ts";
import { untilStopped } from "./plans/until-stopped.ts";
import type { PlanningMeans } from "./record-planning.ts";

export const RecordCandidatesInput = z.object({ planId: Id, setId: Id });

const log = createLogger("candidates");

/**
 * Makes the candidates of a set that are not made yet, side by side, and records each when it is ready, whatever becomes of the others:
 * a job that died in the middle is simply run again. What models may cost in all is what planning a goal may cost. Ends early when a
 * person stops it, or asks for another set.
 * @throws DomainError `not_found`; the signal's reason when it is aborted
 */
export async function recordCandidates({
  ctx,
  input,
  means,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RecordCandidatesInput>;
  means: Pick<PlanningMeans, "signal" | "embed">;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const key = { workspaceId, ...parseInput(RecordCandidatesInput, input) };
  const { planId, setId } = key;
  const { db } = ctx;
  const plan = await db.plan.findUnique({ where: { workspaceId_id: { workspaceId, id: planId } } });
  const set = await readSet(db, key);
  if (!plan || set?.id !== setId) throw new DomainError("not_found", "There are no such candidates.");
  const styles = set.candidates.filter(({ status }) => status === "planning");
  if (set.status !== "working") return;
  const goesOn = async () => {
    const now = await db.candidateSet.findUnique({
      where: { workspaceId_planId: { workspaceId, planId } },
      select: { id: true, status: true },
    });
    return now?.id === setId && now.status === "working";
  };
  const stop = untilStopped(goesOn, means.signal);
  try {
    const [ports, prompts, failures] = await Promise.all([
      // All candidates of a set share one cap.
      plannerPorts(db, plan, { log, signal: stop.signal, undertaking: `candidates:${setId}` }),
      promptsOf(db, workspaceId),
      readToolFailures(db, workspaceId),
    ]);
    const work = styles.map(async (row) => {
      const style = CandidateStyle.parse(row.style);
      const made = await makeCandidate(
        {
          style,
          aim: prompts(`plan.${style}`),
          goal: plan.goal,
          // As in planning: the day the goal was entered.
          today: plan.createdAt.toISOString().slice(0, 10),
          analysis: GoalAnalysis.nullable().parse(plan.analysis),
          base: PlanGraph.parse(set.base),
          failures,
        },
        {
          ...ports,
          model: set.builtIn ? null : ports.model,
          embed: means.embed ?? null,
        },
      );
      const outcome: Outcome =
        made.kind === "made"
          ? made
          : { kind: "failed", message: `The model declined to plan this: “${made.message}”` };
      await finish(ctx, key, style, outcome);
    });
    const ended = await Promise.allSettled(work);
    const fault = ended.find((one) => one.status === "rejected");
    if (fault) throw fault.reason;
    // None was left to make: a job that died between the last one and the end of the set.
    if (styles.length === 0) await finish(ctx, key, null, null);
  } catch (cause) {
    if (stop.stopped() && !means.signal.aborted) return;
    throw cause;
  } finally {
    await stop.end();
  }
}

/** Ends a set whose candidates could not all be made, with a sentence that a person can act on. */
export async function failCandidates(
  ctx: ServiceContext,
  ids: { planId: Id; setId: Id },
  message: string,
): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const changed = await ctx.db.$transaction((tx) =>
    endSet(tx, { workspaceId, ...ids }, { status: "done", message }),
  );
  if (changed) announce(ctx.db, workspaceId, [`plan:${ids.planId}`]);
}

type Outcome =
  | { kind: "made"; graph: PlanGraph; derived: boolean; remarks: string[]; report: CandidateReport }
  | { kind: "failed"; message: string };

/** Records one candidate, once, and ends the set with the last one. */
async function finish(
  ctx: ServiceContext,
  key: SetKey,
  style: CandidateStyle | null,
  outcome: Outcome | null,
): Promise<void> {
  const { workspaceId, planId, setId } = key;
  const changed = await ctx.db.$transaction(async (tx) => {
    const set = await lockSet(tx, key);
    if (set?.status !== "working") return false;
    if (style && outcome) {
      const { count } = await tx.planCandidate.updateMany({
        where: { workspaceId, planId, setId, style, status: "planning" },
        data:
          outcome.kind === "failed"
            ? { status: "failed", message: outcome.message }
            : {
                status: "ready",
                graph: outcome.graph,
                derived: outcome.derived,
                report: outcome.report,
                remarks: outcome.remarks,
                sameAs: await sameAs(tx, key, outcome.graph),
              },
      });
      if (count === 0) return false;
    }
    const left = await tx.planCandidate.count({ where: { workspaceId, planId, setId, status: "planning" } });
    if (left === 0)
      await tx.candidateSet.update({
        where: { workspaceId_planId: { workspaceId, planId } },
        data: { status: "done" },
      });
    await tellCandidates(tx, key);
    return true;
  });
  if (changed) announce(ctx.db, workspaceId, [`plan:${planId}`]);
}

/** Which ready candidate, or the plan itself, means the same. */
async function sameAs(tx: Tx, key: SetKey, graph: PlanGraph): Promise<CandidateStyle | "plan" | null> {
  const set = await readSet(tx, key);
  if (!set) return null;
  const same = (other: unknown) => diffGraphs(PlanGraph.parse(other), graph).length === 0;
  if (same(set.base)) return "plan";
  const twin = set.candidates.find((one) => one.graph !== null && one.sameAs === null && same(one.graph));
  return twin ? CandidateStyle.parse(twin.style) : null;
}
