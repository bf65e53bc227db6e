import { ENOUGH_USES, modelsKey, sizeClass } from "./known-uses.ts";
import type { AskedModel, EstimateBasis, StepUses, ToolUses, Uses } from "./estimate-basis.ts";
import type { Range } from "./estimate-range.ts";
import { addRanges, longestOf, NOTHING, sumOf } from "./range-sums.ts";
import { adjacency, argumentReferences } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import type { Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/**
 * Where an estimate comes from, best first: the same step in the plan's earlier `runs`; the step's `author` (time only); the
 * workspace's `similar` uses of the tool, with the same models and about as large arguments; its `other` uses of the tool; the
 * `tool`'s default (time only); the `prices` of tools and models (cost only).
 */
export type EstimateSource = "runs" | "author" | "similar" | "other" | "tool" | "prices";

/** Of how many earlier uses an estimate speaks; 0 where it comes from none. */
export type EstimateOrigin = { source: EstimateSource; uses: number };

/**
 * What a step will take.
 * - `costMicros`: as far as prices are known; `costUnknown`: there is a part whose price is not.
 * - `items`: of a map that is estimated by its items, how many those are, and whether that is only assumed.
 */
export type StepEstimate = {
  seconds: Range;
  time: EstimateOrigin;
  costMicros: Range;
  costUnknown: boolean;
  cost: EstimateOrigin;
  items: { count: number; assumed: boolean } | null;
};

/** What is assumed where nothing is known; the estimate's note says so. */
export const ASSUMED = {
  /** How many times its default a tool takes in one of ten cases. */
  slowFactor: 3,
  items: 5,
  tokensPerSecond: 50,
  /** Until a model begins to answer. */
  answerAfterSeconds: 1,
  bytesPerToken: 4,
  /** What one reads that no use of its tool is known for, and what a map's item has. */
  outputBytes: 2_000,
  itemBytes: 500,
  /** Of what we tell a model ourselves. */
  promptTokens: 400,
  /** Tokens of an answer with filled-in arguments, and of one that judges by a rubric. */
  fillTokens: { p50: 150, p90: 500 },
  judgeTokens: { p50: 200, p90: 600 },
} as const;

/** A plan with what is known of its steps' earlier uses, looked up once for all of them. */
export class EstimateKnowledge {
  readonly tools: ReadonlyMap<string, ToolSpec>;
  readonly basis: EstimateBasis;
  readonly before: ReadonlyMap<StepId, readonly StepId[]>;
  readonly #steps: ReadonlyMap<StepId, Step>;
  readonly #ofSteps = new Map<string, StepUses>();
  readonly #ofTools = new Map<string, ToolUses>();
  /** The most frequent kind of use of a tool, for how much comes out of it. */
  readonly #mostUsed = new Map<string, Uses>();

  constructor(graph: PlanGraph, tools: readonly ToolSpec[], basis: EstimateBasis) {
    this.tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.basis = basis;
    this.before = adjacency(graph).before;
    this.#steps = new Map(graph.steps.map((step) => [step.id, step]));
    for (const uses of basis.steps) {
      if (uses.count >= ENOUGH_USES) this.#ofSteps.set(key(uses.stepId, uses.tool, uses.models), uses);
    }
    for (const uses of basis.tools) {
      if (uses.count < ENOUGH_USES) continue;
      this.#ofTools.set(key(uses.tool, uses.models, uses.size, uses.asked), uses);
      if (uses.count > (this.#mostUsed.get(uses.tool)?.count ?? 0)) this.#mostUsed.set(uses.tool, uses);
    }
  }

  /** The same step in the plan's earlier runs, with the tool that it has now and these models. */
  ofStep({ id, tool }: Step, models: string): StepUses | undefined {
    return this.#ofSteps.get(key(id, tool, models));
  }

  /** The tool's uses with the same models and about as much to read. */
  similar({ tool }: Step, models: string, bytes: number): ToolUses | undefined {
    return this.#ofTools.get(key(tool, models, sizeClass(bytes), null));
  }

  /** The tool's uses with these models, however much they read. */
  sameModels({ tool }: Step, models: string): ToolUses | undefined {
    return this.#ofTools.get(key(tool, models, null, null));
  }

  /** The tool's uses with whatever model, or, for a step that asks none, with none. */
  anyModels({ tool }: Step, models: string): ToolUses | undefined {
    return this.#ofTools.get(key(tool, null, null, models !== ""));
  }

  /** How many bytes a step's output will have. */
  outputBytes(id: StepId): number {
    const step = this.#steps.get(id);
    return (step && this.#mostUsed.get(step.tool)?.outputBytes) ?? ASSUMED.outputBytes;
  }
}

function key(...parts: (string | number | boolean | null)[]): string {
  return parts.join("\u0000");
}

/** Estimates one step, each of its amounts by the best that is known of it. */
export function estimateStep(step: Step, known: EstimateKnowledge): StepEstimate {
  const requests = requestsOf(step, known);
  const models = modelsKey(requests.map(({ role, asked }) => ({ role, ...asked })));
  const bytes = argumentBytes(step, known);
  const whole = known.ofStep(step, models);
  if (whole) {
    const origin: EstimateOrigin = { source: "runs", uses: whole.count };
    const { seconds, costMicros } = whole;
    return {
      seconds,
      time: origin,
      costMicros,
      costUnknown: unknownIn(step, whole, known),
      cost: origin,
      items: null,
    };
  }
  const assumed = known.basis.items[step.id] === undefined;
  const count = known.basis.items[step.id] ?? ASSUMED.items;
  const map = step.kind === "map";
  const time = timeOf(step, known, { requests, models, bytes });
  const cost = costOf(step, known, { requests, models, bytes });
  const byItem = map && time.source !== "author";
  return {
    seconds: byItem ? longestOf(time.seconds, count) : time.seconds,
    time: { source: time.source, uses: time.uses },
    costMicros: map ? sumOf(cost.costMicros, count) : cost.costMicros,
    costUnknown: cost.costUnknown,
    cost: { source: cost.source, uses: cost.uses },
    items: map ? { count, assumed } : null,
  };
}

/** A request to a model that a step makes. */
type Request = {
  role: "executor" | "checker";
  asked: AskedModel;
  input: number;
  output: Range;
};
type Asking = { requests: readonly Request[]; models: string; bytes: number };

/** What a step asks the workspace's models for; nothing of those that there are not. */
function requestsOf(step: Step, known: EstimateKnowledge): Request[] {
  const { executor, checker } = known.basis.models;
  const requests: Request[] = [];
  const open = Object.values(step.args).some(({ kind }) => kind === "open");
  const asks = known.tools.get(step.tool)?.asks;
  if (executor && open) {
    const earlier = (known.before.get(step.id) ?? []).map((id) => known.outputBytes(id));
    const input = argumentBytes(step, known, false) + earlier.reduce((sum, bytes) => sum + bytes, 0);
    requests.push({ role: "executor", asked: executor, input, output: ASSUMED.fillTokens });
  }
  const asked = asks && known.basis.models[asks.role];
  if (asks && asked) {
    const input = argumentBytes(step, known);
    requests.push({ role: asks.role, asked, input, output: asks.outputTokens });
  }
  const { rubric } = step.doneCondition;
  if (checker && rubric !== null) {
    const input = rubric.length + known.outputBytes(step.id);
    requests.push({ role: "checker", asked: checker, input, output: ASSUMED.judgeTokens });
  }
  return requests;
}

/** About how large a step's arguments will be, in bytes, once what they refer to is put in. */
function argumentBytes(step: Step, known: EstimateKnowledge, read = true): number {
  let bytes = JSON.stringify(step.args).length;
  if (!read) return bytes;
  for (const { ref } of argumentReferences(step.args)) {
    bytes += ref === step.id ? ASSUMED.itemBytes : known.outputBytes(ref);
  }
  return bytes;
}

function timeOf(
  step: Step,
  known: EstimateKnowledge,
  { requests, models, bytes }: Asking,
): EstimateOrigin & { seconds: Range } {
  if (step.expectedSeconds !== null) {
    return { source: "author", uses: 0, seconds: upTo(step.expectedSeconds) };
  }
  const similar = known.similar(step, models, bytes);
  if (similar) return { source: "similar", uses: similar.count, seconds: similar.seconds };
  const other = known.sameModels(step, models) ?? known.anyModels(step, models);
  if (other) return { source: "other", uses: other.count, seconds: other.seconds };
  const seconds = requests.reduce(
    (sum, { output }) => addRanges(sum, answerSeconds(output)),
    upTo(known.tools.get(step.tool)?.typicalSeconds ?? 0),
  );
  return { source: "tool", uses: 0, seconds };
}

function upTo(seconds: number): Range {
  return { p50: seconds, p90: seconds * ASSUMED.slowFactor };
}

function answerSeconds(tokens: Range): Range {
  const at = (count: number) => ASSUMED.answerAfterSeconds + count / ASSUMED.tokensPerSecond;
  return { p50: at(tokens.p50), p90: at(tokens.p90) };
}

type Cost = EstimateOrigin & Pick<StepEstimate, "costMicros" | "costUnknown">;

function costOf(step: Step, known: EstimateKnowledge, { requests, models, bytes }: Asking): Cost {
  const similar = known.similar(step, models, bytes);
  const same = similar ?? known.sameModels(step, models);
  if (same) {
    const source = similar ? "similar" : "other";
    const costUnknown = unknownIn(step, same, known);
    return { source, uses: same.count, costMicros: same.costMicros, costUnknown };
  }
  // What other models cost says nothing about these, but what the tool itself cost does.
  const used = known.anyModels(step, models);
  const price = known.tools.get(step.tool)?.costMicros ?? null;
  const ownUnknown = price === null && !(used && used.toolMicros.p90 > 0);
  let costMicros = used?.toolMicros ?? { p50: price ?? 0, p90: price ?? 0 };
  for (const request of requests) costMicros = addRanges(costMicros, priceOf(request));
  const costUnknown = ownUnknown || requests.some(({ asked }) => asked.price === null);
  return { source: "prices", uses: 0, costMicros, costUnknown };
}

/** A tool without a known price that told of no cost may have cost anything. */
function unknownIn({ tool }: Step, uses: Uses, known: EstimateKnowledge): boolean {
  const unpriced = (known.tools.get(tool)?.costMicros ?? null) === null;
  return uses.costUnknown || (unpriced && uses.toolMicros.p90 === 0);
}

function priceOf({ asked: { price }, input, output }: Request): Range {
  if (!price) return NOTHING;
  const read = ASSUMED.promptTokens + input / ASSUMED.bytesPerToken;
  const at = (written: number) => (read * price.inputMicros + written * price.outputMicros) / 1_000_000;
  return { p50: at(output.p50), p90: at(output.p90) };
}
