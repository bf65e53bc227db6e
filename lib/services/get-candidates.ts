import { z } from "zod";
import { Prisma, type PlanCandidate as Row } from "#lib/db/generated/client.ts";
import type { Tx } from "#lib/db/client.ts";
import { CandidatesView, CandidateStyle, PlanCandidate, type PlanFigures } from "#lib/domain/candidate.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { estimatePlan, estimateSteps } from "#lib/domain/estimate-plan.ts";
import { Author, PlanGraph } from "#lib/domain/plan.ts";
import { planRisk } from "#lib/domain/plan-risk.ts";
import { lastSeq } from "#lib/events/read.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import { readSet } from "./candidates/candidate-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { readEstimateBasis } from "./plans/estimate-basis.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { readToolFailures } from "./plans/tool-failures.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

export const GetCandidatesInput = z.object({ planId: z.string() });

/**
 * The candidates of a plan beside the plan as it is, all of one moment: what each takes and how risky it is by what is known now.
 * @throws DomainError `not_found`
 */
export async function getCandidates({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetCandidatesInput>;
}): Promise<CandidatesView> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId } = parseInput(GetCandidatesInput, input);
  checkPlanId(planId);
  return ctx.db.$transaction((tx) => readCandidates(tx, workspaceId, planId), {
    isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  });
}

async function readCandidates(tx: Tx, workspaceId: string, planId: string): Promise<CandidatesView> {
  const plan = await tx.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true, draftRev: true },
  });
  if (!plan) throw noPlan();
  const graph = PlanGraph.parse(plan.draft);
  const set = await readSet(tx, { workspaceId, planId });
  const figures = await figuresFrom(tx, workspaceId, { id: planId, graph });
  const places = new Map(CandidateStyle.options.map((style, place) => [style as string, place]));
  const rows = (set?.candidates ?? []).toSorted(
    (a, b) => (places.get(a.style) ?? 0) - (places.get(b.style) ?? 0),
  );
  return {
    planId,
    set: set && {
      id: set.id,
      status: CandidatesView.shape.set.unwrap().shape.status.parse(set.status),
      by: Author.parse(set.author).name,
      createdAt: set.createdAt.toISOString(),
      moved: set.baseRev !== plan.draftRev,
    },
    candidates: rows.map((row) => candidateOf(row, figures)),
    present: figures(graph),
    seq: await lastSeq(tx, workspaceId, `plan:${planId}`),
  };
}

function candidateOf(row: Row, figures: (graph: PlanGraph) => PlanFigures): PlanCandidate {
  const graph = PlanGraph.nullable().parse(row.graph);
  const { id, planId, style, status, report, remarks, sameAs, message } = row;
  return PlanCandidate.parse({
    id,
    planId,
    style,
    status,
    graph,
    report,
    remarks,
    sameAs,
    message,
    figures: graph && figures(graph),
  });
}

/** Works out what plans take and how risky they are, by what is known in the workspace and of this plan's own runs. */
async function figuresFrom(
  tx: Tx,
  workspaceId: string,
  plan: { id: string; graph: PlanGraph },
): Promise<(graph: PlanGraph) => PlanFigures> {
  const basis = await readEstimateBasis(tx, workspaceId, plan);
  const failures = await readToolFailures(tx, workspaceId);
  const equipment = await equipmentOf(tx, workspaceId);
  const tools = await workspaceTools(tx, workspaceId);
  return (graph) => {
    const { seconds, costMicros, costUnknown } = estimatePlan(graph, tools, basis);
    const steps = estimateSteps(graph, tools, basis);
    const unpriced = new Set([...steps].flatMap(([id, step]) => (step.costUnknown ? [id] : [])));
    const risk = planRisk(graph, { tools, equipment, failures, unpriced });
    return { steps: graph.steps.length, seconds, costMicros, costUnknown, risk };
  };
}
