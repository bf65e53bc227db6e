import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { stems } from "../goal/words.ts";

/** The step or tool that words name, or a sentence saying why none does. */
export type Found<T> = { found: T } | { problem: string };

/** Finds a step by its id or title, else by the words it shares with one step more than with all others. */
export function findStep(graph: PlanGraph, words: string): Found<Step> {
  const plain = words
    .trim()
    .replace(/^["'“”‘’«]+|["'“”‘’».,!]+$/gu, "")
    .replace(/^(?:the\s+)?step\s+/i, "")
    .replace(/^the\s+/i, "")
    .replace(/\s+step$/i, "");
  const exact = graph.steps.filter(
    (step) => step.id === plain || step.title.toLowerCase() === plain.toLowerCase(),
  );
  if (exact.length === 1 && exact[0] !== undefined) return { found: exact[0] };
  if (exact.length > 1) return { problem: `Several steps are called "${plain}"; name one by its id.` };
  const wanted = stems(plain);
  const scored = graph.steps
    .map((step) => {
      const own = new Set([...stems(step.title), ...stems(step.id.replace(/[-_]/g, " "))]);
      return { step, score: [...wanted].filter((stem) => own.has(stem)).length / wanted.size };
    })
    .filter(({ score }) => score > 0.6)
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined) return { problem: `There is no step "${plain}".` };
  if (second !== undefined && second.score === best.score) {
    return { problem: `"${plain}" could be "${best.step.title}" or "${second.step.title}".` };
  }
  return { found: best.step };
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
