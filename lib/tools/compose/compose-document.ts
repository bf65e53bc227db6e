import { distinct, type Citation } from "../citation.ts";
import { embed, escapeInline } from "../text/markdown.ts";
import { contentOf, contentsOf } from "./content-shape.ts";
import { keyFacts } from "./key-facts.ts";
import { describeSources, pictureName, renderContent } from "./render-content.ts";

/** Which part of the arguments came from which step, as the executor tells it. */
export type Origin = { path: (string | number)[]; stepId: string; stepTitle: string };
/** What a document is composed of. */
export type DocumentParts = {
  title: string;
  summary?: unknown;
  sections: { heading: string; content?: unknown }[];
};

type Step = { stepId: string; stepTitle: string };

function stepsAt(origins: readonly Origin[], path: (string | number)[]): Step[] {
  // Paths may be told with indexes as numbers or as text.
  const within = origins.filter((origin) => path.every((key, at) => String(origin.path[at]) === String(key)));
  return [...new Map(within.map(({ stepId, stepTitle }) => [stepId, { stepId, stepTitle }])).values()];
}

function fromSteps(steps: readonly Step[]): string {
  if (steps.length === 0) return "*Given with the plan; it comes from no earlier step.*";
  const names = steps.map((step) => `${escapeInline(step.stepTitle)} (\`${step.stepId}\`)`);
  return `*From ${steps.length === 1 ? "the step" : "the steps"} ${names.join(", ")}.*`;
}

function summaryText(summary: unknown): string {
  const content = contentOf(summary);
  if (content.kind === "text") return embed(content.value.text, 2);
  return content.kind === "nothing" ? "" : renderContent(summary).markdown;
}

/**
 * Composes a document in Markdown: title, how it was made, key facts, contents, one section after the other (each ends with
 * the steps it came from), and the list of sources. Everything that did not come from our own tools is shown literally.
 * @param today the day the document is dated with, YYYY-MM-DD
 */
export function composeDocument(
  parts: DocumentParts,
  origins: readonly Origin[],
  today: string,
): {
  markdown: string;
  sections: { heading: string; stepIds: string[] }[];
  citations: Citation[];
  /** Whether a part of it was written by a model. */
  byModel: boolean;
  /** The charts that it shows, by the names that it knows them by. */
  pictures: { name: string; svg: string }[];
} {
  const sections = parts.sections.map(({ heading, content }, at) => {
    const { markdown, citations } = renderContent(content);
    return { heading, markdown, citations, steps: stepsAt(origins, ["sections", at]) };
  });
  const allSteps = new Set(origins.map((origin) => origin.stepId));
  const citations = distinct(sections.flatMap((section) => section.citations));
  const contents = parts.sections.flatMap((section) => contentsOf(section.content));
  const facts = keyFacts(contents);
  const pictures = contents.flatMap((content) =>
    content.kind === "chart" ? [{ name: pictureName(content.name), svg: content.svg }] : [],
  );
  const summary = summaryText(parts.summary);
  const models = new Set(
    [parts.summary, ...parts.sections.map(({ content }) => content)].flatMap((content) =>
      contentsOf(content).flatMap((one) => (one.kind === "text" && one.value.model ? [one.value.model] : [])),
    ),
  );
  const writers =
    models.size === 0
      ? "No language model wrote it: words in quotation blocks are quoted from their sources, figures are computed from the rows they cite."
      : `Texts in it were written by ${escapeInline([...models].join(" and "))} from those results; words in quotation blocks are quoted from their sources, figures in tables are computed from the rows they cite.`;
  const byDocument = [...new Set(citations.map((citation) => citation.document))].map(
    (document) =>
      `- ${escapeInline(describeSources(citations.filter((citation) => citation.document === document)))}`,
  );
  const blocks = [
    `# ${escapeInline(parts.title)}`,
    `*Assembled by Planwright on ${today} from the results of ${allSteps.size} ${allSteps.size === 1 ? "step" : "steps"}. ${writers}*`,
    ...(summary ? ["## Summary", summary, fromSteps(stepsAt(origins, ["summary"]))] : []),
    ...(facts.length > 0 ? ["## Key facts", facts.map((fact) => `- ${fact}`).join("\n")] : []),
    "## Contents",
    sections.map((section, at) => `${at + 1}. ${escapeInline(section.heading)}`).join("\n"),
    ...sections.flatMap((section, at) => [
      `## ${at + 1}. ${escapeInline(section.heading)}`,
      section.markdown,
      fromSteps(section.steps),
    ]),
    ...(byDocument.length > 0 ? ["## Sources", byDocument.join("\n")] : []),
  ];
  return {
    markdown: `${blocks.filter((block) => block !== "").join("\n\n")}\n`,
    sections: sections.map(({ heading, steps }) => ({ heading, stepIds: steps.map((step) => step.stepId) })),
    citations,
    byModel: models.size > 0,
    pictures: [...new Map(pictures.map((picture) => [picture.name, picture])).values()],
  };
}
