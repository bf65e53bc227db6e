import type { StepId } from "#lib/domain/ids.ts";
import type { DraftedStep } from "./drafted-step.ts";
import type { PlaybookContext } from "./playbooks/playbook.ts";
import * as kit from "./playbooks/step-kit.ts";
import { idOf } from "./step-id.ts";
import { capital, frameOf, periodOf } from "./playbooks/wording.ts";

/** What a spelled-out step is done with. */
export type Kind = "search" | "keywords" | "metrics" | "calendar" | "budget" | "document" | "text" | "note";

/** A step of the goal on its way into a plan. */
export type Outline = {
  index: number;
  id: StepId;
  title: string;
  kind: Kind;
  before: number[];
  ancestors: Set<number>;
};

/** Steps exactly as the goal spells them out, and what there is to say about them. */
export type ExplicitPlan = { steps: DraftedStep[]; remarks: string[] };

/**
 * Turns the steps that a goal spells out into exactly that graph: the same steps, the same dependencies, none added. Each
 * step's tool follows from its verb and object, its arguments from the goal and from the steps it comes after.
 */
export function draftExplicitPlan(context: PlaybookContext): ExplicitPlan {
  const outlines = outline(context);
  const remarks: string[] = [];
  const notes = outlines.filter((one) => one.kind === "note").map((one) => `"${one.title}"`);
  if (notes.length > 0) {
    const which =
      notes.length === 1 ? `${notes[0]}; that step writes` : `${notes.join(", ")}; those steps write`;
    remarks.push(`No tool here does ${which} a working note for the person who does it.`);
  }
  if (outlines.some((one) => /\bbudget|allocat/i.test(one.title)) && context.analysis.goalBudget === null) {
    remarks.push(
      "No amount could be read from the goal, so nothing can be divided; the budget step writes a working note instead.",
    );
  }
  const byIndex = new Map(outlines.map((one) => [one.index, one]));
  return { steps: inOrder(outlines).map((one) => draft(one, byIndex, context)), remarks };
}

const VERBS: readonly [RegExp, Kind][] = [
  [/\b(?:keywords?|search terms|key phrases)\b/i, "keywords"],
  [
    /^(?:compile|compose|assemble|finali[sz]e|put together)\b|\b(?:reports?|documents?|dossier|white ?paper|handbook|presentation|slide deck)$/i,
    "document",
  ],
  [
    /^(?:write|draft|prepare|create|produce|build|make|generate)\b.*\b(?:reports?|documents?|white ?paper|handbook)\b/i,
    "document",
  ],
  [
    /\b(?:allocat\w*|divide|split|distribute)\b.*\b(?:budget|money|funds|spend\w*|amount)\b|\bbudget (?:allocation|split|plan)\b|^allocat\w*\b/i,
    "budget",
  ],
  [
    /^schedul\w*\b|\b(?:calendar|content plan|editorial plan|posting plan|timetable|timeline)\b|^(?:plan|schedule)\b.*\b(?:posts|content|dates|entries)\b/i,
    "calendar",
  ],
  [
    /(?:^(?:analy[sz]e|review|evaluate|measure|examine|assess|calculate|check|summari[sz]e|visuali[sz]e|chart)\b|\banalysis\b|\breview\b).*\b(?:metrics|csv|figures|numbers|data|performance|campaigns?|sales|spend\w*|kpis?|revenue|traffic|conversion\w*|returns?|roi|spreadsheet)\b|\b(?:metrics|performance|data|sales|campaign) (?:analysis|review)\b/i,
    "metrics",
  ],
  [
    /^(?:research|investigate|study|explore|find|look up|look for|search|benchmark|gather|collect|scan|source|scout|read up|learn|identify|discover|compare|analy[sz]e|examine|review|map)\b|\b(?:research|benchmark|review|analysis|study|scan|identification)$/i,
    "search",
  ],
  [
    /^(?:write|draft|create|prepare|develop|design|outline|define|describe|formulate|propose|recommend|summari[sz]e|brainstorm|set out|plan|edit|revise|rewrite|translate|make|produce|build|generate|document|present|position|brief|choose|select|decide|prioriti[sz]e|pick|set)\b|\b(?:copy|strategy|plan|brief|outline|summary|messag\w+|positioning|draft|selection)$/i,
    "text",
  ],
];

// What is left of "Compile the launch document" is the document's name.
const PUTTING_TOGETHER =
  /^(?:write|draft|compile|compose|assemble|prepare|create|produce|put together|finali[sz]e|build|make|generate)\s+(?:an?\s|the\s|our\s)?\s*/i;

// What is left of "Research refill shops" is what to search for; the verb would match every document that says "research".
const SEARCHING =
  /^(?:research|investigate|study|explore|find|look up|look for|search|benchmark|gather|collect|scan|source|scout|read up|learn|identify|discover|compare|analy[sz]e|examine|review|map)\s+(?:(?:on|into|for|about|out)\s+)?/i;

export function kindOf(title: string): Kind {
  return VERBS.find(([pattern]) => pattern.test(title))?.[1] ?? "note";
}

function outline({ analysis }: PlaybookContext): Outline[] {
  const taken = new Set<string>();
  const outlines = analysis.explicitSteps.map(({ title }, index): Outline => {
    const before = analysis.explicitDependencies.flatMap(([from, to]) => (to === index ? [from] : []));
    return { index, id: idOf(title, taken), title, kind: kindOf(title), before, ancestors: new Set() };
  });
  for (const one of outlines) {
    const open = [...one.before];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (one.ancestors.has(at)) continue;
      one.ancestors.add(at);
      open.push(...(outlines[at]?.before ?? []));
    }
  }
  return outlines;
}

/** Steps in the goal's order as far as each comes after what it depends on ("write B; before that, A" puts A first). */
function inOrder(outlines: Outline[]): Outline[] {
  const done = new Set<number>();
  const ordered: Outline[] = [];
  while (ordered.length < outlines.length) {
    const next = outlines.find(
      (one) => !done.has(one.index) && one.before.every((before) => done.has(before)),
    );
    if (next === undefined) break;
    done.add(next.index);
    ordered.push(next);
  }
  return ordered;
}

export function draft(
  one: Outline,
  byIndex: ReadonlyMap<number, Outline>,
  context: PlaybookContext,
): DraftedStep {
  const { analysis } = context;
  const earlier = [...one.ancestors].toSorted((a, b) => a - b).flatMap((index) => byIndex.get(index) ?? []);
  const direct = one.before.flatMap((index) => byIndex.get(index) ?? []);
  const basics = { id: one.id, title: one.title, after: direct.map((step) => step.id) };
  const nearest = (kind: Kind) =>
    earlier.findLast((step) => settle(step, byIndex, context) === kind)?.id ?? null;
  const search = nearest("search");
  const subject = `${one.title} ${sharesWord(one.title, analysis.topic) ? "" : analysis.topic}`.trim();
  switch (settle(one, byIndex, context)) {
    case "search":
      return kit.searchStep({
        ...basics,
        instruction: `${one.title}: find what the workspace's documents say, each passage with its source.`,
        query: subject.replace(SEARCHING, ""),
      });
    case "keywords":
      if (search === null) break;
      return kit.keywordStep({
        ...basics,
        instruction: "Take the telling words and phrases from what the research found.",
        search,
        topic: analysis.topic,
      });
    case "metrics":
      return kit.metricsStep({
        ...basics,
        instruction: `${one.title}: work out from the CSV document that fits best what each group cost and returned, citing its rows.`,
        question: subject,
      });
    case "calendar": {
      const keywords = nearest("keywords");
      return kit.calendarStep({
        ...basics,
        instruction: `${one.title}: put the entries on dates within ${periodOf(context)}. Change items, channels and pace in the arguments.`,
        context,
        items: keywords === null ? calendarItems(context) : { keywordsOf: keywords },
        name: capital(sharesWord(one.title, analysis.topic) ? one.title : `${one.title}: ${analysis.topic}`),
      });
    }
    case "budget":
      if (analysis.goalBudget === null) break;
      return kit.allocationStep({
        ...basics,
        instruction:
          "Divide the goal's budget to the cent, by what the figures show where an earlier step analysed some.",
        budget: analysis.goalBudget,
        metrics: nearest("metrics"),
        names: kit.DEFAULT_CHANNELS,
      });
    case "document":
      return kit.documentStep({
        ...basics,
        instruction: `${one.title}: put the results of all earlier steps into one document with their sources.`,
        name: capital(one.title.replace(PUTTING_TOGETHER, "")),
        summary: frameOf(context),
        sections: earlier.map((step) => ({ heading: step.title, of: step.id })),
      });
    case "text":
    case "note":
      break;
  }
  const note = one.kind === "note";
  return kit.writeStep({
    ...basics,
    instruction: note
      ? `${one.title}: Planwright has no tool that does this. The step gathers what earlier steps found into a working note for the person who does it.`
      : `${one.title}, from what the earlier steps found.`,
    brief: note ? `Working note: ${one.title}` : one.title,
    analysis,
    material: direct.map((step) => step.id),
    grounded: true,
  });
}

/** The kind a step really gets: keywords need an earlier search to read, documents something to put together, budgets an amount. */
function settle(one: Outline, byIndex: ReadonlyMap<number, Outline>, context: PlaybookContext): Kind {
  if (one.kind === "document" && one.ancestors.size === 0) return "text";
  if (one.kind === "budget" && context.analysis.goalBudget === null) return "text";
  if (one.kind !== "keywords") return one.kind;
  const searched = [...one.ancestors].some((index) => byIndex.get(index)?.kind === "search");
  return searched ? "keywords" : "search";
}

function calendarItems({ analysis }: PlaybookContext): string[] {
  const items = analysis.keywords.length > 0 ? analysis.keywords : [analysis.topic];
  return items.map(capital);
}

function sharesWord(title: string, topic: string): boolean {
  const words = new Set(title.toLowerCase().split(/\W+/));
  return topic
    .toLowerCase()
    .split(/\W+/)
    .some((word) => word.length > 3 && words.has(word));
}
