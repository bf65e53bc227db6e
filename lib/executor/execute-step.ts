import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { authorise } from "./authorise.ts";
import { checkOutput } from "./check-output.ts";
import { makeCall } from "./make-call.ts";
import { parseArguments } from "./parse-arguments.ts";
import { fallbackNote, finalError, type Failure } from "./phrases.ts";
import type { ExecuteInput, ExecutorPorts, StepOutcome } from "./ports.ts";
import { resolveArguments, type Resolved } from "./resolve-arguments.ts";

const NODES_A_TOOL = 5;

const State = Annotation.Root({
  /** Which tool is in turn: 0 the step's own, 1 and up its fallbacks. */
  index: Annotation<number>,
  resolved: Annotation<Resolved>,
  tool: Annotation<{ tool: Tool; toolVersion: string } | null>,
  /** The tool's answer, not yet checked. */
  answer: Annotation<{ output: Json; summary: string } | null>,
  failures: Annotation<Failure[]>,
  notes: Annotation<string[]>,
  outcome: Annotation<StepOutcome | null>,
});
type State = typeof State.State;

/**
 * Carries out one attempt of a step as a LangGraph graph: prepare the arguments, authorise the tool, act, check the output,
 * and fall back to the next tool for as long as there is one.
 * @throws what the recorder throws when the step is no longer this worker's
 */
export async function executeStep(input: ExecuteInput, ports: ExecutorPorts): Promise<StepOutcome> {
  const { step } = input;
  const turns = [{ tool: step.tool, args: step.args }, ...step.fallbacks];
  const failed = (state: State, title: string, error: StepError) => ({
    failures: [...state.failures, { title, error, final: false }],
    tool: null,
    answer: null,
  });
  /** A failure after the call was made: what has the side effect `once` is repeated only when the tool itself says so. */
  const failedCall = (state: State, tool: Tool, error: StepError) => {
    const final = tool.sideEffect === "once" && !error.retryable;
    return {
      ...failed(state, tool.title, error),
      failures: [...state.failures, { title: tool.title, error, final }],
    };
  };

  const prepare = (state: State) => ({
    resolved: resolveArguments(turns[state.index]?.args ?? {}, input.outputs),
  });

  const authoriseTool = (state: State) => {
    const checked = authorise(turns[state.index]?.tool ?? "", input.pinnedVersions, ports);
    return checked.ok ? { tool: checked } : failed(state, checked.title, checked.error);
  };

  const act = async (state: State) => {
    if (!state.tool) return {};
    const { tool, toolVersion } = state.tool;
    const parsed = parseArguments(tool, state.resolved.args);
    if (!parsed.ok) return failed(state, tool.title, parsed.error);
    const { args, origins } = { ...state.resolved, args: parsed.args };
    const end = await makeCall(input, ports, {
      index: state.index,
      tool,
      toolVersion,
      args,
      parsed: parsed.value,
      origins,
    });
    if (end.status === "stopped") return { outcome: { kind: "stopped" as const } };
    if (end.status === "unknown") return { outcome: { kind: "unknown" as const, why: end.why } };
    if (end.status === "failed") return failedCall(state, tool, end.error);
    return { answer: { output: end.output, summary: end.summary } };
  };

  const check = (state: State) => {
    if (!state.tool || !state.answer) return {};
    const { tool } = state.tool;
    const checked = checkOutput(tool, step.doneCondition, state.answer.output);
    if (!checked.ok) return failedCall(state, tool, checked.error);
    const { summary } = state.answer;
    return {
      outcome: {
        kind: "succeeded" as const,
        output: checked.output,
        summary,
        notes: state.notes,
        calls: [],
        resultKey: null,
        reused: null,
      },
    };
  };

  const fallBack = (state: State) => {
    const next = turns[state.index + 1];
    const failure = state.failures.at(-1);
    if (!next || !failure) {
      return {
        outcome: {
          kind: "failed" as const,
          error: finalError(state.failures),
          notes: state.notes,
          calls: [],
          missing: null,
        },
      };
    }
    const title = ports.tools.get(next.tool)?.title ?? next.tool;
    return { index: state.index + 1, notes: [...state.notes, fallbackNote(failure, title)] };
  };

  const graph = new StateGraph(State)
    .addNode("prepare", prepare)
    .addNode("authorise", authoriseTool)
    .addNode("act", act)
    .addNode("check", check)
    .addNode("fall_back", fallBack)
    .addEdge(START, "prepare")
    .addEdge("prepare", "authorise")
    .addConditionalEdges("authorise", (state) => (state.tool ? "act" : "fall_back"), ["act", "fall_back"])
    .addConditionalEdges("act", afterAct, ["check", "fall_back", END])
    .addConditionalEdges("check", (state) => (state.outcome ? END : "fall_back"), ["fall_back", END])
    .addConditionalEdges("fall_back", (state) => (state.outcome ? END : "prepare"), ["prepare", END])
    .compile();

  const start = { index: 0, tool: null, answer: null, failures: [], notes: [], outcome: null };
  const end = await graph.invoke(start, { recursionLimit: NODES_A_TOOL * turns.length + 1 });
  if (!end.outcome) throw new Error("The step's graph ended without an outcome.");
  return end.outcome;
}

function afterAct(state: State): "check" | "fall_back" | typeof END {
  if (state.outcome) return END;
  return state.answer ? "check" : "fall_back";
}
