import type { StepId } from "#lib/domain/ids.ts";
import { StepChanges, type Step } from "#lib/domain/step.ts";
import type { DraftPatch } from "../replan/draft-patch.ts";
import { addedStep } from "./added-step.ts";
import { insertStep } from "./add-step.ts";
import type { ChangeDraft } from "./change-draft.ts";
import { checkQuote, type QuoteSource } from "./check-quote.ts";
import { connect, giveTool, moveStep } from "./follow-instruction.ts";
import { readArguments } from "./model-arguments.ts";
import type { ModelOperation } from "./model-reply.ts";

/** Carries out what a model asks for, each operation a change of its own. @returns what is wrong with them, in sentences */
export function carryOut(
  draft: ChangeDraft,
  operations: readonly ModelOperation[],
  source: QuoteSource,
): string[] {
  const added = new Map<string, StepId>();
  const problems: string[] = [];
  for (const [at, operation] of operations.entries()) {
    const quote = operation.quote.trim();
    const outcome = draft.change((patch) => {
      const wrong = checkQuote(quote, subjectOf(patch, operation, added), source);
      return wrong ?? carryOne(patch, operation, added);
    }, quote);
    if (typeof outcome === "object")
      problems.push(`Operation ${at + 1} (${operation.op}): ${outcome.problem}`);
  }
  return problems;
}

/** Ids of the steps that an answer added, by the keys it gave them. */
export type AddedSteps = Map<string, StepId>;

/** The step that an operation changes and a person must have mentioned; null for one that is new in this answer. */
function subjectOf({ graph }: DraftPatch, operation: ModelOperation, added: AddedSteps): Step | null {
  if (operation.op === "add") return null;
  const id = "to" in operation ? operation.to : operation.stepId;
  if (added.has(id)) return null;
  return graph.steps.find((step) => step.id === id) ?? null;
}

/** Carries out one operation on a patch. @returns why it cannot be done, in a sentence, or null */
export function carryOne(draft: DraftPatch, operation: ModelOperation, added: AddedSteps): string | null {
  const find = (name: string) => {
    const id = added.get(name) ?? name;
    return draft.graph.steps.find((step) => step.id === id) ?? null;
  };
  const unknown = (name: string) => `There is no step "${name.slice(0, 100)}". Use ids from the list.`;
  switch (operation.op) {
    case "add":
      return add(draft, operation, added, find);
    case "remove": {
      const step = find(operation.stepId);
      return step ? draft.remove(step) : unknown(operation.stepId);
    }
    case "update": {
      const step = find(operation.stepId);
      return step ? update(draft, step, operation, find) : unknown(operation.stepId);
    }
    case "move": {
      const [step, other] = [find(operation.stepId), find(operation.other)];
      if (!step) return unknown(operation.stepId);
      return other ? moveStep(draft, step, operation.where === "before", other) : unknown(operation.other);
    }
    case "connect":
    case "disconnect": {
      const [from, to] = [find(operation.from), find(operation.to)];
      if (!from) return unknown(operation.from);
      if (!to) return unknown(operation.to);
      // Which way round is not guessed: a model names ids.
      return operation.op === "connect"
        ? connect(draft, from, to)
        : draft.apply([{ op: "disconnect", from: from.id, to: to.id }]);
    }
  }
}

type Find = (name: string) => Step | null;

function add(
  draft: DraftPatch,
  operation: Extract<ModelOperation, { op: "add" }>,
  added: AddedSteps,
  find: Find,
): string | null {
  const { key, tool: toolName } = operation;
  if (added.has(key) || draft.graph.steps.some((step) => step.id === key))
    return `The key "${key.slice(0, 100)}" is taken. Give each new step one of its own.`;
  const title = operation.title.trim().slice(0, 200).toWellFormed();
  if (title === "") return "The new step has no title.";
  const missing = [...operation.after, ...operation.before].find((name) => find(name) === null);
  if (missing !== undefined) return `There is no step "${missing.slice(0, 100)}". Use ids from the list.`;
  const ids = (names: readonly string[]) => [...new Set(names.flatMap((name) => find(name)?.id ?? []))];
  const [from, to] = [ids(operation.after), ids(operation.before)];
  const list = draft.graph.steps.map((step) => step.id);
  const behind = list.findLastIndex((id) => from.includes(id));
  const front = list.findIndex((id) => to.includes(id));
  const after = behind >= 0 ? list[behind] : front >= 0 ? list[front - 1] : list.at(-1);
  const id = draft.freshId(title);
  const { graph, request } = draft;
  const drafted = addedStep({ id, title, after: from }, { graph, goal: request.goal, today: request.today });
  const made = withTool(
    draft,
    { ...drafted, instruction: textOf(operation.instruction) },
    toolName,
    operation.args,
    find,
  );
  if ("problem" in made) return made.problem;
  const problem = insertStep(draft, made.step, { from, to, after: after ?? null });
  if (problem === null) added.set(key, id);
  return problem;
}

type Written = { name: string; value: string }[] | null;

function withTool(
  draft: DraftPatch,
  step: Step,
  toolName: string | null,
  written: Written,
  find: Find,
): { step: Step } | { problem: string } {
  if (toolName === null && written === null) return { step };
  const tool = draft.request.tools.find(({ name }) => name === (toolName ?? step.tool));
  if (!tool) return { problem: unknownTool(toolName ?? step.tool) };
  const read = readArguments(written ?? [], tool, (name) => find(name)?.id ?? null);
  if ("problem" in read) return read;
  const own = tool.name === step.tool;
  const retry = { maxAttempts: tool.sideEffect === "once" ? 1 : 2, backoffSeconds: 2 };
  return {
    step: {
      ...step,
      tool: tool.name,
      args: own ? { ...step.args, ...read.args } : read.args,
      timeoutSeconds: tool.timeoutSeconds,
      retry,
      ...(!own && { fallbacks: [], doneCondition: { ...step.doneCondition, required: [] } }),
    },
  };
}

function update(
  draft: DraftPatch,
  step: Step,
  operation: Extract<ModelOperation, { op: "update" }>,
  find: Find,
): string | null {
  const { tool: toolName, args: written, title, instruction, optional, timeoutSeconds } = operation;
  const tool = draft.request.tools.find(({ name }) => name === (toolName ?? step.tool));
  if (toolName !== null && !tool) return unknownTool(toolName);
  const read = readArguments(written ?? [], tool, (name) => find(name)?.id ?? null);
  if ("problem" in read) return read.problem;
  const other = tool && toolName !== null && toolName !== step.tool ? tool : null;
  const problem = other && giveTool(draft, step, other, written === null ? undefined : read.args);
  if (problem) return problem;
  const changes = StepChanges.safeParse({
    ...(title !== null && { title }),
    ...(instruction !== null && { instruction }),
    ...(optional !== null && { optional }),
    ...(timeoutSeconds !== null && { timeoutSeconds }),
    ...(!other && written !== null && { args: { ...step.args, ...read.args } }),
  });
  if (!changes.success) return changes.error.issues[0]?.message ?? "These are no values of a step.";
  if (Object.keys(changes.data).length === 0) return other ? null : "It changes nothing.";
  return draft.apply([{ op: "update", stepId: step.id, changes: changes.data }]);
}

function textOf(instruction: string): string {
  return instruction.slice(0, 4_000).toWellFormed();
}

function unknownTool(name: string): string {
  return `There is no tool "${name.slice(0, 100)}". Use a tool from the list.`;
}
