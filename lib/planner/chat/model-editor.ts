import type { Finding } from "#lib/domain/finding.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import { storableText } from "#lib/domain/text.ts";
import type { CappedAccess, ModelAnswer, ModelMessage } from "#lib/models/port.ts";
import { addSpend } from "#lib/models/spend.ts";
import { addedAddresses, warnOf } from "../foreign-addresses.ts";
import { carryOut } from "./carry-out.ts";
import { ChangeDraft } from "./change-draft.ts";
import type { ChatAnswer, ChatRequest } from "./chat-request.ts";
import type { QuoteSource } from "./check-quote.ts";
import { chatPrompt } from "./model-prompt.ts";
import { ModelReply } from "./model-reply.ts";

/** How often a model is told what is wrong with its answer. */
const MOST_REPAIRS = 2;
const OUTPUT_TOKENS = 6_000;
const TIMEOUT_MS = 60_000;
const MOST_REPLY = 1_500;

/**
 * Lets the planner model read a message. What it answers is only ever a list of operations by step id, each with the words of the
 * message that ask for it; they are checked one by one, and what is wrong goes back to it. What is still wrong then is refused: nothing
 * is proposed.
 * @param spent is told what each asking took, also before one that fails
 * @throws ModelError when no model answers; the signal's reason when aborted
 */
export async function editByModel(
  { models, prompt, cap }: CappedAccess,
  request: ChatRequest,
  { signal, spent }: { signal: AbortSignal; spent: (spend: ModelSpend) => void },
): Promise<ChatAnswer> {
  const messages: ModelMessage[] = chatPrompt(request, prompt("chat.edit"));
  const source = quoteSource(request);
  let spend: ModelSpend | null = null;
  for (let repairs = 0; ; repairs++) {
    const answer: ModelAnswer<ModelReply> = await models.generateObject("planner", {
      purpose: "chat.edit",
      messages,
      signal,
      budget: { cap, outputTokens: OUTPUT_TOKENS },
      timeoutMs: TIMEOUT_MS,
      schema: ModelReply,
      name: "plan_edit",
    });
    signal.throwIfAborted();
    spent(answer.spend);
    spend = spend === null ? answer.spend : addSpend(spend, answer.spend);
    const by = { answeredBy: `${answer.model} (${answer.provider})`, spend };
    // Whatever stands behind the port: nothing that does not fit goes further.
    const reply = ModelReply.safeParse(answer.value);
    const outcome = reply.success ? read(request, reply.data, source) : { problems: [MALFORMED] };
    if ("text" in outcome) return { ...outcome, ...by };
    if (repairs === MOST_REPAIRS) return { text: refusal(outcome.problems), changes: [], ...by };
    messages.push(
      { role: "assistant", text: answer.text === "" ? "(no text)" : answer.text },
      {
        role: "user",
        text: `This cannot be done as it is. Answer again, in full.\n${outcome.problems.join("\n")}`,
      },
    );
  }
}

const MALFORMED = "The answer is not of the form that was asked for.";

type Reading = Pick<ChatAnswer, "text" | "changes"> | { problems: string[] };

function read(request: ChatRequest, reply: ModelReply, source: QuoteSource): Reading {
  const said = storableText(reply.reply, MOST_REPLY);
  if (!reply.understood || reply.operations.length === 0) {
    return {
      text: `${said === "" ? "I do not see what should change." : said} Nothing was changed.`,
      changes: [],
    };
  }
  const draft = ChangeDraft.ofPlan(request);
  const problems = carryOut(draft, reply.operations, source);
  if (problems.length > 0) return { problems };
  const made = touched(draft);
  const faults = draft.errors().filter(({ stepId }) => stepId !== null && made.has(stepId));
  if (faults.length > 0) return { problems: faults.map(inWords) };
  try {
    const changes = draft.changes();
    if (changes.length === 0) return { text: "The plan is like that already. Nothing was changed.", changes };
    return {
      text: [said, "Nothing changes until you accept.", ...draft.leftToMend(), ...warnings(draft, request)]
        .join(" ")
        .trim(),
      changes,
    };
  } catch {
    return { problems: ["A text holds characters that cannot be kept, or is too long."] };
  }
}

/** The steps that the model itself wrote; those that only lose what was removed are for the person to mend. */
function touched(draft: ChangeDraft): Set<string> {
  return new Set(
    draft.patch.operations.flatMap((operation) => {
      if (operation.op === "add") return [operation.step.id];
      return operation.op === "update" || operation.op === "move" ? [operation.stepId] : [];
    }),
  );
}

/** Addresses that the person wrote nowhere, and the plan did not have: a text that the model read may have wanted them. */
function warnings({ patch }: ChangeDraft, request: ChatRequest): string[] {
  const { graph, goal, message, earlier } = request;
  const said = earlier.flatMap(({ role, text }) => (role === "person" ? [text] : []));
  const known = [goal?.text ?? "", message, ...said].join("\n");
  return warnOf(addedAddresses(graph, patch.graph, known));
}

function inWords({ stepId, field, message, fix }: Finding): string {
  return `Step ${stepId}${field === null ? "" : `, ${field}`}: ${message} ${fix ?? ""}`.trim();
}

function refusal(problems: readonly string[]): string {
  return `The model's proposal was refused, so nothing was changed. ${problems.slice(0, 3).join(" ")} Say it in other words, or name the steps by their titles.`;
}

function quoteSource({ message, earlier, graph }: ChatRequest): QuoteSource {
  const last = earlier.at(-1);
  const question = last?.role === "planner" && last.asked ? [last.text] : [];
  return { texts: [message, ...question], steps: graph.steps, goesOn: earlier.length > 0 };
}
