import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import { type Step, requires } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { adjacency, ancestors } from "#lib/domain/graph.ts";
import { searchStep, writeStep, metricsStep } from "../playbooks/step-kit.ts";
import type { DraftPatch } from "./draft-patch.ts";
import { findStep, findTool } from "./find-step.ts";
import { noteArguments } from "./mend-failures.ts";

/** The notes that are understood, as a person would write them. */
export const UNDERSTOOD = [
  "add X before Y",
  "add X after Y",
  "remove X",
  "rename X to Y",
  "move X after Y",
  "use TOOL for X",
  "connect X to Y",
  "disconnect X from Y",
  "make X optional",
  "skip web search",
] as const;

type Rule = { pattern: RegExp; follow: (draft: DraftPatch, words: Record<string, string>) => string | null };

// Each gives null when it was done, else a sentence saying why not. The first that matches a part of the note takes it.
const RULES: Rule[] = [
  {
    pattern:
      /^(?:skip|avoid|don'?t use|do not use|no|without|stop using)\s+(?:the\s+)?(?<tool>(?:web|knowledge|cache)[\s.](?:search|read))(?:es)?$/i,
    follow: (draft, { tool = "" }) => skipTool(draft, tool),
  },
  {
    pattern:
      /^(?:add|insert|put in|include)\s+(?:an?\s+)?(?:new\s+)?(?:step\s+)?(?<what>.+?)\s+(?<where>before|after)\s+(?<step>.+)$/i,
    follow: (draft, { what = "", where = "", step = "" }) =>
      add(draft, what, where.toLowerCase() === "before", step),
  },
  {
    pattern: /^(?:add|insert|include)\s+(?:an?\s+)?(?:new\s+)?(?:step\s+)?(?<what>.+)$/i,
    follow: (draft, { what = "" }) => addAtEnd(draft, what),
  },
  {
    pattern: /^(?:rename|retitle|call)\s+(?<step>.+?)\s+(?:to|as|into)\s+(?<title>.+)$/i,
    follow: (draft, { step = "", title = "" }) =>
      change(
        draft,
        step,
        () => ({ title: unquote(title).slice(0, 200) }),
        (old) => `Renames "${old.title}" to "${unquote(title)}".`,
      ),
  },
  {
    pattern: /^(?:move|put|place)\s+(?<step>.+?)\s+(?<where>before|after)\s+(?<other>.+)$/i,
    follow: (draft, { step = "", where = "", other = "" }) =>
      move(draft, step, where.toLowerCase() === "before", other),
  },
  {
    pattern: /^(?:use|try|switch to)\s+(?<tool>.+?)\s+(?:for|in|on|with)\s+(?<step>.+)$/i,
    follow: (draft, { tool = "", step = "" }) => giveTool(draft, tool, step),
  },
  {
    pattern: /^(?:disconnect|unlink)\s+(?<from>.+?)\s+(?:from|and)\s+(?<to>.+)$/i,
    follow: (draft, { from = "", to = "" }) => link(draft, "disconnect", from, to),
  },
  {
    pattern: /^(?:connect|link)\s+(?<from>.+?)\s+(?:to|with|and)\s+(?<to>.+)$/i,
    follow: (draft, { from = "", to = "" }) => link(draft, "connect", from, to),
  },
  {
    pattern: /^make\s+(?<step>.+?)\s+(?<how>optional|required)$/i,
    follow: (draft, { step = "", how = "" }) =>
      change(
        draft,
        step,
        () => ({ optional: /optional/i.test(how) }),
        (old) => `Makes "${old.title}" ${how.toLowerCase()}.`,
      ),
  },
  {
    pattern: /^(?:remove|drop|delete|leave out|skip|take out|without)\s+(?<step>.+)$/i,
    follow: (draft, { step = "" }) => {
      const target = findStep(draft.graph, step);
      if ("problem" in target) return target.problem;
      const problem = draft.remove(target.found);
      if (problem === null) draft.said.push(`Drops "${target.found.title}".`);
      return problem;
    },
  },
];

/** Follows a note part by part. @returns the parts that were not followed, each with the reason */
export function followNote(draft: DraftPatch, note: string): { part: string; reason: string | null }[] {
  const refused: { part: string; reason: string | null }[] = [];
  for (const part of partsOf(note)) {
    const rule = RULES.find((one) => one.pattern.test(part));
    if (rule === undefined) {
      refused.push({ part, reason: null });
      continue;
    }
    const groups = rule.pattern.exec(part)?.groups ?? {};
    const problem = rule.follow(draft, groups);
    if (problem !== null) refused.push({ part, reason: problem });
  }
  return refused;
}

const BEGINS =
  "add|insert|include|remove|drop|delete|rename|move|use|try|connect|disconnect|make|skip|leave out|don'?t use|do not use";

function partsOf(note: string): string[] {
  const joint = new RegExp(
    `(?:[.;\\n]+\\s*|,?\\s+(?:and\\s+then|then|and)\\s+|,\\s+)(?=(?:please\\s+)?(?:${BEGINS})\\b)|[.;\\n]+(?:\\s+|$)`,
    "i",
  );
  return note
    .split(joint)
    .map((part) =>
      part
        .trim()
        .replace(/^(?:please|also|and|then)\s+/i, "")
        .replace(/[.!]+$/, ""),
    )
    .filter((part) => part !== "");
}

const unquote = (words: string) => words.trim().replace(/^["'“”‘’]+|["'“”‘’.]+$/gu, "");

function change(
  draft: DraftPatch,
  words: string,
  make: (step: Step) => Extract<PatchOperation, { op: "update" }>["changes"],
  said: (step: Step) => string,
): string | null {
  const target = findStep(draft.graph, words);
  if ("problem" in target) return target.problem;
  const problem =
    draft.closed(target.found) ??
    draft.apply([{ op: "update", stepId: target.found.id, changes: make(target.found) }]);
  if (problem === null) draft.said.push(said(target.found));
  return problem;
}

function add(draft: DraftPatch, words: string, before: boolean, where: string): string | null {
  const target = findStep(draft.graph, where);
  if ("problem" in target) return target.problem;
  const { before: sources, after: followers } = adjacency(draft.graph);
  const { id } = target.found;
  if (before && !draft.open(id)) return draft.closed(target.found);
  const from = before ? (sources.get(id) ?? []) : [id];
  const to = before ? [id] : (followers.get(id) ?? []).filter((follower) => draft.open(follower));
  const list = draft.graph.steps.map((step) => step.id);
  const after = before ? (list[list.indexOf(id) - 1] ?? null) : id;
  return insert(draft, words, { from, to, after, bridged: true });
}

function addAtEnd(draft: DraftPatch, words: string): string | null {
  const { after } = adjacency(draft.graph);
  const last = draft.graph.steps
    .filter((step) => (after.get(step.id) ?? []).length === 0)
    .map((step) => step.id);
  return insert(draft, words, {
    from: last,
    to: [],
    after: draft.graph.steps.at(-1)?.id ?? null,
    bridged: false,
  });
}

type Place = { from: StepId[]; to: StepId[]; after: StepId | null; bridged: boolean };

/** Puts a new step into the chain: what it stands between is joined through it. A later document gets a section for it. */
function insert(draft: DraftPatch, words: string, { from, to, after, bridged }: Place): string | null {
  const title = unquote(words)
    .replace(/\s+step$/i, "")
    .replace(/^./u, (first) => first.toUpperCase())
    .slice(0, 200);
  const step = newStep(draft, draft.freshId(title), title, from);
  const dependencies = [
    ...from.map((id) => ({ from: id, to: step.id })),
    ...to.map((id) => ({ from: step.id, to: id })),
  ];
  const present = new Set(draft.graph.dependencies.map((one) => `${one.from}>${one.to}`));
  const through = from.flatMap((a) =>
    to
      .filter((b) => present.has(`${a}>${b}`))
      .map((b): PatchOperation => ({ op: "disconnect", from: a, to: b })),
  );
  const problem = draft.apply([{ op: "add", step, after, dependencies }, ...(bridged ? through : [])]);
  if (problem !== null) return problem;
  draft.said.push(`Adds "${title}".`);
  for (const reader of draft.graph.steps) {
    const sections = reader.args["sections"];
    const later =
      reader.tool === "document.compose" &&
      draft.open(reader.id) &&
      ancestors(draft.graph, reader.id).has(step.id);
    if (!later || sections?.kind !== "list") continue;
    const section = {
      kind: "object" as const,
      properties: {
        heading: { kind: "literal" as const, value: title },
        content: { kind: "ref" as const, ref: step.id, path: [] },
      },
    };
    draft.apply([
      {
        op: "update",
        stepId: reader.id,
        changes: {
          args: { ...reader.args, sections: { kind: "list", items: [...sections.items, section] } },
        },
      },
    ]);
  }
  return null;
}

function newStep(draft: DraftPatch, id: StepId, title: string, from: StepId[]): Step {
  const { goal } = draft.request;
  const about = goal?.topic ?? "";
  const basics = { id, title, instruction: `${title}. Added by a replan.` };
  if (
    /\b(?:research|analysis|review|search|find|look|compare|benchmark|competitors?|study)\b/i.test(title) &&
    !/\b(?:metrics|csv|figures|performance)\b/i.test(title)
  ) {
    return searchStep({ ...basics, query: `${title} ${about}`.trim() }).step;
  }
  if (/\b(?:metrics|csv|figures|performance)\b/i.test(title))
    return metricsStep({ ...basics, question: `${title} ${about}`.trim() }).step;
  const analysis = goal ?? {
    text: title,
    topic: title,
    deliverable: null,
    period: null,
    goalBudget: null,
    audience: null,
    keywords: [],
    explicitSteps: [],
    explicitDependencies: [],
    assumptions: [],
  };
  return writeStep({ ...basics, brief: title, analysis, material: from, grounded: true }).step;
}

function move(draft: DraftPatch, words: string, before: boolean, where: string): string | null {
  const [step, other] = [findStep(draft.graph, words), findStep(draft.graph, where)];
  if ("problem" in step) return step.problem;
  if ("problem" in other) return other.problem;
  const refusal = draft.closed(step.found);
  if (refusal !== null) return refusal;
  const sources = adjacency(draft.graph).before.get(other.found.id) ?? [];
  const list = draft.graph.steps.map((one) => one.id).filter((id) => id !== step.found.id);
  const after = before
    ? sources.length === 1
      ? (sources[0] ?? null)
      : (list[list.indexOf(other.found.id) - 1] ?? null)
    : other.found.id;
  const problem = draft.apply([{ op: "move", stepId: step.found.id, after, rewire: true }]);
  // Between steps that do not depend on each other a move only changes the list; here the order itself is meant.
  const [first, second] = before ? [step.found, other.found] : [other.found, step.found];
  if (problem === null && !ancestors(draft.graph, second.id).has(first.id)) {
    const refused = draft.closed(second) ?? draft.apply([{ op: "connect", from: first.id, to: second.id }]);
    if (refused !== null) return refused;
  }
  if (problem === null)
    draft.said.push(`Moves "${step.found.title}" ${before ? "before" : "after"} "${other.found.title}".`);
  return problem;
}

function giveTool(draft: DraftPatch, toolWords: string, stepWords: string): string | null {
  const tool = findTool(draft.request.tools, toolWords);
  if ("problem" in tool) return tool.problem;
  const target = findStep(draft.graph, stepWords);
  if ("problem" in target) return target.problem;
  const step = target.found;
  const refusal = draft.closed(step);
  if (refusal !== null) return refusal;
  const fallback = step.fallbacks.find((one) => one.tool === tool.found.name);
  const fallbacks = step.fallbacks.filter((one) => one.tool !== tool.found.name);
  const note = tool.found.name === "text.write" ? noteArguments(step, draft.request.goal) : null;
  const args = fallback?.args ?? note ?? fitting(step, tool.found);
  const outputs = Object.keys((tool.found.outputSchema["properties"] ?? {}) as object);
  const same = step.doneCondition.required.every((path) => outputs.includes(String(path[0])));
  if (!same) draft.mendReaders({ stepId: step.id, partsOnly: true });
  const doneCondition = same ? step.doneCondition : requires(...outputs.slice(0, 1).map((name) => [name]));
  const changes = { tool: tool.found.name, args, fallbacks: same ? fallbacks : [], doneCondition };
  const problem = draft.apply([{ op: "update", stepId: step.id, changes }]);
  if (problem === null) draft.said.push(`Uses ${tool.found.title} for "${step.title}".`);
  return problem;
}

/** The arguments that the new tool knows too. */
function fitting(step: Step, tool: ToolSpec): Step["args"] {
  const known = Object.keys((tool.inputSchema["properties"] ?? {}) as object);
  return Object.fromEntries(Object.entries(step.args).filter(([name]) => known.includes(name)));
}

function link(
  draft: DraftPatch,
  op: "connect" | "disconnect",
  fromWords: string,
  toWords: string,
): string | null {
  const [from, to] = [findStep(draft.graph, fromWords), findStep(draft.graph, toWords)];
  if ("problem" in from) return from.problem;
  if ("problem" in to) return to.problem;
  const refusal = draft.closed(to.found);
  if (refusal !== null) return refusal;
  const problem = draft.apply([{ op, from: from.found.id, to: to.found.id }]);
  if (problem === null)
    draft.said.push(
      op === "connect"
        ? `"${to.found.title}" now waits for "${from.found.title}".`
        : `"${to.found.title}" no longer waits for "${from.found.title}".`,
    );
  return problem;
}

function skipTool(draft: DraftPatch, words: string): string | null {
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
