import { END, interrupt, START, StateGraph } from "@langchain/langgraph";
import type { BaseCheckpointSaver, LangGraphRunnableConfig } from "@langchain/langgraph";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Equipment } from "#lib/domain/equipment.ts";
import type { EstimateBasis } from "#lib/domain/estimate-basis.ts";
import type { GoalAnalysis, PlanChoice, PlanQuestions } from "#lib/domain/goal.ts";
import { PlanAnswers } from "#lib/domain/goal.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { SavedPlaybook } from "#lib/domain/playbook.ts";
import type { PromptVersions } from "#lib/domain/prompt.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { ModelError } from "#lib/models/port.ts";
import { addSpend } from "#lib/models/spend.ts";
import { BUILT_IN_DRAFT } from "./built-in-drafter.ts";
import { analyseGoal } from "./goal/analyse-goal.ts";
import { withAnswers } from "./goal/with-answers.ts";
import { MODEL_REPAIRS } from "./model/model-drafter.ts";
import { DraftFault } from "./model/plan-taker.ts";
import { wrongLanguage } from "./model/wrong-language.ts";
import type { PlannerEvent } from "./planner-event.ts";
import { PlanningAnnotation, type DraftState, type PlanningState, type Settled } from "./planning-state.ts";
import { GENERIC_ID } from "./playbooks/generic.ts";
import { contextOf, decide, matchPlaybooks } from "./playbooks/match.ts";
import type { Embed, GoalVector } from "./playbooks/meaning.ts";
import { playbookById } from "./playbooks/registry.ts";
import { adaptPlaybook } from "./playbooks/saved-playbook.ts";
import type { Asked, Drafter, DraftRequest, KnownDocument, Recollection } from "./ports.ts";
import { reportOf } from "./report-of.ts";

/** What planning works with; `checkpointer` keeps its state, so that it can wait for an answer and outlive its process. */
export type PlannerPorts = {
  checkpointer: BaseCheckpointSaver;
  builtIn: Drafter;
  /** The model planner and the versions of the prompts it uses; null where no model is connected. */
  model: { drafter: Drafter; prompts: PromptVersions } | null;
  tools: readonly ToolSpec[];
  documents: readonly KnownDocument[];
  attachments: DraftRequest["attachments"];
  /** The workspace's own playbooks, which take part beside the built-in ones. */
  playbooks: readonly SavedPlaybook[];
  /** Earlier plans of the workspace that are close to the goal. */
  recall: (analysis: GoalAnalysis) => Promise<Recollection["plans"]>;
  /** What the workspace's models allow a plan to ask for. */
  equipment: Equipment;
  /** What is known of earlier uses of the tools, and what models cost; without it tools' defaults alone count. */
  estimateBasis?: EstimateBasis;
  /** What planning the goal may cost in all, however often it is begun again, and tokens one answer may have. */
  budget: DraftRequest["budget"];
  now: () => Date;
  /** What a model is told to aim at besides the goal; the built-in planner knows no such aims. */
  variant?: string | null;
  /** Finds playbooks by meaning as well; without it words alone decide. */
  embed?: Embed | null;
  /** The goal's vector, where it is being made already. */
  goalVector?: GoalVector | undefined;
  signal: AbortSignal;
};

/** Twelve nodes, and two a round of mending for each of two drafters, twice that so that reaching it means a fault in the graph. */
export const RECURSION_LIMIT = 2 * (12 + 2 * 8);
/**
 * The planner: understand, recall, choose, clarify, draft, then validate and repair until clean, then estimate. A model that cannot
 * plan is followed by the built-in planner; one that declines ends the planning.
 */
export function planningGraph(ports: PlannerPorts) {
  return (
    new StateGraph(PlanningAnnotation)
      .addNode("understand", (state, config) => {
        const analysis = state.analysis ?? analyseGoal(state.goal, state.today);
        say(config, { type: "analysed", analysis });
        return { analysis };
      })
      .addNode("recall", (state) => recall(state, ports))
      .addNode("choose", (state) => ({ settled: choose(state) }))
      .addNode("question", (state) => question(state, ports))
      .addNode("clarify", (state, config) => clarify(state, config))
      .addNode("draft", (state, config) => draft(state, ports, config))
      .addNode("validate", (state) => ({ findings: findingsOf(state, ports) }))
      .addNode("repair", (state, config) => repair(state, ports, config))
      .addNode("fallBack", (state) => ({
        by: "built-in" as const,
        settled: guess(state),
        drafted: null,
        findings: [],
        asking: {
          ...state.asking,
          model: null,
          trouble:
            state.drafted === null ? state.asking.trouble : [...state.asking.trouble, faultsLeft(state)],
        },
      }))
      .addNode("estimate", (state, config) => {
        const report = reportOf(state, ports, draftOf(state));
        say(config, { type: "finished", draft: state.drafted?.id ?? "", report });
        return { report };
      })
      .addEdge(START, "understand")
      .addEdge("understand", "recall")
      // Each node on the way costs a checkpoint that is waited for, so only those are passed that have something to do.
      .addConditionalEdges("recall", (state) => (state.settled === null ? "choose" : afterChoice(state)), [
        "choose",
        "question",
        "draft",
      ])
      .addConditionalEdges("choose", afterChoice, ["question", "draft"])
      .addConditionalEdges("question", (state) => (state.questions.length > 0 ? "clarify" : "draft"), [
        "clarify",
        "draft",
      ])
      .addEdge("clarify", "draft")
      .addConditionalEdges("draft", afterDraft, ["validate", "fallBack", END])
      .addConditionalEdges("validate", (state) => afterValidate(state, ports), [
        "repair",
        "fallBack",
        "estimate",
      ])
      .addEdge("repair", "validate")
      .addEdge("fallBack", "draft")
      .addEdge("estimate", END)
      .compile({ checkpointer: ports.checkpointer })
  );
}

/** The plan as drafted and mended so far. */
export function draftOf({ drafted }: Pick<PlanningState, "drafted">): PlanGraph {
  const steps = drafted?.steps ?? [];
  let graph: PlanGraph = {
    steps: steps.map(({ step }) => step),
    dependencies: steps.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
  };
  for (const patch of drafted?.repairs ?? []) {
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

function drafterOf({ by }: Pick<PlanningState, "by">, { model, builtIn }: PlannerPorts): Drafter {
  return by === "model" && model ? model.drafter : builtIn;
}

/** Looks for playbooks that fit, and settles what to draft from unless the person has to choose; a model drafts by itself. */
async function recall(state: PlanningState, ports: PlannerPorts): Promise<Partial<PlanningState>> {
  const analysis = analysisOf(state);
  // Steps that the goal spells out win over any playbook; only a model would be shown the closest ones.
  if (state.by === "built-in" && analysis.explicitSteps.length > 0) return { settled: guess(state) };
  const { embed = null, goalVector: begun, signal, playbooks } = ports;
  const context = contextOf(analysis, state.today);
  const matches = await matchPlaybooks(analysis, context, { embed, begun, signal }, playbooks);
  const asks = state.by === "built-in" && decide(matches, context).kind === "ask";
  return { matches, settled: asks ? null : guess({ ...state, matches }) };
}

function afterChoice({ askFirst }: PlanningState): "question" | "draft" {
  return askFirst ? "question" : "draft";
}

/** Waits for the person's choice among the playbooks that could fit. */
function choose(state: PlanningState): Settled {
  const decision = decide(state.matches, contextOf(analysisOf(state), state.today));
  if (decision.kind !== "ask") return guess(state);
  const choice: PlanChoice = {
    question: "Several plans could fit this goal. Which one comes closest?",
    options: decision.options,
  };
  const picked: unknown = interrupt(choice);
  if (picked === GENERIC_ID) return { source: { kind: "generic" }, confidence: 1, chosenByPerson: true };
  const option = decision.options.find((one) => one.playbookId === picked);
  if (option === undefined) throw new Error("The choice is none of those that were offered.");
  return { source: { kind: "playbook", playbookId: option.playbookId }, confidence: 1, chosenByPerson: true };
}

/** Spelled-out steps win; otherwise a clear match, or the generic plan: without asking, as for a model, and where one failed. */
function guess(state: PlanningState): Settled {
  const analysis = analysisOf(state);
  if (analysis.explicitSteps.length > 0)
    return { source: { kind: "explicit" }, confidence: 0.9, chosenByPerson: false };
  const decision = decide(state.matches, contextOf(analysis, state.today));
  const match = decision.kind === "playbook" ? decision.match : undefined;
  return match
    ? {
        source: { kind: "playbook", playbookId: match.playbookId },
        confidence: match.score,
        chosenByPerson: false,
      }
    : { source: { kind: "generic" }, confidence: 0.1, chosenByPerson: false };
}

async function question(state: PlanningState, ports: PlannerPorts): Promise<Partial<PlanningState>> {
  const request = await requestOf(state, ports);
  const { questions, asked } = await drafterOf(state, ports).questions(request);
  return { questions, asking: asked ? askedMore(state, asked) : state.asking };
}

/** Waits for the person's answers; what they leave out takes its default. */
function clarify(state: PlanningState, config: LangGraphRunnableConfig): Partial<PlanningState> {
  const asked: PlanQuestions = { questions: state.questions };
  const answers = PlanAnswers.parse(interrupt(asked));
  const before = analysisOf(state);
  const analysis = withAnswers(before, state.questions, answers, state.today);
  if (analysis !== before) say(config, { type: "analysed", analysis });
  return { answers, analysis };
}

async function draft(
  state: PlanningState,
  ports: PlannerPorts,
  config: LangGraphRunnableConfig,
): Promise<Partial<PlanningState>> {
  const begin = (): DraftState => {
    const id = state.by === "model" ? newId() : BUILT_IN_DRAFT;
    say(config, { type: "drafting", draft: id });
    return { id, steps: [], remarks: [], assumptions: [], repairs: [] };
  };
  let made = begin();
  let asking = state.asking;
  try {
    for await (const drafted of drafterOf(state, ports).draft(await requestOf(state, ports))) {
      if (drafted.kind === "restart") made = begin();
      else if (drafted.kind === "remark") made.remarks.push(drafted.text);
      else if (drafted.kind === "assumption") made.assumptions.push(drafted.text);
      else if (drafted.kind === "asked") asking = askedMore({ asking }, drafted);
      else {
        made.steps.push(drafted.step);
        say(config, { type: "step", draft: made.id, ...drafted.step });
      }
    }
    return { drafted: made, asking };
  } catch (cause) {
    if (cause instanceof DraftFault && cause.refused) {
      const report = reportOf({ ...state, asking, drafted: null }, ports, { steps: [], dependencies: [] });
      say(config, { type: "refused", message: cause.message, report });
      return { drafted: null, asking, refusal: cause.message, report };
    }
    const fault = cause instanceof DraftFault || cause instanceof ModelError ? cause : null;
    if (state.by !== "model" || fault === null) throw cause;
    if (fault instanceof ModelError) {
      const { spend, failed } = fault;
      asking = askedMore({ asking }, { spend, provider: null, model: null, failed: [...failed] });
    }
    // What each try says is said already; a fault of the answer, or of having no model at all, is not.
    const more = fault instanceof ModelError && fault.failed.length > 0 ? [] : [fault.message];
    return { drafted: null, asking: { ...asking, trouble: [...asking.trouble, ...more] } };
  }
}

function afterDraft({ refusal, drafted }: PlanningState): "validate" | "fallBack" | typeof END {
  if (refusal !== null) return END;
  return drafted === null ? "fallBack" : "validate";
}

/** What is wrong with the draft. Its language is the model's to mend; once that is given up, the person is told. */
function findingsOf(state: PlanningState, { tools, equipment }: PlannerPorts): Finding[] {
  const graph = draftOf(state);
  const rounds = state.drafted?.repairs.length ?? 0;
  const foreign = state.by === "model" ? wrongLanguage(state.goal, graph) : [];
  return [
    ...validatePlan(graph, tools, state.analysis, equipment),
    ...foreign.map((finding) => ({
      ...finding,
      severity: rounds < MODEL_REPAIRS ? ("error" as const) : ("warning" as const),
    })),
  ];
}

function afterValidate(state: PlanningState, ports: PlannerPorts): "repair" | "fallBack" | "estimate" {
  if (!state.findings.some((finding) => finding.severity === "error")) return "estimate";
  const rounds = state.drafted?.repairs.length ?? 0;
  if (rounds < drafterOf(state, ports).rounds) return "repair";
  return state.by === "model" ? "fallBack" : "estimate";
}

async function repair(
  state: PlanningState,
  ports: PlannerPorts,
  config: LangGraphRunnableConfig,
): Promise<Partial<PlanningState>> {
  const { drafted } = state;
  if (!drafted) throw new Error("There is no draft to mend.");
  const graph = draftOf(state);
  const round = drafted.repairs.length + 1;
  const request = await requestOf(state, ports);
  const { patch, asked, remark } = await drafterOf(state, ports).repair(
    request,
    graph,
    state.findings,
    round,
  );
  const outcome = patch === null ? null : applyPatch(graph, patch);
  // Taking out every step leaves no fault either, but nothing to do.
  const useful = patch !== null && outcome?.ok === true && outcome.graph.steps.length > 0;
  if (useful) say(config, { type: "repair", draft: drafted.id, round, patch });
  return {
    drafted: {
      ...drafted,
      remarks: remark && useful ? [...drafted.remarks, remark] : drafted.remarks,
      // A round without a useful patch is kept too, empty: it counts, so that mending ends.
      repairs: [...drafted.repairs, useful ? patch : []],
    },
    asking: asked ? askedMore(state, asked) : state.asking,
  };
}

function faultsLeft({ findings }: PlanningState): string {
  const [first] = findings.filter((finding) => finding.severity === "error");
  return `The model's plan could not be mended. ${first?.message ?? ""}`.trim();
}

function askedMore({ asking }: Pick<PlanningState, "asking">, asked: Asked): PlanningState["asking"] {
  const { provider, model } = asked;
  return {
    spend: asking.spend === null ? asked.spend : addSpend(asking.spend, asked.spend),
    model: provider !== null && model !== null ? { provider, name: model } : asking.model,
    trouble: [...new Set([...asking.trouble, ...asked.failed.map(({ message }) => message)])],
  };
}

/** The playbooks that fit best, as examples for a model. */
function closePlaybooks(state: PlanningState, { playbooks }: PlannerPorts): Recollection["playbooks"] {
  const context = contextOf(analysisOf(state), state.today);
  return state.matches.slice(0, 2).flatMap(({ playbookId, title, description }) => {
    const saved = playbooks.find(({ id }) => id === playbookId);
    const steps = saved
      ? adaptPlaybook(saved, context).steps
      : (playbookById(playbookId)?.draft(context) ?? []);
    return steps.length > 0
      ? [{ title, description, steps: steps.slice(0, 60).map(({ step }) => step.title) }]
      : [];
  });
}

async function requestOf(state: PlanningState, ports: PlannerPorts): Promise<DraftRequest> {
  const { tools, documents, attachments, playbooks, budget, signal } = ports;
  const analysis = analysisOf(state);
  return {
    analysis,
    today: state.today,
    source: state.settled?.source ?? { kind: "generic" },
    tools,
    documents,
    attachments,
    answers: state.questions.map(({ id, question: asked, default: usual }) => [
      asked,
      state.answers[id]?.trim() || usual,
    ]),
    recollection:
      state.by === "model"
        ? { playbooks: closePlaybooks(state, ports), plans: await ports.recall(analysis) }
        : { playbooks: [], plans: [] },
    playbooks,
    budget,
    variant: ports.variant ?? null,
    signal,
  };
}
