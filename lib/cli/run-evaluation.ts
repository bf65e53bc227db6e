import { differenceOf, judge, METRICS, metricsOf } from "#lib/planner/evaluation/evaluate.ts";
import type { Metrics, Outcome } from "#lib/planner/evaluation/evaluate.ts";
import { readGoldFile } from "#lib/planner/evaluation/gold-goal.ts";
import type { GoldGoal } from "#lib/planner/evaluation/gold-goal.ts";
import type { PlannerUnderTest } from "#lib/planner/evaluation/planner-under-test.ts";
import { readEvalOptions, USAGE } from "./eval-options.ts";

/** What the command works with: JSON lines go `out`, sentences for a person go to `tell`. */
export type EvaluationPorts = {
  readFile: (path: string) => Promise<string>;
  planners: readonly PlannerUnderTest[];
  out: (line: string) => void;
  tell: (sentence: string) => void;
};

/**
 * Plans every goal of a file with one planner or two and prints a JSON line a goal, then one a metric. With two, every line
 * names its planner, and the differences (second less first) come last.
 * @returns the exit code: 0 when goals were planned, 1 when there were none, 2 when it was asked wrongly
 */
export async function runEvaluation(words: readonly string[], ports: EvaluationPorts): Promise<number> {
  const options = readEvalOptions(words);
  if ("problem" in options) return refuse(ports, `${options.problem}\nUsage: ${USAGE}`);
  const planners: PlannerUnderTest[] = [];
  for (const name of options.planners) {
    const planner = ports.planners.find((one) => one.name === name);
    if (planner === undefined) {
      const known = ports.planners.map((one) => one.name).join(", ");
      return refuse(ports, `There is no planner or model profile "${name}". There is: ${known}.`);
    }
    planners.push(planner);
  }
  let text: string;
  try {
    text = await ports.readFile(options.goals);
  } catch (cause) {
    return refuse(ports, `${options.goals} cannot be read: ${messageOf(cause)}`);
  }
  const { goals, problems } = readGoldFile(text);
  for (const { line, message } of problems)
    ports.tell(`${options.goals}, line ${line} is left out: ${message}`);
  if (goals.length === 0) {
    ports.tell(`${options.goals} holds no goal that can be read.`);
    return 1;
  }
  const two = planners.length > 1;
  const figures: Metrics[] = [];
  for (const planner of planners) {
    const label = two ? { planner: planner.name } : {};
    const metrics = metricsOf(await evaluate(planner, goals, label, ports));
    figures.push(metrics);
    if (!two) printMetrics(metrics, label, ports);
  }
  const [first, second] = figures;
  if (two && first !== undefined && second !== undefined) {
    figures.forEach((metrics, index) => printMetrics(metrics, { planner: planners[index]?.name }, ports));
    printMetrics(differenceOf(first, second), { planner: "difference" }, ports);
  }
  return 0;
}

async function evaluate(
  planner: PlannerUnderTest,
  goals: readonly GoldGoal[],
  label: object,
  ports: EvaluationPorts,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const gold of goals) {
    let failure: string | null = null;
    const planned = await planner.plan(gold.goal).catch((cause: unknown) => {
      failure = messageOf(cause);
      return null;
    });
    const outcome = judge(gold, planned);
    outcomes.push(outcome);
    ports.out(JSON.stringify({ ...lineOf(outcome), ...label, ...(failure === null ? {} : { failure }) }));
  }
  return outcomes;
}

function lineOf({ id, valid, graph, playbook, seconds }: Outcome): object {
  const figures = {
    id,
    valid,
    exact: graph?.exact,
    node_f1: rounded(graph?.nodeF1),
    edge_f1: rounded(graph?.edgeF1),
  };
  const wrong =
    graph === null || graph.exact
      ? {}
      : {
          missing: graph.missing,
          extra: graph.extra,
          missing_edges: graph.missingEdges.map((edge) => edge.join(" -> ")),
          extra_edges: graph.extraEdges.map((edge) => edge.join(" -> ")),
        };
  return { ...figures, seconds: rounded(seconds), ...(playbook === null ? {} : { playbook }), ...wrong };
}

function printMetrics(metrics: Metrics, label: object, ports: EvaluationPorts): void {
  for (const metric of METRICS)
    ports.out(JSON.stringify({ metric, value: rounded(metrics[metric]), ...label }));
}

const rounded = (value: number | null | undefined) =>
  value == null ? value : Math.round(value * 10_000) / 10_000;

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

function refuse(ports: EvaluationPorts, sentence: string): number {
  ports.tell(sentence);
  return 2;
}
