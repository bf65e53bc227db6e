import type { z } from "zod";
import { DomainError, type Issue } from "#lib/domain/errors.ts";
import type { EstimateBasis } from "#lib/domain/estimate-basis.ts";
import { estimatePlan } from "#lib/domain/estimate-plan.ts";
import { fillPlaybook, fillText } from "#lib/domain/fill-playbook.ts";
import { PlannerReport, type Day, type GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { readValue, valueText } from "#lib/domain/playbook-values.ts";
import type { SavedPlaybook, VariableValue } from "#lib/domain/playbook.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { builtInDrafter, BUILT_IN_PLANNER } from "#lib/planner/built-in-drafter.ts";
import { analyseGoal, titleOfGoal } from "#lib/planner/goal/analyse-goal.ts";
import type { Playbook } from "#lib/planner/playbooks/playbook.ts";

/** What a plan made from a playbook begins with. */
export type PlaybookDraft = {
  title: string;
  goal: string;
  analysis: GoalAnalysis;
  graph: PlanGraph;
  report: PlannerReport;
};

/** The day, what is known for estimating the plan, and the tools of its workspace. */
export type Circumstances = { today: Day; known: EstimateBasis; tools: readonly ToolSpec[] };

const LONGEST_GOAL = 10_000;

/**
 * A plan from a saved playbook.
 * @param typed values by variable, as a person types them
 * @throws DomainError `invalid` at ["values", name] for what cannot be read, or does not fit into a step
 */
export function draftSaved(
  playbook: SavedPlaybook,
  typed: Readonly<Record<string, string>>,
  goal: string | undefined,
  { today, known, tools }: Circumstances,
): PlaybookDraft {
  const { id, name, phrases, variables } = playbook;
  const values = readValues(playbook, typed);
  const filled = fillPlaybook(playbook, values);
  if (!filled.ok)
    throw refused(filled.problems.map(({ variable, message }) => ({ path: ["values", variable], message })));
  const said = filled.variables.map((variable) => `${variable.label}: ${valueText(variable.default)}`);
  const example = phrases[0] ?? [name, ...said].join(", ");
  const text = goal ?? fillText(example, variables, values).slice(0, LONGEST_GOAL).toWellFormed();
  const kept = variables.filter((variable) => !values.has(variable.name));
  return {
    title: titleFor(playbook, values),
    goal: text,
    analysis: analyseGoal(text, today),
    graph: filled.graph,
    report: reportFor(
      filled.graph,
      id,
      { known, tools },
      {
        remarks: [
          `Made from your playbook “${name}”.`,
          ...(said.length > 0 ? [`With ${said.join("; ")}.`] : []),
        ],
        assumptions: kept.map(
          (variable) =>
            `You have not said ${variable.label.toLowerCase()}; the playbook's “${valueText(variable.default)}” is kept.`,
        ),
      },
    ),
  };
}

/** A plan from a built-in playbook, adapted to a goal as the built-in planner does it. */
export async function draftBuiltIn(
  playbook: Playbook,
  goal: string,
  { today, known, tools }: Circumstances,
): Promise<PlaybookDraft> {
  const analysis = analyseGoal(goal, today);
  const graph: PlanGraph = { steps: [], dependencies: [] };
  const remarks = [`Made from the playbook “${playbook.title}”.`];
  const drafting = builtInDrafter.draft({
    analysis,
    today,
    source: { kind: "playbook", playbookId: playbook.id },
    tools,
    documents: [],
    attachments: [],
    answers: [],
    recollection: { playbooks: [], plans: [] },
    playbooks: [],
    budget: { cap: spendCap(0), outputTokens: 0 },
    variant: null,
    signal: new AbortController().signal,
  });
  for await (const drafted of drafting) {
    if (drafted.kind === "remark") remarks.push(drafted.text);
    if (drafted.kind !== "step") continue;
    const { step, dependsOn } = drafted.step;
    graph.steps.push(step);
    graph.dependencies.push(...dependsOn.map((from) => ({ from, to: step.id })));
  }
  const report = reportFor(graph, playbook.id, { known, tools }, { remarks, assumptions: [] });
  return { title: titleOfGoal(analysis), goal, analysis, graph, report };
}

function readValues(
  { variables }: SavedPlaybook,
  typed: Readonly<Record<string, string>>,
): Map<string, VariableValue> {
  const values = new Map<string, VariableValue>();
  const issues: Issue[] = [];
  for (const [name, text] of Object.entries(typed)) {
    const variable = variables.find((one) => one.name === name);
    const read = variable
      ? readValue(variable, text)
      : { ok: false as const, problem: `The playbook has no variable “${name}”.` };
    if (read.ok) values.set(name, read.value);
    else issues.push({ path: ["values", name], message: read.problem });
  }
  if (issues.length > 0) throw refused(issues);
  return values;
}

function refused(issues: Issue[]): DomainError {
  return new DomainError("invalid", issues[0]?.message ?? "A value does not fit.", { issues });
}

/** The playbook's name with the values in it; when none stands in it, what was given for the first variable tells plans apart. */
function titleFor({ name, variables }: SavedPlaybook, values: ReadonlyMap<string, VariableValue>): string {
  const title = fillText(name, variables, values);
  const [first] = variables;
  const value = first && values.get(first.name);
  if (title !== name || !first || value === undefined || valueText(value) === valueText(first.default))
    return title.slice(0, 200).toWellFormed();
  return `${name}: ${valueText(value)}`.slice(0, 200).toWellFormed();
}

function reportFor(
  graph: PlanGraph,
  playbookId: string,
  { known, tools }: Pick<Circumstances, "known" | "tools">,
  said: Pick<PlannerReport, "remarks" | "assumptions">,
): PlannerReport {
  const { seconds, costMicros, costUnknown } = estimatePlan(graph, tools, known);
  const priced = costUnknown === 0;
  const report: z.input<typeof PlannerReport> = {
    planner: BUILT_IN_PLANNER.name,
    plannerVersion: BUILT_IN_PLANNER.version,
    source: "playbook",
    playbookId,
    confidence: 1,
    ...said,
    estimateSeconds: seconds.p50,
    estimateMicros: priced ? Math.round(costMicros.p50) : null,
    estimateSecondsP90: seconds.p90,
    estimateMicrosP90: priced ? Math.round(costMicros.p90) : null,
  };
  return PlannerReport.parse(report);
}
