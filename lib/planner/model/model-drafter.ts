import type { ModelAnswer, ModelMessage, Models, ModelStreamPart } from "#lib/models/port.ts";
import { ModelError } from "#lib/models/port.ts";
import { parseObject } from "#lib/models/parse-object.ts";
import type { Prompt, PromptName } from "#lib/domain/prompt.ts";
import { storableLine, storableText } from "#lib/domain/text.ts";
import type { Drafted, Drafter, DraftRequest } from "../ports.ts";
import { repairByRemoval } from "../repair-plan.ts";
import { askQuestions } from "./ask-questions.ts";
import { describeDocuments, describeGoal, describeRecollection, describeTools } from "./describe-material.ts";
import { PlanAnswer, PlanFrame } from "./plan-answer.ts";
import { DraftFault, PlanTaker } from "./plan-taker.ts";
import { proposeRepair } from "./propose-repair.ts";
import { StepReader } from "./step-reader.ts";

/** What plans say made them when a model did. The version goes up whenever the same answer may give another plan. */
export const MODEL_PLANNER = { name: "Model planner", version: "1" } as const;

/** What drafting with a model needs. */
export type ModelDrafting = {
  models: Models;
  prompts: (name: PromptName) => Prompt;
};

/** How often findings go back to the model. */
export const MODEL_REPAIRS = 3;
/** How often what is left is taken out afterwards: what is taken out may be missed by another step. */
const REMOVALS = 3;

/** Drafts with the planner model; its answer is untrusted (plan-taker.ts), and what it cannot mend itself is taken out. */
export function modelDrafter(means: ModelDrafting): Drafter {
  return {
    ...MODEL_PLANNER,
    rounds: MODEL_REPAIRS + REMOVALS,
    questions: (request) => askQuestions(means, request),
    draft: (request) => draft(means, request),
    repair: async (request, graph, findings, round) =>
      round > MODEL_REPAIRS
        ? { patch: repairByRemoval(graph, findings, request.tools), asked: null, remark: null }
        : proposeRepair(means, request, graph, findings),
  };
}

async function* draft(means: ModelDrafting, request: DraftRequest): AsyncGenerator<Drafted> {
  const { models, prompts } = means;
  const prompt = prompts("plan.draft");
  const messages: ModelMessage[] = [
    { role: "system", text: prompt.text },
    { role: "user", text: materialOf(request) },
  ];
  const asking = (more: readonly ModelMessage[]) =>
    models.streamText("planner", {
      purpose: "plan.draft",
      messages: [...messages, ...more],
      signal: request.signal,
      budget: request.budget,
      json: { schema: PlanAnswer, name: "plan" },
    });
  let taker = new PlanTaker(request.tools);
  const first = new Listening(() => {
    taker = new PlanTaker(request.tools);
  });
  let count = 0;
  const give = function* (steps: ReturnType<PlanTaker["add"]>): Generator<Drafted> {
    for (const step of steps) {
      count++;
      yield { kind: "step", step };
    }
  };
  for await (const heard of first.hear(asking([]))) {
    if (heard.kind === "restart") {
      count = 0;
      yield heard;
    } else yield* give(taker.add(heard.raw));
  }
  const { answer, frame } = first.ended();
  yield askedOf(answer);
  if (frame.refusal && count === 0) throw new DraftFault(storableText(frame.refusal, 1_000), true);
  if (answer.finish === "length") {
    yield* give(taker.end());
    yield* goOn();
  }
  yield* give(taker.end());
  if (count === 0) throw new DraftFault(faultOf(answer.text), looksRefused(answer.text));
  for (const text of taker.remarks) yield { kind: "remark", text };
  const assumptions = frame.assumptions.map((one) => storableLine(one, 300)).filter((one) => one !== "");
  for (const text of assumptions.slice(0, 12)) yield { kind: "assumption", text };
  if (frame.refusal) yield { kind: "remark", text: `The model says: ${storableText(frame.refusal, 500)}` };

  /** The answer was cut at its token limit: what is missing is asked for once. */
  async function* goOn(): AsyncGenerator<Drafted> {
    const wanted =
      "Your answer was cut off. Answer with a JSON object of the same form that has only the steps which are still missing.";
    const rest = new Listening(() => undefined);
    try {
      const more = asking([
        { role: "assistant", text: answer.text.slice(-40_000) },
        { role: "user", text: wanted },
      ]);
      for await (const heard of rest.hear(more)) if (heard.kind === "raw") yield* give(taker.add(heard.raw));
      yield askedOf(rest.ended().answer);
    } catch (cause) {
      if (!(cause instanceof ModelError)) throw cause;
      yield { kind: "asked", spend: cause.spend, provider: null, model: null, failed: [...cause.failed] };
      yield { kind: "remark", text: "The model's answer was cut off: the plan may lack its last steps." };
    }
  }
}

/** Listens to a streamed answer and hears the steps in it as they are written. */
class Listening {
  readonly #onRestart: () => void;
  #reader = new StepReader();
  #heard = 0;
  #end: { answer: ModelAnswer<string>; frame: PlanFrame } | null = null;

  constructor(onRestart: () => void) {
    this.#onRestart = onRestart;
  }

  async *hear(
    stream: AsyncIterable<ModelStreamPart>,
  ): AsyncGenerator<{ kind: "raw"; raw: unknown } | { kind: "restart" }> {
    for await (const part of stream) {
      if (part.kind === "text") for (const raw of this.#reader.push(part.text)) yield this.#hear(raw);
      else if (part.kind === "restart") {
        this.#reader = new StepReader();
        this.#heard = 0;
        this.#onRestart();
        yield { kind: "restart" };
      } else {
        const frame = frameOf(part.answer.text);
        // Words before the JSON can hide its list from the reader, but not from a look at the whole.
        if (this.#heard === 0) for (const raw of frame.steps) yield this.#hear(raw);
        this.#end = { answer: part.answer, frame };
      }
    }
  }

  ended(): { answer: ModelAnswer<string>; frame: PlanFrame } {
    if (!this.#end) throw new Error("A model's stream ended without its answer.");
    return this.#end;
  }

  #hear(raw: unknown) {
    this.#heard++;
    return { kind: "raw" as const, raw };
  }
}

function frameOf(text: string): PlanFrame {
  const inList = /^\s*(?:```\w*\s*)?\[/.test(text)
    ? parseObject(`{"steps":${listIn(text)}}`, PlanFrame)
    : null;
  if (inList?.ok) return inList.value;
  const whole = parseObject(text, PlanFrame);
  return whole.ok ? whole.value : PlanFrame.parse({});
}

function listIn(text: string): string {
  return text.slice(text.indexOf("["), text.lastIndexOf("]") + 1);
}

/** All that the model is told about its task, besides how to go about it. */
function materialOf(request: DraftRequest): string {
  const { analysis, today, tools, documents, attachments, answers, recollection } = request;
  const spelledOut = analysis.explicitSteps.map(({ title }) => title);
  return [
    describeTools(tools),
    describeDocuments(documents, attachments),
    describeRecollection(recollection),
    describeGoal(analysis, today, answers),
    spelledOut.length > 0 ? `A first reading found these steps in the goal: ${spelledOut.join("; ")}.` : "",
    request.variant === null ? "" : request.variant,
    "Answer with one JSON object: assumptions, then steps, each after those it depends on.",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function askedOf({ spend, provider, model, failed }: ModelAnswer<unknown>): Drafted {
  return { kind: "asked", spend, provider, model, failed };
}

/** Prose instead of JSON that begins as declining does. */
function looksRefused(text: string): boolean {
  return /^\W*(?:i(?:'|’)?m sorry|i am sorry|sorry|i can(?:'|’)?t|i cannot|i won(?:'|’)?t|unfortunately, i)/i.test(
    text.trim(),
  );
}

function faultOf(text: string): string {
  const said = storableLine(text, 200);
  return said === "" ? "The model's answer was empty." : `The model gave no steps. It wrote: “${said}”`;
}
