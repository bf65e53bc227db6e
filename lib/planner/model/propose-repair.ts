import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { WorkingGraph } from "#lib/domain/working-graph.ts";
import { ModelError } from "#lib/models/port.ts";
import type { DraftRequest, Repaired } from "../ports.ts";
import { describeFaults, describeGoal, describeTools } from "./describe-material.ts";
import type { ModelDrafting } from "./model-drafter.ts";
import { RepairAnswer } from "./plan-answer.ts";
import { PlanTaker } from "./plan-taker.ts";

/**
 * Asks the planner model to mend what a check found.
 * @returns the patch from the plan as it is to the mended one, null when it has nothing to change or could not answer
 */
export async function proposeRepair(
  { models, prompts }: ModelDrafting,
  request: DraftRequest,
  graph: PlanGraph,
  findings: readonly Finding[],
): Promise<Repaired> {
  try {
    const answer = await models.generateObject("planner", {
      purpose: "plan.repair",
      messages: [
        { role: "system", text: prompts("plan.repair").text },
        {
          role: "user",
          text: [
            describeTools(request.tools),
            describeGoal(request.analysis, request.today, request.answers),
            describeFaults(graph, findings),
          ].join("\n\n"),
        },
      ],
      signal: request.signal,
      budget: request.budget,
      schema: RepairAnswer,
      name: "repair",
    });
    const patch = diffGraphs(graph, mended(graph, answer.value, request));
    const { spend, provider, model, failed } = answer;
    return {
      patch: patch.length === 0 ? null : patch,
      asked: { spend, provider, model, failed },
      remark: answer.value.remark ?? null,
    };
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    return {
      patch: null,
      asked: { spend: cause.spend, provider: null, model: null, failed: [...cause.failed] },
      remark: null,
    };
  }
}

/** The plan with the answer's steps in it: those of known ids replaced in their place, new ones at the end. */
function mended(graph: PlanGraph, answer: RepairAnswer, { tools }: DraftRequest): PlanGraph {
  const gone = new Set(answer.remove);
  const changed = new Set(
    answer.steps.map(({ id }) => id).filter((id) => graph.steps.some((step) => step.id === id)),
  );
  const kept = graph.steps.filter((step) => !gone.has(step.id));
  const taker = new PlanTaker(
    tools,
    kept.map((step) => step.id).filter((id) => !changed.has(id)),
  );
  const taken = [...answer.steps.flatMap((step) => taker.add(step)), ...taker.end()];
  const byId = new Map(taken.map((one) => [one.step.id, one]));
  const steps = [
    ...kept.map((step) => byId.get(step.id)?.step ?? step),
    ...taken.map(({ step }) => step).filter(({ id }) => !kept.some((step) => step.id === id)),
  ];
  const ids = new Set<StepId>(steps.map(({ id }) => id));
  const old = bridged(graph, gone).filter(({ to }) => !byId.has(to));
  const own = taken.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id })));
  const working = new WorkingGraph({ steps, dependencies: [] });
  // What would close a circle is left out: the check says so again if that matters.
  const dependencies = [...old, ...own].filter(
    ({ from, to }) =>
      ids.has(from) && ids.has(to) && !working.after(from).has(to) && working.connect(from, to) === null,
  );
  return { steps, dependencies };
}

/** The dependencies without the steps that go; what they stood between is joined. */
function bridged(graph: PlanGraph, gone: ReadonlySet<string>): PlanGraph["dependencies"] {
  let dependencies = graph.dependencies;
  for (const id of gone) {
    const before = dependencies.filter(({ to }) => to === id).map(({ from }) => from);
    const after = dependencies.filter(({ from }) => from === id).map(({ to }) => to);
    const rest = dependencies.filter(({ from, to }) => from !== id && to !== id);
    const joined = before.flatMap((from) => after.map((to) => ({ from, to })));
    dependencies = [
      ...rest,
      ...joined.filter((one) => !rest.some(({ from, to }) => from === one.from && to === one.to)),
    ];
  }
  return dependencies;
}
