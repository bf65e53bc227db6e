import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import {
  type Argument,
  type Arguments,
  type Fallback,
  type OutputPath,
  type Step,
  requires,
  PLAIN,
} from "#lib/domain/step.ts";
import type { DraftedStep } from "../drafted-step.ts";
import type { PlaybookContext } from "./playbook.ts";

/** What every drafted step says about itself. */
export type Basics = { id: StepId; title: string; instruction: string; after?: StepId[]; optional?: boolean };

/** Channels proposed for calendars and budgets when nothing names better ones; a person can change them in the plan. */
export const DEFAULT_CHANNELS = ["Email newsletter", "Blog", "Social media", "Partners"];

/** An argument that is the value itself. */
export const literal = (value: Json): Argument => ({ kind: "literal", value });
/** An argument that is (a part of) an earlier step's output. */
export const from = (ref: StepId, ...path: OutputPath): Argument => ({ kind: "ref", ref, path });

/** A search of the workspace's documents that falls back to the web, then to earlier results. */
export function searchStep(basics: Basics & { query: string; limit?: number }): DraftedStep {
  const args: Arguments = { query: literal(clip(basics.query, 300)), limit: literal(basics.limit ?? 6) };
  const fallbacks: Fallback[] = [
    { tool: "web.search", args },
    { tool: "cache.read", args },
  ];
  return step(basics, "knowledge.search", args, [["passages"]], fallbacks);
}

/** The telling words of what a search step found. */
export function keywordStep(basics: Basics & { search: StepId; topic: string; limit?: number }): DraftedStep {
  const args: Arguments = {
    passages: from(basics.search, "passages"),
    topic: literal(clip(basics.topic, 300)),
    limit: literal(basics.limit ?? 12),
  };
  return step({ ...basics, after: basics.after ?? [basics.search] }, "keywords.extract", args, [
    ["keywords"],
  ]);
}

/** Figures of a CSV document of the workspace: the one that fits the question best. */
export function metricsStep(basics: Basics & { question: string }): DraftedStep {
  return step(basics, "metrics.analyse", { question: literal(clip(basics.question, 500)) }, [["groups"]]);
}

/**
 * Text assembled from earlier outputs; `material` are the steps it draws on. `grounded` adds the goal's own words, for texts
 * whose material may turn out to be nothing.
 */
export function writeStep(
  basics: Basics & { brief: string; analysis: GoalAnalysis; material: StepId[]; grounded?: boolean },
): DraftedStep {
  const { analysis, brief, material } = basics;
  const goal = literal(clip(`The goal: ${analysis.text.replace(/\s+/g, " ")}`, 2_000));
  const args: Arguments = {
    brief: literal(clip(brief, 1_000)),
    topic: literal(clip(analysis.topic, 300)),
    ...(analysis.audience === null ? {} : { audience: literal(clip(analysis.audience, 200)) }),
    material: {
      kind: "list",
      items: [...material.map((id) => from(id)), ...(basics.grounded ? [goal] : [])],
    },
  };
  return step({ ...basics, after: basics.after ?? material }, "text.write", args, [["text"]]);
}

/** A calendar over the period; `items` are titles, or a step whose keywords are scheduled. */
export function calendarStep(
  basics: Basics & {
    context: PlaybookContext;
    items: string[] | { keywordsOf: StepId };
    channels?: string[];
    perWeek?: number;
    name: string;
  },
): DraftedStep {
  const { context, items } = basics;
  const args: Arguments = {
    from: literal(context.period.from),
    to: literal(context.period.to),
    items: Array.isArray(items)
      ? literal(items.map((item) => clip(item, 200)))
      : from(items.keywordsOf, "keywords"),
    channels: literal(basics.channels ?? DEFAULT_CHANNELS.slice(0, 3)),
    perWeek: literal(basics.perWeek ?? 2),
    title: literal(clip(basics.name, 150)),
  };
  const before = Array.isArray(items) ? [] : [items.keywordsOf];
  return step({ ...basics, after: basics.after ?? before }, "calendar.build", args, [["entries"]]);
}

/**
 * The goal budget divided to the cent: by the figures of a metrics step when there is one (falling back to equal lines when
 * those are missing), else between the named lines.
 */
export function allocationStep(
  basics: Basics & {
    budget: NonNullable<GoalAnalysis["goalBudget"]>;
    metrics: StepId | null;
    names: string[];
    reserveShare?: number;
  },
): DraftedStep {
  const { budget, metrics, names } = basics;
  const shared: Arguments = {
    totalCents: literal(budget.cents),
    currency: literal(budget.currency),
    reserveShare: literal(basics.reserveShare ?? 0.1),
  };
  const equal: Arguments = { ...shared, names: literal(names.map((name) => clip(name, 150))) };
  if (metrics === null) return step(basics, "budget.allocate", equal, [["lines"]]);
  const weighed: Arguments = {
    ...shared,
    groups: from(metrics, "groups"),
    document: from(metrics, "document"),
  };
  const fallbacks: Fallback[] = [{ tool: "budget.allocate", args: equal }];
  return step(
    { ...basics, after: basics.after ?? [metrics] },
    "budget.allocate",
    weighed,
    [["lines"]],
    fallbacks,
  );
}

/** The finished document; each section shows one earlier step's output. */
export function documentStep(
  basics: Basics & { name: string; summary: string; sections: { heading: string; of: StepId }[] },
): DraftedStep {
  const args: Arguments = {
    title: literal(clip(basics.name, 200)),
    summary: literal(clip(basics.summary, 1_500)),
    sections: {
      kind: "list",
      items: basics.sections.map(({ heading, of }) => ({
        kind: "object",
        properties: { heading: literal(clip(heading, 200)), content: from(of) },
      })),
    },
  };
  const after = basics.after ?? basics.sections.map((section) => section.of);
  return step({ ...basics, after }, "document.compose", args, [["markdown"]]);
}

function step(
  basics: Basics,
  tool: string,
  args: Arguments,
  required: OutputPath[],
  fallbacks: Fallback[] = [],
): DraftedStep {
  const made: Step = {
    id: basics.id,
    title: clip(basics.title, 200),
    instruction: clip(basics.instruction, 4_000),
    kind: "tool",
    tool,
    args,
    timeoutSeconds: 60,
    retry: { maxAttempts: 2, backoffSeconds: 2 },
    fallbacks,
    doneCondition: requires(...required),
    optional: basics.optional ?? false,
    ...PLAIN,
  };
  return { step: made, dependsOn: [...new Set(basics.after ?? [])] };
}

/** A text cut at a word to fit a field, never in the middle of a character. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 3).replace(/[\ud800-\udbff]$/, "");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), Math.floor(max / 2)))}...`;
}
