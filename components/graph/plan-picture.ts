import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunStatus } from "#lib/domain/run.ts";
import { edgeId } from "./edge-id.ts";
import { lineEnds, linePath } from "./edges/line-path.ts";
import type { Layout } from "./layout/layout-value.ts";
import { CARD } from "./level-layout.ts";
import { STATUS_LOOK } from "./run-status-look.ts";

/** What a picture draws: the graph in its places, a second line for each card (its tool), and states of a run, if any. */
export type PictureInput = {
  graph: PlanGraph;
  layout: Pick<Layout, "points" | "routes" | "direction">;
  lineOf: (stepId: string) => string;
  statusOf: (stepId: string) => StepRunStatus | null;
};

/** Room round the graph, in pixels. */
const MARGIN = 32;
/** About how many characters of a title one line of a card holds; wider letters are cut by the card's edge, never drawn beyond it. */
const TITLE_CHARACTERS = 34;
/** About how many of the line below it, where a state stands beside that. */
const LINE_CHARACTERS = 24;

/** A picture goes into other people's documents, which are white: the colours of the light theme, as `app/globals.css` has them. */
const COLOURS = {
  text: "#1b1c22",
  muted: "#5c5f6b",
  line: "#9a9dab",
  card: "#ffffff",
  page: "#ffffff",
} as const;
const STATUS_COLOURS: Record<StepRunStatus, string> = {
  blocked: "#5f6571",
  ready: "#0b6a83",
  running: "#1a58c4",
  waiting: "#8f5200",
  succeeded: "#116d36",
  failed: "#bd2323",
  skipped: "#66557f",
  cancelled: "#6f5b50",
};

/**
 * The plan as an SVG document that stands alone: no script, no font, nothing to load.
 * @returns the document and its size in pixels
 */
export function planPicture({ graph, layout, lineOf, statusOf }: PictureInput): {
  svg: string;
  width: number;
  height: number;
} {
  const corners = graph.steps.map(({ id }) => layout.points[id] ?? { x: 0, y: 0 });
  const bends = Object.values(layout.routes).flat();
  const xs = [...corners.flatMap(({ x }) => [x, x + CARD.width]), ...bends.map(({ x }) => x)];
  const ys = [...corners.flatMap(({ y }) => [y, y + CARD.height]), ...bends.map(({ y }) => y)];
  const [left, top] = [least(xs) - MARGIN, least(ys) - MARGIN];
  const [width, height] = [most(xs) + MARGIN - left, most(ys) + MARGIN - top];
  const at = (id: string) => layout.points[id] ?? { x: 0, y: 0 };
  const lines = graph.dependencies.map((dependency) => {
    const [from, to] = [at(dependency.from), at(dependency.to)];
    const { exit, entry } = lineEnds(from, to, layout.direction);
    const { path } = linePath([exit, ...(layout.routes[edgeId(dependency)] ?? []), entry], layout.direction);
    return `<path d="${path}" fill="none" stroke="${COLOURS.line}" stroke-width="1.75"/>`;
  });
  const cards = graph.steps.map(({ id, title }, i) => {
    const { x, y } = at(id);
    const state = statusOf(id);
    const colour = state ? STATUS_COLOURS[state] : COLOURS.line;
    const name = titleLines(title).map((text, row) => textAt(x + 14, y + 27 + row * 18, text, "title"));
    return [
      `<g clip-path="url(#c${i})"><clipPath id="c${i}"><rect x="${x}" y="${y}" width="${CARD.width}" height="${CARD.height}"/></clipPath>`,
      `<rect x="${x + 1}" y="${y + 1}" width="${CARD.width - 2}" height="${CARD.height - 2}" rx="9" fill="${COLOURS.card}" stroke="${colour}" stroke-width="1.5"/>`,
      ...name,
      textAt(x + 14, y + CARD.height - 14, state ? besideState(lineOf(id)) : lineOf(id), "line"),
      ...(state
        ? [
            textAt(
              x + CARD.width - 14,
              y + CARD.height - 14,
              STATUS_LOOK[state].word,
              "state",
              `fill="${colour}"`,
            ),
          ]
        : []),
      "</g>",
    ].join("");
  });
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<style>.title{font-size:14px;font-weight:600;fill:${COLOURS.text}}.line{font-size:12px;fill:${COLOURS.muted}}.state{font-size:12px;font-weight:600;text-anchor:end}</style>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${COLOURS.page}"/>`,
    ...lines,
    ...cards,
    "</svg>",
  ].join("\n");
  return { svg, width, height };
}

// Spreading thousands of numbers into Math.min would overflow the stack.
const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), numbers[0] ?? 0);
const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), numbers[0] ?? 0);

function textAt(x: number, y: number, text: string, look: string, more = ""): string {
  return `<text x="${x}" y="${y}" class="${look}" ${more}>${escapeXml(text)}</text>`;
}

/** A title in two lines at most, broken between words, with dots where it goes on. */
function titleLines(title: string): string[] {
  const lines: string[] = [""];
  for (const word of title.split(/\s+/)) {
    const last = lines.at(-1) ?? "";
    const longer = last === "" ? word : `${last} ${word}`;
    if (longer.length <= TITLE_CHARACTERS || last === "") lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const [first = "", second, more] = lines;
  if (second === undefined) return [first];
  return [first, more === undefined ? second : `${second} …`];
}

function besideState(line: string): string {
  const characters = Array.from(line);
  if (characters.length <= LINE_CHARACTERS) return line;
  return `${characters
    .slice(0, LINE_CHARACTERS - 1)
    .join("")
    .trimEnd()}…`;
}

// eslint-disable-next-line no-control-regex -- controls are what is taken out
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as XML: what has a meaning there as entities, and without what XML forbids altogether. */
function escapeXml(text: string): string {
  const allowed = text.toWellFormed().replace(FORBIDDEN, "\ufffd");
  return allowed.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
