import { centsText, shareText } from "../amount-text.ts";
import { describeLines, distinct, placeText, type Citation } from "../citation.ts";
import { embed, escapeInline } from "../text/markdown.ts";
import { pickSentences } from "../text/pick-sentences.ts";
import { stemOf, topicStems, wordsOf } from "../text/words.ts";
import type { TextOutput } from "../text/text-io.ts";
import { contentsOf, type Content } from "./content-shape.ts";
import { renderContent, type Rendered } from "./render-content.ts";

/** What a text is assembled from: what it is for, and any outputs of earlier steps. */
export type TextParts = { brief: string; topic: string; audience?: string | undefined; material: unknown };

const MOST_SENTENCES = 7;
const MOST_KEYWORDS = 8;
const LABEL = "*Assembled from the plan's material; no language model wrote it.*";
const NOTHING =
  "*The steps before found nothing to quote here. The brief says what is to be written, by a person or by a model once one is connected.*";
/** Heading of what is taken over as it is. */
const REST = "More material";

/** What a word of the brief, the topic, the names in the figures and the keywords is worth when sentences are chosen. */
function weightsOf({ brief, topic, audience }: TextParts, contents: readonly Content[]): Map<string, number> {
  const weights = new Map<string, number>();
  const give = (stems: Iterable<string>, weight: number) => {
    for (const stem of stems) weights.set(stem, Math.max(weights.get(stem) ?? 0, weight));
  };
  for (const content of contents) {
    if (content.kind === "keywords") {
      for (const { keyword } of content.value.keywords) give(wordsOf(keyword).map(stemOf), 0.7);
    }
    if (content.kind === "metrics") for (const { name } of content.value.groups) give(topicStems(name), 1);
    if (content.kind === "allocation") for (const { name } of content.value.lines) give(topicStems(name), 1);
  }
  give(topicStems(audience ?? ""), 0.8);
  give(topicStems(topic), 1);
  // The brief says what this text is about, among all that the topic could mean.
  give(topicStems(brief), 1.5);
  return weights;
}

function section(heading: string, part: Rendered): Rendered {
  return part.markdown === "" ? part : { ...part, markdown: `## ${heading}\n\n${part.markdown}` };
}

function fromSources(contents: readonly Content[], weights: ReadonlyMap<string, number>): Rendered {
  const passages = contents.flatMap((content) => (content.kind === "passages" ? content.passages : []));
  const picked = pickSentences(passages, weights, MOST_SENTENCES);
  const lines = picked.map(
    ({ text, document, ...place }) =>
      `- “${escapeInline(text)}” (${escapeInline(document)}, ${escapeInline(placeText(place))})`,
  );
  const dated = contents.flatMap((content) =>
    content.kind === "passages" && content.search?.source === "cache"
      ? [`Found by an earlier search, on ${content.search.retrievedAt.slice(0, 10)}, not by one of this run.`]
      : [],
  );
  return {
    markdown: [...dated, lines.join("\n")].filter(Boolean).join("\n\n"),
    citations: picked.map(({ text: _text, ...place }) => place),
  };
}

function fromFigures(contents: readonly Content[]): Rendered {
  const findings = contents.flatMap((content) =>
    content.kind === "metrics"
      ? content.value.findings.map((finding) => ({ ...finding, document: content.value.document }))
      : [],
  );
  const lines = findings.map(
    ({ text, document, lines: rows }) =>
      `- ${escapeInline(text)} (${escapeInline(document)}, ${describeLines(rows)})`,
  );
  const citations = findings.flatMap(({ document, lines: rows }) => rows.map((line) => ({ document, line })));
  return { markdown: lines.join("\n"), citations };
}

function fromAllocations(contents: readonly Content[]): Rendered {
  const parts = contents.flatMap((content) => (content.kind === "allocation" ? [content.value] : []));
  const lines = parts.flatMap((allocation) =>
    allocation.lines
      .filter((line) => line.cents > 0)
      .map((line) => {
        const amount = `${centsText(line.cents, allocation.currency)} (${shareText(line.share)})`;
        return `- **${escapeInline(line.name)}**: ${amount}. ${escapeInline(line.reason)}`;
      }),
  );
  return {
    markdown: lines.join("\n"),
    citations: parts.flatMap((part) => part.lines.flatMap((line) => line.cites)),
  };
}

function fromCalendars(contents: readonly Content[]): Rendered {
  const lines = contents.flatMap((content) => {
    if (content.kind !== "calendar") return [];
    const byChannel = Map.groupBy(content.value.entries, (entry) => entry.channel);
    return [...byChannel].map(([channel, entries]) => {
      const first = entries[0];
      const begin = first ? `, beginning on ${first.date} with “${escapeInline(first.title)}”` : "";
      return `- **${escapeInline(channel)}**: ${entries.length} ${entries.length === 1 ? "piece" : "pieces"}${begin}.`;
    });
  });
  return { markdown: lines.join("\n"), citations: [] };
}

function fromKeywords(contents: readonly Content[]): Rendered {
  const keywords = contents.flatMap((content) => (content.kind === "keywords" ? content.value.keywords : []));
  const shown = keywords.slice(0, MOST_KEYWORDS);
  return {
    markdown: shown.map((found) => `**${escapeInline(found.keyword)}**`).join(", "),
    citations: shown.flatMap((found) => found.sources.slice(0, 2)),
  };
}

/**
 * What an assembled text found itself, without its head and without what it had from texts before it: in a long plan each text would
 * repeat all those before it again and again.
 */
function ownPart({ text }: TextOutput): string {
  if (!text.startsWith(LABEL)) return text;
  const begin = text.indexOf("\n\n## ");
  const end = text.indexOf(`\n\n## ${REST}\n`);
  return begin === -1 ? "" : text.slice(begin, end === -1 ? undefined : end).trim();
}

function fromTheRest(contents: readonly Content[]): Rendered {
  const parts = contents.flatMap((content): Rendered[] => {
    if (content.kind === "text") {
      const own = ownPart(content.value);
      return own === "" ? [] : [{ markdown: embed(own, 1), citations: content.value.citations }];
    }
    if (content.kind === "plain" || content.kind === "record" || content.kind === "table") {
      return [renderContent(content.value)];
    }
    return [];
  });
  return {
    markdown: parts.map((part) => part.markdown).join("\n\n"),
    citations: parts.flatMap((part) => part.citations),
  };
}

/**
 * Assembles a text from material without a model: sentences chosen from the sources and quoted with their line, what the
 * figures say, what is planned, and which words to use. It is labelled as assembled.
 * @returns null when the material holds nothing
 */
export function assembleText(parts: TextParts): TextOutput | null {
  const contents = contentsOf(parts.material);
  if (contents.length === 0) return null;
  const sections = [
    section("What the sources say", fromSources(contents, weightsOf(parts, contents))),
    section("What the figures say", fromFigures(contents)),
    section("What is set aside", fromAllocations(contents)),
    section("What is planned", fromCalendars(contents)),
    section("Words to use", fromKeywords(contents)),
    section(REST, fromTheRest(contents)),
  ].filter((part) => part.markdown !== "");
  const about = [
    `Brief: ${escapeInline(parts.brief)}`,
    `Topic: ${escapeInline(parts.topic)}`,
    ...(parts.audience ? [`Audience: ${escapeInline(parts.audience)}`] : []),
  ];
  const head = [LABEL, about.join("  \n")];
  const citations: Citation[] = distinct(sections.flatMap((part) => part.citations));
  return {
    text: [...head, ...(sections.length > 0 ? sections.map((part) => part.markdown) : [NOTHING])].join(
      "\n\n",
    ),
    assembled: true,
    model: null,
    citations,
  };
}
