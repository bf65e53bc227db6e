import { z } from "zod";
import type { StepRunId } from "#lib/domain/ids.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { ReplanChoice } from "#lib/domain/replan.ts";
import { storableText } from "#lib/domain/text.ts";
import type { CappedAccess, ModelMessage } from "#lib/models/port.ts";
import { addSpend } from "#lib/models/spend.ts";
import { carryOne, type AddedSteps } from "../chat/carry-out.ts";
import { ChangeDraft } from "../chat/change-draft.ts";
import { ModelOperation } from "../chat/model-reply.ts";
import { addedAddresses, warnOf } from "../foreign-addresses.ts";
import { describeRun } from "./describe-run.ts";
import { nothing, stoppableOf, type Proposal, type Replanned, type ReplanRequest } from "./replan-request.ts";

/** What a model is asked for. In operations `quote` says why, in a few words. */
const ReplanReply = z.object({
  diagnosis: z.string().describe("What is wrong and why, in one or two sentences, from what happened"),
  choice: ReplanChoice.describe(
    "retry: the same step may work when tried again; fall_back: another tool does it; replan: the steps not yet started change; ask: only the person can decide; give_up: the goal cannot be reached",
  ),
  reply: z.string().describe("To the person: what you propose, what you ask, or why nothing helps"),
  steps: z
    .array(z.string())
    .optional()
    .describe(
      "For retry, and for fall_back of a slow step that has a fallback left: ids of the steps; else empty",
    ),
  operations: z.array(ModelOperation).max(60).describe("The change; empty for retry, ask and give_up"),
});
type ReplanReply = z.infer<typeof ReplanReply>;

const MOST_REPAIRS = 2;
const OUTPUT_TOKENS = 6_000;
const MOST_REPLY = 1_500;

/**
 * Has the planner model diagnose a run and propose what to do about it. What is done cannot change, whatever it answers, nor what
 * runs, but for a slow step that may be stopped; what does not fit goes back to it, and is refused at last.
 * @throws ModelError when no model answers; the signal's reason
 */
export async function replanByModel(
  request: ReplanRequest,
  { models, prompt, cap }: CappedAccess,
  signal: AbortSignal,
): Promise<Replanned> {
  const messages: ModelMessage[] = [
    { role: "system", text: prompt("replan.propose").text },
    { role: "user", text: describeRun(request) },
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
      const problems = storableText(outcome.problems.slice(0, 3).join(" "), MOST_REPLY);
      return { ...nothing(`The model's proposal was refused, so nothing changes. ${problems}`), ...by };
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

type Read = Proposal | { problems: string[] };

function read(request: ReplanRequest, reply: ReplanReply): Read {
  const { choice, operations } = reply;
  const said = [reply.diagnosis, reply.reply]
    .map((part) => storableText(part, MOST_REPLY))
    .filter((part) => part !== "");
  if (choice === "ask" || choice === "give_up") {
    if (operations.length > 0) return { problems: [`With "${choice}" nothing can change: leave it out.`] };
    const asked = storableText(reply.reply, MOST_REPLY);
    const explanation = choice === "ask" && asked !== "" ? asked : said.join(" ");
    return explanation === ""
      ? { problems: ["Say in your reply what you ask, or why nothing helps."] }
      : { choice, changes: [], steps: [], explanation };
  }
  if (operations.length > 0) return readOperations(request, choice, operations, said);
  if (choice === "replan") return { problems: ['With "replan" the operations say what changes.'] };
  const steps = choice === "retry" ? retried(request, reply.steps ?? []) : fallingBack(request);
  return "problems" in steps
    ? steps
    : { choice, changes: [], steps: steps.found, explanation: said.join(" ") };
}

type Steps = { found: StepRunId[] } | { problems: string[] };

/** Those that a model names and that can be tried again; all that can, when it names none. */
function retried({ steps, cause, slow }: ReplanRequest, named: readonly string[]): Steps {
  const may = steps.filter(
    ({ stepId, status, stale }) =>
      status === "failed" ||
      (cause.kind === "new_input" && stale && status !== "running") ||
      (cause.kind === "slow" && stepId === cause.stepId && slow?.mayStop === true),
  );
  const found = may.map(({ stepId }) => stepId).filter((id) => named.length === 0 || named.includes(id));
  return found.length > 0 ? { found } : { problems: ["There is no such step that could be tried again."] };
}

/** A failed step has no tool left to fall back to; a slow one may. */
function fallingBack({ cause, slow }: ReplanRequest): Steps {
  if (cause.kind === "slow" && slow?.mayStop && slow.fallbackLeft) return { found: [cause.stepId] };
  return { problems: ["No fallback is left: give the step another tool by an update operation."] };
}

function readOperations(
  request: ReplanRequest,
  choice: ReplanChoice,
  operations: readonly ModelOperation[],
  said: readonly string[],
): Read {
  const draft = new ChangeDraft({ ...request, stoppable: stoppableOf(request), lostReaders: "keep" });
  const added: AddedSteps = new Map();
  const problems = operations.flatMap((operation, at) => {
    const outcome = draft.change((patch) => {
      const target =
        "stepId" in operation ? patch.graph.steps.find(({ id }) => id === operation.stepId) : undefined;
      return (target && patch.closed(target)) ?? carryOne(patch, operation, added);
    });
    return typeof outcome === "object" ? [`Operation ${at + 1} (${operation.op}): ${outcome.problem}`] : [];
  });
  if (problems.length > 0) return { problems };
  const faults = draft.errors();
  if (faults.length > 0) {
    return {
      problems: faults.slice(0, 10).map(({ stepId, message }) => `Step ${stepId ?? "?"}: ${message}`),
    };
  }
  try {
    const changes = draft.changes();
    const { graph } = draft.patch;
    const explanation = [
      ...said,
      ...draft.patch.said,
      ...newTools(request.graph, graph),
      ...warnOf(addedAddresses(request.graph, graph, writtenByPerson(request))),
    ].join(" ");
    return changes.length === 0 ? nothing(explanation) : { choice, changes, steps: [], explanation };
  } catch {
    return { problems: ["A text holds characters that cannot be kept, or is too long."] };
  }
}

/** Says which tools a replan brings that the run's plan did not have: accepting it is what allows them. */
export function newTools(before: PlanGraph, after: PlanGraph): string[] {
  const known = toolsOf(before);
  const more = [...toolsOf(after)].filter((tool) => !known.has(tool));
  if (more.length === 0) return [];
  return [`It uses ${more.join(" and ")}, which this run did not have before: accepting it allows that.`];
}

/** What addresses may come from: the goal and the note. */
export function writtenByPerson({ goal, note }: Pick<ReplanRequest, "goal" | "note">): string {
  return [goal?.text ?? "", note].join("\n");
}

function toolsOf({ steps }: PlanGraph): Set<string> {
  return new Set(
    steps.flatMap(({ tool, fallbacks }) => [tool, ...fallbacks.map((fallback) => fallback.tool)]),
  );
}
