import { Annotation, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import type { BaseCheckpointSaver, LangGraphRunnableConfig } from "@langchain/langgraph";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { estimatePlan } from "#lib/domain/estimate-plan.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Day, GoalAnalysis, PlanChoice, PlannerReport, PlaybookMatch } from "#lib/domain/goal.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import type { DraftedStep } from "./drafted-step.ts";
import { analyseGoal } from "./goal/analyse-goal.ts";
import type { PlannerEvent } from "./planner-event.ts";
import { GENERIC_ID } from "./playbooks/generic.ts";
import { contextOf, decide, matchPlaybooks } from "./playbooks/match.ts";
import type { Embed } from "./playbooks/meaning.ts";
import type { Drafter, DraftRequest, KnownDocument } from "./ports.ts";

/** What planning works with; `checkpointer` keeps its state, so that it can wait for an answer and outlive its process. */
export type PlannerPorts = {
  checkpointer: BaseCheckpointSaver;
  drafter: Drafter;
  tools: readonly ToolSpec[];
  documents: readonly KnownDocument[];
  /** Finds playbooks by meaning as well; without it words alone decide. */
  embed?: Embed | null;
  signal: AbortSignal;
};

/** Which plan was settled on, and how sure of it the planner is (0 to 1; a person's choice is 1). */
export type Settled = { source: DraftRequest["source"]; confidence: number; chosenByPerson: boolean };

/** How often a draft is mended before what is left is told to the person instead. */
const MOST_REPAIRS = 3;
/** Six nodes and two more a repair, and as many again, so that reaching it means a fault in the graph. */
export const RECURSION_LIMIT = 2 * (6 + 2 * MOST_REPAIRS);

/** What is kept between nodes; all of it plain JSON, since checkpoints hold it. */
const PlanningState = Annotation.Root({
  goal: Annotation<string>,
  today: Annotation<Day>,
  analysis: Annotation<GoalAnalysis | null>,
  matches: Annotation<PlaybookMatch[]>,
  settled: Annotation<Settled | null>,
  steps: Annotation<DraftedStep[]>,
  remarks: Annotation<string[]>,
  repairs: Annotation<PatchOperation[][]>,
  findings: Annotation<Finding[]>,
  report: Annotation<PlannerReport | null>,
});
export type PlanningState = typeof PlanningState.State;

/** The state of a thread that has not begun. */
export function freshState(goal: string, today: Day): PlanningState {
  return {
    goal,
    today,
    analysis: null,
    matches: [],
    settled: null,
    steps: [],
    remarks: [],
    repairs: [],
    findings: [],
    report: null,
  };
}

/** The planner: understand, recall, choose, draft, then validate and repair until clean, then estimate. */
export function planningGraph(ports: PlannerPorts) {
  return new StateGraph(PlanningState)
    .addNode("understand", (state, config) => {
      const analysis = analyseGoal(state.goal, state.today);
      say(config, { type: "analysed", analysis });
      return { analysis };
    })
    .addNode("recall", async (state) => {
      const analysis = analysisOf(state);
      const { embed = null, signal } = ports;
      return { matches: await matchPlaybooks(analysis, contextOf(analysis, state.today), { embed, signal }) };
    })
    .addNode("choose", (state) => ({ settled: settle(state) }))
    .addNode("draft", async (state, config) => {
      const steps: DraftedStep[] = [];
      const remarks: string[] = [];
      for await (const drafted of ports.drafter.draft(requestOf(state, ports))) {
        if (drafted.kind === "remark") remarks.push(drafted.text);
        else {
          steps.push(drafted.step);
          say(config, { type: "step", ...drafted.step });
        }
      }
      return { steps, remarks };
    })
    .addNode("validate", (state) => ({
      findings: validatePlan(draftOf(state), ports.tools, state.analysis),
    }))
    .addNode("repair", async (state, config) => {
      const patch = await ports.drafter.repair(requestOf(state, ports), draftOf(state), state.findings);
      const useful = patch !== null && applyPatch(draftOf(state), patch).ok;
      if (useful) say(config, { type: "repair", round: state.repairs.length + 1, patch });
      // A round without a useful patch is kept too, empty: it counts, so that mending ends.
      return { repairs: [...state.repairs, useful ? patch : []] };
    })
    .addNode("estimate", (state, config) => {
      const report = reportOf(state, ports);
      say(config, { type: "finished", report });
      return { report };
    })
    .addEdge(START, "understand")
    .addEdge("understand", "recall")
    .addEdge("recall", "choose")
    .addEdge("choose", "draft")
    .addEdge("draft", "validate")
    .addConditionalEdges("validate", afterValidate, ["repair", "estimate"])
    .addEdge("repair", "validate")
    .addEdge("estimate", END)
    .compile({ checkpointer: ports.checkpointer });
}

/** The plan as drafted and mended so far. */
export function draftOf(state: Pick<PlanningState, "steps" | "repairs">): PlanGraph {
  let graph: PlanGraph = {
    steps: state.steps.map(({ step }) => step),
    dependencies: state.steps.flatMap(({ step, dependsOn }) =>
      dependsOn.map((from) => ({ from, to: step.id })),
    ),
  };
  for (const patch of state.repairs) {
    const outcome = applyPatch(graph, patch);
    if (outcome.ok) graph = outcome.graph;
  }
  return graph;
}

function say(config: LangGraphRunnableConfig, event: PlannerEvent): void {
  config.writer?.(event);
}

function analysisOf(state: PlanningState): GoalAnalysis {
  if (state.analysis === null) throw new Error("The goal was not analysed before it was needed.");
  return state.analysis;
}

/** Spelled-out steps win; otherwise a clear match, the person's choice, or the generic plan. Waits for the choice. */
function settle(state: PlanningState): Settled {
  const analysis = analysisOf(state);
  if (analysis.explicitSteps.length > 0) {
    return { source: { kind: "explicit" }, confidence: 0.9, chosenByPerson: false };
  }
  const decision = decide(state.matches, contextOf(analysis, state.today));
  if (decision.kind === "generic")
    return { source: { kind: "generic" }, confidence: 0.1, chosenByPerson: false };
  if (decision.kind === "playbook") {
    const { playbookId, score } = decision.match;
    return { source: { kind: "playbook", playbookId }, confidence: score, chosenByPerson: false };
  }
  const question = "Several plans could fit this goal. Which one comes closest?";
  const choice: PlanChoice = { question, options: decision.options };
  const picked: unknown = interrupt(choice);
  if (picked === GENERIC_ID) return { source: { kind: "generic" }, confidence: 1, chosenByPerson: true };
  const option = decision.options.find((one) => one.playbookId === picked);
  if (option === undefined) throw new Error("The choice is none of those that were offered.");
  return { source: { kind: "playbook", playbookId: option.playbookId }, confidence: 1, chosenByPerson: true };
}

function afterValidate(state: PlanningState): "repair" | "estimate" {
  const faulty = state.findings.some((finding) => finding.severity === "error");
  return faulty && state.repairs.length < MOST_REPAIRS ? "repair" : "estimate";
}

function requestOf(state: PlanningState, ports: PlannerPorts): DraftRequest {
  const { tools, documents, signal } = ports;
  const source: DraftRequest["source"] = state.settled?.source ?? { kind: "generic" };
  return { analysis: analysisOf(state), today: state.today, source, tools, documents, signal };
}

function reportOf(state: PlanningState, ports: PlannerPorts): PlannerReport {
  const { source, confidence, chosenByPerson } = state.settled ?? {
    source: { kind: "generic" },
    confidence: 0,
  };
  const estimate = estimatePlan(draftOf(state), ports.tools);
  const left = state.findings.filter((finding) => finding.severity === "error");
  const mended = state.repairs.filter((patch) => patch.length > 0).length;
  return {
    planner: ports.drafter.name,
    plannerVersion: ports.drafter.version,
    source: source.kind,
    playbookId: source.kind === "playbook" ? source.playbookId : null,
    confidence,
    remarks: [
      ...(chosenByPerson === true ? ["You chose what kind of plan this is."] : []),
      ...state.remarks,
      ...knowledgeRemark(state, ports),
      ...(mended > 0
        ? ["Parts of the draft did not fit the tools of this installation and were taken out."]
        : []),
      ...(left.length > 0
        ? [`${left.length} ${left.length === 1 ? "problem is" : "problems are"} left to mend by hand.`]
        : []),
    ],
    estimateSeconds: estimate.seconds,
    estimateMicros: estimate.costMicros,
  };
}

/** Says beforehand when the plan searches or reads figures that the workspace does not have. */
function knowledgeRemark(state: PlanningState, { documents }: PlannerPorts): string[] {
  const tools = new Set(draftOf(state).steps.map((step) => step.tool));
  const remarks: string[] = [];
  if (documents.length === 0 && tools.has("knowledge.search")) {
    remarks.push(
      "The workspace has no documents yet, so searches have nothing to find. Add documents before you run the plan.",
    );
  } else if (!documents.some((document) => document.kind === "csv") && tools.has("metrics.analyse")) {
    remarks.push("The workspace has no CSV document, so there are no figures to analyse.");
  }
  return remarks;
}
