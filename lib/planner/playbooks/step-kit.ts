import type { Day, GoalAnalysis, Money } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Argument, Arguments, Fallback, OutputPath, Reference, Step } from "#lib/domain/step.ts";
import { requires, PLAIN } from "#lib/domain/plain-step.ts";
import { storableText } from "#lib/domain/text.ts";
import type { DraftedStep } from "../drafted-step.ts";
import type { PlaybookContext } from "./playbook.ts";

/** What every drafted step says about itself. */
export type Basics = {
  id: StepId;
  title: string;
  instruction: string;
  after?: StepId[];
  optional?: boolean;
  /** CEL over `steps`: the step is skipped when it does not hold. */
  when?: string;
  /** CEL over `output` that must hold besides the parts that every step of its kind must give. */
  done?: string;
};

/** Channels proposed for calendars and budgets when nothing names better ones; a person can change them in the plan. */
export const DEFAULT_CHANNELS = ["Email newsletter", "Blog", "Social media", "Partners"];

/** What a text must have at least: a line or two is none. */
const LONG_ENOUGH = "size(output.text) >= 80";

/** An argument that is the value itself. */
export const literal = (value: Json): Argument => ({ kind: "literal", value });
/** An argument that is (a part of) an earlier step's output. */
export const from = (ref: StepId, ...path: OutputPath): Argument => ({ kind: "ref", ref, path });

/**
 * A search of the workspace's documents that falls back to the web, then to earlier results. `wider`: fewer words, looked for in the
 * documents before that, since words that none of them has keep others from being found.
 */
export function searchStep(basics: Basics & { query: string; wider?: string; limit?: number }): DraftedStep {
  const limit = literal(basics.limit ?? 6);
  const args: Arguments = { query: literal(clip(basics.query, 300)), limit };
  const wider = basics.wider === undefined ? [] : [literal(clip(basics.wider, 300))];
  const fallbacks: Fallback[] = [
    ...wider.map((query) => ({ tool: "knowledge.search", args: { query, limit } })),
    { tool: "web.search", args },
    { tool: "cache.read", args },
  ];
  return step(basics, "knowledge.search", args, [["passages"]], fallbacks);
}

/** The condition that an optional search found at least so many passages. */
export const found = (search: StepId, least = 1) => `size(steps["${search}"].passages) >= ${least}`;

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
 * Text assembled from earlier outputs; `material` are the steps it draws on, `brief` what it has to say when the instruction says more
 * than that. `grounded` adds the goal's own words, for texts
 * whose material may turn out to be nothing.
 */
export function writeStep(
  basics: Basics & { brief?: string; analysis: GoalAnalysis; material: StepId[]; grounded?: boolean },
): DraftedStep {
  const { analysis, brief = basics.instruction, material } = basics;
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
  return step({ done: LONG_ENOUGH, ...basics, after: basics.after ?? material }, "text.write", args, [
    ["text"],
  ]);
}

/**
 * A calendar over the period; `items` are titles, or a step whose keywords are scheduled; `otherwise` are titles for when it has
 * none, each of which comes once. `once`: tasks and milestones, each on one day, in order; otherwise items come again for as long as the
 * period lasts.
 */
export function calendarStep(
  basics: Basics & {
    context: PlaybookContext;
    items: string[] | { keywordsOf: StepId; otherwise?: string[] };
    channels?: string[];
    perWeek?: number;
    once?: boolean;
    /** Other days than the goal's period. */
    days?: { from: Day; to: Day };
    name: string;
  },
): DraftedStep {
  const { context, items, days = context.period, once = false } = basics;
  const titles = (all: string[]) => literal(all.map((item) => clip(item, 200)));
  const args: Arguments = {
    from: literal(days.from),
    to: literal(days.to),
    items: Array.isArray(items) ? titles(items) : from(items.keywordsOf, "keywords"),
    channels: literal(basics.channels ?? DEFAULT_CHANNELS.slice(0, 3)),
    ...(once ? { once: literal(true) } : { perWeek: literal(basics.perWeek ?? 2) }),
    title: literal(clip(basics.name, 150)),
  };
  const otherwise = Array.isArray(items) ? undefined : items.otherwise;
  const fallbacks: Fallback[] =
    otherwise === undefined
      ? []
      : [{ tool: "calendar.build", args: { ...args, items: titles(otherwise), once: literal(true) } }];
  // Half of the tasks, so that a person may take some out without having to change this as well.
  const least = once && Array.isArray(items) ? Math.ceil(items.length / 2) : 1;
  const done = `size(output.entries) >= ${least}`;
  return step(
    {
      done,
      ...basics,
      after: basics.after ?? (Array.isArray(items) ? [] : [items.keywordsOf]),
    },
    "calendar.build",
    args,
    [["entries"]],
    fallbacks,
  );
}

/**
 * The same tool once for each item of a list that an earlier step gives; `args` may refer to the step itself, which means the item.
 * Its output is the list of what came out. Optional, so that neither a list that is not there nor one item stops the rest.
 */
export function mapStep(
  basics: Basics & {
    each: { of: StepId; path: OutputPath };
    tool: string;
    args: Arguments;
    required: OutputPath;
  },
): DraftedStep {
  const { each, tool, args, required } = basics;
  const drafted = step({ optional: true, ...basics, after: basics.after ?? [each.of] }, tool, args, [
    required,
  ]);
  return { ...drafted, step: { ...drafted.step, kind: "map", each: { ref: each.of, path: each.path } } };
}

/** A text with parts of outputs in it. */
export const template = (...parts: (string | Reference)[]): Argument => ({ kind: "template", parts });

/**
 * The goal budget divided to the cent: by the figures of a metrics step when there is one (falling back to equal lines when
 * those are missing), else between the named lines.
 */
export function allocationStep(
  basics: Basics & {
    budget: Money;
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
  const done = `output.sumCents <= ${budget.cents} && output.currency == "${budget.currency}"`;
  if (metrics === null) return step({ done, ...basics }, "budget.allocate", equal, [["lines"]]);
  const weighed: Arguments = {
    ...shared,
    groups: from(metrics, "groups"),
    document: from(metrics, "document"),
  };
  const fallbacks: Fallback[] = [{ tool: "budget.allocate", args: equal }];
  return step(
    { done, ...basics, after: basics.after ?? [metrics] },
    "budget.allocate",
    weighed,
    [["lines"]],
    fallbacks,
  );
}

/** The steps of a goal that names a budget; none for one that does not. */
export const ifBudget = <T>({ goalBudget }: GoalAnalysis, make: (budget: Money) => T): T[] =>
  goalBudget === null ? [] : [make(goalBudget)];

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
  // Not how many: a person who takes a step out of the plan takes its section out too.
  return step({ done: "size(output.sections) > 0", ...basics, after }, "document.compose", args, [
    ["markdown"],
  ]);
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
    doneCondition: { ...requires(...required), expression: basics.done ?? null },
    optional: basics.optional ?? false,
    ...PLAIN,
    when: basics.when ?? null,
  };
  return { step: made, dependsOn: [...new Set(basics.after ?? [])] };
}

/** A text cut at a word to fit a field, never in the middle of a character. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = storableText(text, max - 3);
  return `${storableText(cut, Math.max(cut.lastIndexOf(" "), Math.floor(max / 2)))}...`;
}
