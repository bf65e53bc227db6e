import { adjacency } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { stems } from "../goal/words.ts";

/** The step or tool that words name, or a sentence saying why none does. */
export type Found<T> = { found: T } | { problem: string };

/**
 * Finds a step by its id or title, as "the first" or "the last" of the plan, else by the words it shares with one step more than
 * with all others. What fits several steps as well is never guessed: the problem names them.
 */
export function findStep(graph: PlanGraph, words: string): Found<Step> {
  const plain = plainName(words);
  const exact = exactly(graph, plain);
  if (exact.length === 1 && exact[0] !== undefined) return { found: exact[0] };
  if (exact.length > 1) {
    const ids = exact.map((step) => step.id).join(" or ");
    return { problem: `Several steps are called "${plain}"; name one by its id: ${ids}.` };
  }
  const end = /^(first|last)(?: one)?$/i.exec(plain)?.[1]?.toLowerCase();
  const ends = end === undefined ? [] : endsOf(graph, end === "first");
  if (ends.length > 0) return only(ends, plain);
  const wanted = stems(plain);
  const scored = graph.steps
    .map((step) => {
      const own = new Set([...stems(step.title), ...stems(step.id.replace(/[-_]/g, " "))]);
      return { step, score: [...wanted].filter((stem) => own.has(stem)).length / wanted.size };
    })
    .filter(({ score }) => score > 0.6)
    .toSorted((a, b) => b.score - a.score);
  const best = scored.filter(({ score }) => score === scored[0]?.score).map(({ step }) => step);
  return only(best, plain);
}

/** Finds one step, or several that are joined by commas and "and". Each once, in the order they are named. */
export function findSteps(graph: PlanGraph, words: string): Found<Step[]> {
  const names = words.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i).filter((name) => name.trim() !== "");
  const whole = findStep(graph, words);
  const listed = names.map((name) => findStep(graph, name));
  if (names.length < 2 || exactly(graph, plainName(words)).length > 0) {
    return "problem" in whole ? whole : { found: [whole.found] };
  }
  const problem = listed.find((one) => "problem" in one);
  // "Research and compare the market" may be one step's name.
  if (problem !== undefined) return "problem" in whole ? problem : { found: [whole.found] };
  return { found: [...new Set(listed.flatMap((one) => ("found" in one ? [one.found] : [])))] };
}

function plainName(words: string): string {
  return words
    .trim()
    .replace(/^["'“”‘’«]+|["'“”‘’».,!]+$/gu, "")
    .replace(/^(?:the\s+)?step\s+/i, "")
    .replace(/^the\s+/i, "")
    .replace(/\s+step$/i, "");
}

function exactly(graph: PlanGraph, plain: string): Step[] {
  return graph.steps.filter((step) => step.id === plain || step.title.toLowerCase() === plain.toLowerCase());
}

/** The steps that wait for none, or that none waits for. */
function endsOf(graph: PlanGraph, first: boolean): Step[] {
  const { before, after } = adjacency(graph);
  const neighbours = first ? before : after;
  return graph.steps.filter((step) => (neighbours.get(step.id) ?? []).length === 0);
}

/** How many steps a question names at most. */
const MOST_NAMED = 4;

function only(fitting: readonly Step[], plain: string): Found<Step> {
  const [step] = fitting;
  if (step === undefined) return { problem: `There is no step "${plain}".` };
  if (fitting.length === 1) return { found: step };
  const named = fitting.slice(0, MOST_NAMED).map(({ title }) => `"${title}"`);
  const rest = fitting.length > MOST_NAMED ? " or another" : "";
  return { problem: `"${plain}" could be ${named.join(" or ")}${rest}.` };
}

/** Finds a tool by its name or title, or by the words of either. */
export function findTool(tools: readonly ToolSpec[], words: string): Found<ToolSpec> {
  const plain = words
    .trim()
    .replace(/^["'“”]+|["'“”.,!]+$/gu, "")
    .replace(/^(?:the\s+)/i, "")
    .replace(/\s+tool$/i, "");
  const exact = tools.find((tool) =>
    [tool.name, tool.title].some((name) => name.toLowerCase() === plain.toLowerCase()),
  );
  if (exact !== undefined) return { found: exact };
  const wanted = stems(plain);
  const fitting = tools.filter((tool) => {
    const own = new Set([...stems(tool.name.replace(/\./g, " ")), ...stems(tool.title)]);
    return [...wanted].every((stem) => own.has(stem));
  });
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return { found: only };
  return {
    problem:
      fitting.length === 0
        ? `There is no tool "${plain}".`
        : `"${plain}" could be ${fitting.map((tool) => tool.name).join(" or ")}.`,
  };
}
