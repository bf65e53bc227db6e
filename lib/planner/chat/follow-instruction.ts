import { ancestors } from "#lib/domain/graph.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { Step } from "#lib/domain/step.ts";
import { requires } from "#lib/domain/plain-step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { DraftPatch } from "../replan/draft-patch.ts";
import { findStep, findSteps, findTool, type Found } from "../replan/find-step.ts";
import { noteArguments } from "../replan/mend-failures.ts";
import { addStep } from "./add-step.ts";
import type { Instruction } from "./instruction.ts";

/**
 * Carries an instruction out on a patch in the making.
 * @returns a sentence saying why not, or null; what is wrong may be noticed when a part of it is already in the patch
 */
export function followInstruction(draft: DraftPatch, instruction: Instruction): string | null {
  switch (instruction.verb) {
    case "add":
      return addStep(draft, instruction.what, instruction.place);
    case "remove":
      return each(draft, instruction.steps, (step) => {
        // It may have gone with another one.
        if (!draft.graph.steps.some(({ id }) => id === step.id)) return null;
        const problem = draft.remove(step);
        if (problem === null) draft.said.push(`Drops "${step.title}".`);
        return problem;
      });
    case "move":
      return move(draft, instruction.step, instruction.where === "before", instruction.other);
    case "rename":
      return rename(draft, instruction.step, instruction.title);
    case "connect":
      return each(draft, instruction.from, (from) =>
        each(draft, instruction.to, (to) => connect(draft, from, to)),
      );
    case "disconnect":
      return each(draft, instruction.from, (from) =>
        each(draft, instruction.to, (to) => disconnect(draft, from, to)),
      );
    case "use":
      return chooseTool(draft, instruction.tool, instruction.step);
    case "optional":
      return setOptional(draft, instruction.steps, instruction.optional);
    case "leave out":
      return leaveOut(draft, instruction.tool);
  }
}

/** Does something with every step that the words name, until one cannot. */
function each(draft: DraftPatch, words: string, work: (step: Step) => string | null): string | null {
  const target = named(draft, words);
  if ("problem" in target) return target.problem;
  for (const step of target.found) {
    const problem = work(step);
    if (problem !== null) return problem;
  }
  return null;
}

/** The steps that words name: one, several, or all. */
function named(draft: DraftPatch, words: string): Found<Step[]> {
  const every = /^(?:everything|(?:all|every|each)(?: (?:of )?(?:the )?(?:steps?|of them))?)$/i.test(
    words.trim(),
  );
  return every ? { found: [...draft.graph.steps] } : findSteps(draft.graph, words);
}

function setOptional(draft: DraftPatch, words: string, optional: boolean): string | null {
  const target = named(draft, words);
  if ("problem" in target) return target.problem;
  const closed = target.found.map((step) => draft.closed(step)).find((reason) => reason !== null);
  if (closed !== undefined) return closed;
  const changing = target.found.filter((step) => step.optional !== optional);
  // At once: one after another a plan of thousands would take minutes.
  const problem = draft.apply(
    changing.map(({ id }) => ({ op: "update", stepId: id, changes: { optional } })),
  );
  if (problem !== null) return problem;
  for (const step of changing)
    draft.said.push(`Makes "${step.title}" ${optional ? "optional" : "required"}.`);
  return null;
}

function change(
  draft: DraftPatch,
  step: Step,
  changes: Extract<PatchOperation, { op: "update" }>["changes"],
  said: string,
): string | null {
  if (sameJson({ ...step, ...changes }, step)) return draft.closed(step);
  const problem = draft.closed(step) ?? draft.apply([{ op: "update", stepId: step.id, changes }]);
  if (problem === null) draft.said.push(said);
  return problem;
}

function rename(draft: DraftPatch, words: string, title: string): string | null {
  const target = findStep(draft.graph, words);
  if ("problem" in target) return target.problem;
  if (title === "") return `It does not say what "${target.found.title}" is to be called.`;
  const clipped = title.slice(0, 200).toWellFormed();
  return change(draft, target.found, { title: clipped }, `Renames "${target.found.title}" to "${clipped}".`);
}

function move(draft: DraftPatch, words: string, before: boolean, where: string): string | null {
  const [step, other] = [findStep(draft.graph, words), findStep(draft.graph, where)];
  if ("problem" in step) return step.problem;
  if ("problem" in other) return other.problem;
  return moveStep(draft, step.found, before, other.found);
}

/** Puts a step before or after another, in the list and in what waits for what. @returns a sentence why not, or null */
export function moveStep(draft: DraftPatch, step: Step, before: boolean, other: Step): string | null {
  const refusal = draft.closed(step);
  if (refusal !== null) return refusal;
  const sources = draft.graph.dependencies.flatMap(({ from, to }) => (to === other.id ? [from] : []));
  const list = draft.graph.steps.map((one) => one.id).filter((id) => id !== step.id);
  const [source] = sources;
  const after = before
    ? sources.length === 1 && source !== undefined && source !== step.id
      ? source
      : (list[list.indexOf(other.id) - 1] ?? null)
    : other.id;
  const problem = draft.apply([{ op: "move", stepId: step.id, after, rewire: true }]);
  // Between steps that do not depend on each other a move only changes the list; here the order itself is meant.
  const [first, second] = before ? [step, other] : [other, step];
  if (problem === null && !ancestors(draft.graph, second.id).has(first.id)) {
    const refused = draft.closed(second) ?? draft.apply([{ op: "connect", from: first.id, to: second.id }]);
    if (refused !== null) return refused;
  }
  if (problem === null)
    draft.said.push(`Moves "${step.title}" ${before ? "before" : "after"} "${other.title}".`);
  return problem;
}

/** Makes `to` wait for `from`. @returns a sentence why not, or null */
export function connect(draft: DraftPatch, from: Step, to: Step): string | null {
  if (draft.graph.dependencies.some((one) => one.from === from.id && one.to === to.id)) {
    draft.said.push(`"${to.title}" already waits for "${from.title}".`);
    return null;
  }
  const problem = draft.closed(to) ?? draft.apply([{ op: "connect", from: from.id, to: to.id }]);
  if (problem === null) draft.said.push(`"${to.title}" now waits for "${from.title}".`);
  return problem;
}

/** Makes `to` no longer wait for `from`; people name the two in either order. @returns a sentence why not, or null */
export function disconnect(draft: DraftPatch, from: Step, to: Step): string | null {
  const waits = (source: Step, target: Step) =>
    draft.graph.dependencies.some((one) => one.from === source.id && one.to === target.id);
  if (!waits(from, to) && waits(to, from)) return disconnect(draft, to, from);
  const problem = draft.closed(to) ?? draft.apply([{ op: "disconnect", from: from.id, to: to.id }]);
  if (problem === null) draft.said.push(`"${to.title}" no longer waits for "${from.title}".`);
  return problem;
}

function chooseTool(draft: DraftPatch, toolWords: string, stepWords: string): string | null {
  const tool = findTool(draft.request.tools, toolWords);
  if ("problem" in tool) return tool.problem;
  const target = findStep(draft.graph, stepWords);
  if ("problem" in target) return target.problem;
  return giveTool(draft, target.found, tool.found);
}

/**
 * Gives a step another tool, and mends the steps that read parts of its output which the new tool does not give.
 * @param given its arguments; else those that it has for the tool already, or that both tools know
 * @returns a sentence why not, or null
 */
export function giveTool(draft: DraftPatch, step: Step, tool: ToolSpec, given?: Step["args"]): string | null {
  const refusal = draft.closed(step);
  if (refusal !== null) return refusal;
  const fallback = step.fallbacks.find((one) => one.tool === tool.name);
  const fallbacks = step.fallbacks.filter((one) => one.tool !== tool.name);
  const note = tool.name === "text.write" ? noteArguments(step, draft.request.goal) : null;
  const args = given ?? fallback?.args ?? note ?? fitting(step, tool);
  const outputs = Object.keys((tool.outputSchema["properties"] ?? {}) as object);
  const same = step.doneCondition.required.every((path) => outputs.includes(String(path[0])));
  if (!same) draft.mendReaders({ stepId: step.id, partsOnly: true });
  const doneCondition = same ? step.doneCondition : requires(...outputs.slice(0, 1).map((name) => [name]));
  const changes = { tool: tool.name, args, fallbacks: same ? fallbacks : [], doneCondition };
  return change(draft, step, changes, `Uses ${tool.title} for "${step.title}".`);
}

/** The arguments that the new tool knows too. */
function fitting(step: Step, tool: ToolSpec): Step["args"] {
  const known = Object.keys((tool.inputSchema["properties"] ?? {}) as object);
  return Object.fromEntries(Object.entries(step.args).filter(([name]) => known.includes(name)));
}

function leaveOut(draft: DraftPatch, words: string): string | null {
  const tool = findTool(draft.request.tools, words);
  if ("problem" in tool) return tool.problem;
  const { name, title } = tool.found;
  let changed = 0;
  for (const step of draft.graph.steps) {
    const fallbacks = step.fallbacks.filter((one) => one.tool !== name);
    if (!draft.open(step.id) || (step.tool !== name && fallbacks.length === step.fallbacks.length)) continue;
    const [next, ...rest] = fallbacks;
    if (step.tool === name && next === undefined) continue;
    const changes =
      step.tool === name && next !== undefined
        ? { tool: next.tool, args: next.args, fallbacks: rest }
        : { fallbacks };
    if (draft.apply([{ op: "update", stepId: step.id, changes }]) === null) changed += 1;
  }
  if (changed === 0) return `No step that can still change does without ${title}.`;
  draft.said.push(`Leaves ${title} out of ${changed} ${changed === 1 ? "step" : "steps"}.`);
  return null;
}
