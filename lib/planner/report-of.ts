import { estimatePlan } from "#lib/domain/estimate-plan.ts";
import type { PlannerReport } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { storableLine } from "#lib/domain/text.ts";
import { foreignAddresses, warnOf } from "./foreign-addresses.ts";
import type { PlannerPorts } from "./planning-graph.ts";
import type { PlanningState } from "./planning-state.ts";

/** How a plan came to be, for the person: who answered, from what, how sure, what it took, and what to know about it. */
export function reportOf(state: PlanningState, ports: PlannerPorts, graph: PlanGraph): PlannerReport {
  const model = state.by === "model" ? ports.model : null;
  const { name, version } = model ? model.drafter : ports.builtIn;
  const { source, confidence, chosenByPerson } = state.settled ?? {
    source: { kind: "generic" as const },
    confidence: 0,
  };
  const estimate = estimatePlan(graph, ports.tools, ports.estimateBasis);
  const priced = estimate.costUnknown === 0;
  const left = state.findings.filter((finding) => finding.severity === "error");
  const mended = (state.drafted?.repairs ?? []).filter((patch) => patch.length > 0).length;
  const unanswered = state.questions.filter(({ id }) => (state.answers[id] ?? "").trim() === "");
  return {
    planner: name,
    plannerVersion: version,
    source: model ? "model" : source.kind,
    playbookId: !model && source.kind === "playbook" ? source.playbookId : null,
    confidence: model ? 1 : confidence,
    remarks: storable([
      ...(chosenByPerson ? ["You chose what kind of plan this is."] : []),
      ...(state.drafted?.remarks ?? []),
      ...(model ? warnOf(foreignAddresses(graph, writtenByPerson(state))) : []),
      ...state.findings.flatMap(({ rule, message }) => (rule === "wrong_language" ? [message] : [])),
      ...knowledgeRemark(graph, ports),
      ...(mended > 0 && !model
        ? ["Parts of the draft did not fit the tools of this installation and were taken out."]
        : []),
      ...(left.length > 0
        ? [`${left.length} ${left.length === 1 ? "problem is" : "problems are"} left to mend by hand.`]
        : []),
    ]),
    estimateSeconds: estimate.seconds.p50,
    estimateMicros: priced ? Math.round(estimate.costMicros.p50) : null,
    estimateSecondsP90: estimate.seconds.p90,
    estimateMicrosP90: priced ? Math.round(estimate.costMicros.p90) : null,
    assumptions: storable([
      ...unanswered.map((one) => `${one.question} Taken: ${one.default}`),
      ...(state.drafted?.assumptions ?? []),
    ]),
    model: model ? state.asking.model : null,
    prompts: model ? model.prompts : {},
    spend: state.asking.spend,
    seconds: Math.max(0, (ports.now().getTime() - state.begunAt) / 1_000),
    repairs: mended,
    trouble: storable(state.asking.trouble),
  };
}

/** Not what came with the goal as a file, nor what a model asked: others wrote that. */
function writtenByPerson({ goal, answers }: PlanningState): string {
  return [goal, ...Object.values(answers)].join("\n");
}

const MOST_OF_A_SENTENCE = 1_000;

/** Sentences that a model or a provider may have had a word in, in a form that can be kept. */
function storable(sentences: readonly string[]): string[] {
  return sentences.map((one) => storableLine(one, MOST_OF_A_SENTENCE));
}

/** Says beforehand when the plan searches or reads figures that the workspace does not have. */
function knowledgeRemark(graph: PlanGraph, { documents }: PlannerPorts): string[] {
  const tools = new Set(graph.steps.map((step) => step.tool));
  if (documents.length === 0 && tools.has("knowledge.search")) {
    return [
      "The workspace has no documents yet, so searches have nothing to find. Add documents before you run the plan.",
    ];
  }
  if (!documents.some((document) => document.kind === "csv") && tools.has("metrics.analyse")) {
    return ["The workspace has no CSV document, so there are no figures to analyse."];
  }
  return [];
}
