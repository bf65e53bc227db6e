import type { BlockContent, PhrasingContent, RootContent } from "mdast";
import { costText } from "#lib/domain/cost-text.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import type { Json } from "#lib/domain/json.ts";
import { costByStep } from "#lib/domain/run-cost.ts";
import type { StepRunDetail, StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import type { RunView } from "#lib/domain/view.ts";
import type { ServiceContext } from "../context.ts";
import { getStepRun } from "../get-step-run.ts";
import type { HideSecrets } from "../secrets/hide-secrets.ts";
import { inertMarkdown, inertText, writeMarkdown } from "./inert-markdown.ts";
import { sourcesIn } from "./sources-in.ts";

/** A longer document, in UTF-16 units, is cut: reports are for people. The run as JSON has all of it. */
const MOST_PROSE = 500_000;
/** The same of an output that is no prose. */
const MOST_DATA = 20_000;
const MOST_SOURCES = 200;

/**
 * Writes a run as a report that people read, in Markdown, a section at a time: what it was for, what was done, what came out, the
 * steps, and where things came from. What tools and models wrote in it can neither act nor link (inert-markdown.ts).
 */
export async function* writeRunReport(
  ctx: ServiceContext,
  run: RunView,
  hide: HideSecrets,
): AsyncGenerator<string> {
  yield writeMarkdown([
    heading(1, run.planTitle),
    paragraph(factsOf(run)),
    heading(2, "Goal"),
    ...lines(run.goal),
    heading(2, "What was done"),
    ...whatWasDone(run),
  ]);
  const sources = new Set<string>();
  const states = new Map(run.steps.map((state) => [state.stepId, state]));
  const read = new Set(run.graph.dependencies.map(({ from }) => from));
  const given = run.graph.steps.filter((step) => states.get(step.id)?.hasOutput);
  const [ends, others] = [given.filter(({ id }) => !read.has(id)), given.filter(({ id }) => read.has(id))];
  for (const [name, steps] of [
    ["Results", ends],
    ["What the other steps gave", others],
  ] as const) {
    if (steps.length > 0) yield `\n${writeMarkdown([heading(2, name)])}`;
    for (const step of steps) {
      const detail = hide(await getStepRun({ ctx, input: { runId: run.id, stepId: step.id } }));
      for (const source of sourcesIn(detail.output)) sources.add(source);
      yield `\n${writeMarkdown([heading(3, step.title), ...outputOf(detail)])}`;
    }
  }
  yield `\n${writeMarkdown([heading(2, "Steps"), stepTable(run.graph.steps, run.steps)])}`;
  if (sources.size > 0) yield `\n${writeMarkdown([heading(2, "Sources"), sourceList([...sources])])}`;
}

function factsOf(run: RunView): string {
  const facts = [
    `Run ${run.number}`,
    `version ${run.versionNumber} of the plan`,
    word(run.status).toLowerCase(),
    ...(run.startedAt ? [`started ${run.startedAt.slice(0, 16).replace("T", " ")} UTC`] : []),
    ...(run.startedAt && run.finishedAt ? [`took ${timeBetween(run.startedAt, run.finishedAt)}`] : []),
    `cost ${costText({ micros: run.costMicros, unknown: run.costUnknown })}`,
  ];
  return `${facts.join(" · ")}.`;
}

function whatWasDone(run: RunView): RootContent[] {
  const titles = new Map(run.graph.steps.map(({ id, title }) => [id, title]));
  const notes = run.steps.flatMap((state) => {
    const said = [...state.notes, ...(state.status === "failed" && state.error ? [state.error.message] : [])];
    return said.map((note) => `${titles.get(state.stepId) ?? state.stepId}: ${note}`);
  });
  return [
    paragraph(`${run.stepsDone} of ${run.stepsTotal} steps are done.${run.reason ? ` ${run.reason}` : ""}`),
    ...(notes.length > 0 ? [bullets(notes.slice(0, MOST_SOURCES).map((note) => text(note)))] : []),
  ];
}

function outputOf({ output, large, files }: StepRunDetail): RootContent[] {
  const named = files.map(({ name, bytes }) => text(`${name} (${bytes.toLocaleString("en")} bytes)`));
  const list = named.length > 0 ? [paragraph("Files that it made:"), bullets(named)] : [];
  if (large) return [paragraph(`${large.bytes.toLocaleString("en")} bytes: too much for a report.`), ...list];
  return [...shown(output), ...list];
}

function shown(output: Json): BlockContent[] {
  const fields = typeof output === "object" && output !== null && !Array.isArray(output) ? output : {};
  const prose = fields["markdown"] ?? fields["text"] ?? output;
  if (typeof prose === "string") {
    const cut = prose.length > MOST_PROSE ? [paragraph("Longer than this: the rest is left out.")] : [];
    return [...inertMarkdown(prose.slice(0, MOST_PROSE).toWellFormed()), ...cut];
  }
  const { files: _, ...rest } = fields;
  const data = JSON.stringify(Object.keys(fields).length > 0 ? rest : output, null, 2);
  const cut = data.length > MOST_DATA ? [paragraph("Longer than this: the rest is left out.")] : [];
  return [{ type: "code", lang: "json", value: data.slice(0, MOST_DATA).toWellFormed() }, ...cut];
}

function stepTable(steps: readonly Step[], runs: readonly StepRunView[]): RootContent {
  const states = new Map(runs.map((state) => [state.stepId, state]));
  const costs = costByStep(runs);
  const rows = steps.map((step) => {
    const state = states.get(step.id);
    const cost = costs.get(step.id);
    return [
      step.title,
      state?.tool ?? step.tool,
      word(state?.status ?? "not in this run"),
      String(state?.attempt ?? 0),
      state?.startedAt && state.finishedAt ? timeBetween(state.startedAt, state.finishedAt) : "–",
      cost ? costText(cost) : "–",
    ];
  });
  return {
    type: "table",
    align: [null, null, null, "right", "right", "right"],
    children: [["Step", "Tool", "State", "Attempts", "Last attempt", "Cost"], ...rows].map((cells) => ({
      type: "tableRow",
      children: cells.map((cell) => ({ type: "tableCell", children: text(cell) })),
    })),
  };
}

function sourceList(sources: string[]): RootContent {
  const more = sources.length - MOST_SOURCES;
  const items = sources.slice(0, MOST_SOURCES).map(text);
  return bullets(more > 0 ? [...items, text(`and ${more} more`)] : items);
}

const text = (value: string): PhrasingContent[] => inertText(value.replace(/\s+/g, " "));

const heading = (depth: 1 | 2 | 3, title: string): RootContent => ({
  type: "heading",
  depth,
  children: text(title),
});

const paragraph = (value: string): BlockContent => ({ type: "paragraph", children: text(value) });

const bullets = (items: PhrasingContent[][]): RootContent => ({
  type: "list",
  ordered: false,
  spread: false,
  children: items.map((children) => ({
    type: "listItem",
    spread: false,
    children: [{ type: "paragraph", children }],
  })),
});

/** A text that a person typed, line by line. */
function lines(value: string): BlockContent[] {
  return value.split(/\n+/).flatMap((line) => (line.trim() === "" ? [] : [paragraph(line)]));
}

/** "needs_attention" as "Needs attention". */
function word(status: string): string {
  return (status.charAt(0).toUpperCase() + status.slice(1)).replaceAll("_", " ");
}

function timeBetween(from: string, to: string): string {
  return formatSeconds((Date.parse(to) - Date.parse(from)) / 1_000);
}
