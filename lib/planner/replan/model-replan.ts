import { z } from "zod";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { StorablePatch } from "#lib/domain/storable-patch.ts";
import { asData } from "#lib/models/as-data.ts";
import type { CappedAccess, ModelMessage } from "#lib/models/port.ts";
import { addSpend } from "#lib/models/spend.ts";
import { carryOne, type AddedSteps } from "../chat/carry-out.ts";
import { ModelOperation } from "../chat/model-reply.ts";
import { describeTools } from "../model/describe-material.ts";
import { writeStep } from "../model/write-step.ts";
import { newErrors } from "../new-errors.ts";
import { DraftPatch } from "./draft-patch.ts";
import type { ReplanRequest } from "../propose-replan.ts";

/** What came of asking a model for a replan: a patch that applies to the run's graph, or why there is none. */
export type ModelReplan = {
  patch: PlanPatch | null;
  explanation: string;
  answeredBy: string;
  spend: ModelSpend;
};

/** What a model is asked for. In operations `quote` says why, in a few words. */
const ReplanReply = z.object({
  diagnosis: z.string().describe("What is wrong and why, in one or two sentences, from what happened"),
  choice: z
    .enum(["retry", "fall_back", "replan", "ask", "give_up"])
    .describe(
      "retry: the same step may work when tried again; fall_back: another tool does it; replan: the steps not yet started change; ask: only the person can decide; give_up: the goal cannot be reached",
    ),
  reply: z.string().describe("To the person: what you propose, what you ask, or why nothing helps"),
  operations: z.array(ModelOperation).max(60).describe("The change; empty for retry, ask and give_up"),
});
type ReplanReply = z.infer<typeof ReplanReply>;

const MOST_REPAIRS = 2;
const OUTPUT_TOKENS = 6_000;
const MOST_REPLY = 1_500;

/**
 * Has the planner model diagnose a run and propose a patch over what has not started. What has begun or is done cannot change,
 * whatever it answers; what does not fit goes back to it, and is refused at last.
 * @throws ModelError when no model answers; the signal's reason
 */
export async function replanByModel(
  request: ReplanRequest,
  { models, prompt, cap }: CappedAccess,
  signal: AbortSignal,
): Promise<ModelReplan> {
  const messages: ModelMessage[] = [
    { role: "system", text: prompt("replan.propose").text },
    { role: "user", text: describe(request) },
  ];
  let spend: ModelSpend | null = null;
  for (let repairs = 0; ; repairs++) {
    const answer = await models.generateObject("planner", {
      purpose: "replan.propose",
      messages,
      signal,
      budget: { cap, outputTokens: OUTPUT_TOKENS },
      schema: ReplanReply,
      name: "replan",
    });
    spend = spend === null ? answer.spend : addSpend(spend, answer.spend);
    const by = { answeredBy: `${answer.model} (${answer.provider})`, spend };
    const outcome = read(request, answer.value);
    if ("explanation" in outcome) return { ...outcome, ...by };
    if (repairs === MOST_REPAIRS) {
      const explanation = `The model's proposal was refused, so nothing changes. ${outcome.problems.slice(0, 3).join(" ")}`;
      return { patch: null, explanation, ...by };
    }
    messages.push(
      { role: "assistant", text: answer.text.slice(0, 20_000) },
      {
        role: "user",
        text: `This cannot be done as it is. Answer again, in full.\n${outcome.problems.join("\n")}`,
      },
    );
  }
}

type Read = Pick<ModelReplan, "patch" | "explanation"> | { problems: string[] };

const ADVICE: Record<ReplanReply["choice"], string> = {
  retry: "Retry the step.",
  fall_back: "",
  replan: "",
  ask: "The planner asks you.",
  give_up: "The planner sees no way on.",
};

function read(request: ReplanRequest, { diagnosis, choice, reply, operations }: ReplanReply): Read {
  const said = [diagnosis, reply].map(plain).filter((part) => part !== "");
  if (operations.length === 0)
    return { patch: null, explanation: [ADVICE[choice], ...said].filter(Boolean).join(" ") };
  const draft = new DraftPatch({ ...request, lostReaders: "drop" });
  const added: AddedSteps = new Map();
  const problems = operations.flatMap((operation, at) => {
    const target =
      "stepId" in operation ? draft.graph.steps.find(({ id }) => id === operation.stepId) : undefined;
    const wrong = (target && draft.closed(target)) ?? carryOne(draft, operation, added);
    return wrong === null ? [] : [`Operation ${at + 1} (${operation.op}): ${wrong}`];
  });
  if (problems.length > 0) return { problems };
  if (draft.operations.length === 0) return { patch: null, explanation: said.join(" ") };
  const patch = StorablePatch.safeParse(draft.operations);
  if (!patch.success) return { problems: ["A text holds characters that cannot be kept, or is too long."] };
  const { graph, tools, goal } = request;
  const faults = newErrors(graph, draft.graph, tools, goal);
  if (faults.length > 0)
    return {
      problems: faults.slice(0, 10).map(({ stepId, message }) => `Step ${stepId ?? "?"}: ${message}`),
    };
  return { patch: patch.data, explanation: [...said, ...newTools(graph, draft.graph)].join(" ") };
}

/** Says which tools a replan brings that the run's plan did not have: accepting it is what allows them. */
export function newTools(before: PlanGraph, after: PlanGraph): string[] {
  const known = toolsOf(before);
  const more = [...toolsOf(after)].filter((tool) => !known.has(tool));
  if (more.length === 0) return [];
  return [`It uses ${more.join(" and ")}, which this run did not have before: accepting it allows that.`];
}

function toolsOf({ steps }: PlanGraph): Set<string> {
  return new Set(
    steps.flatMap(({ tool, fallbacks }) => [tool, ...fallbacks.map((fallback) => fallback.tool)]),
  );
}

function plain(text: string): string {
  return text.replaceAll("\u0000", "").trim().slice(0, MOST_REPLY).toWellFormed();
}

/** The run as the model sees it: the plan, how far each step is, and what went wrong. */
function describe({ graph, steps, tools, goal, note, today }: ReplanRequest): string {
  const states = steps.map(({ stepId, status, attempt, tool, error, notes, summary, slow, waitingFor }) =>
    JSON.stringify({
      stepId,
      status,
      ...(attempt > 1 ? { attempts: attempt } : {}),
      ...(tool ? { lastTool: tool } : {}),
      ...(error ? { error: `${error.code}: ${error.message}` } : {}),
      ...(notes.length > 0 ? { notes: notes.slice(-5) } : {}),
      ...(summary ? { result: summary } : {}),
      ...(slow ? { slow: true } : {}),
      ...(waitingFor ? { waitingFor } : {}),
    }),
  );
  return [
    describeTools(tools),
    `Today is ${today}.`,
    asData("goal", goal?.text ?? "unknown"),
    asData("plan", graph.steps.map((step) => JSON.stringify(writeStep(step, graph))).join("\n")),
    asData("what happened, by step", states.join("\n")),
    note.trim() === "" ? "Mend what failed." : `The person asks: ${note.trim()}`,
    "Only steps that are blocked, ready or failed can change.",
  ].join("\n\n");
}
