import { expect, test } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { HOSTILE, NAUGHTY, UNKEEPABLE } from "#lib/testing/naughty-strings.ts";
import { levelLayout } from "./level-layout.ts";
import { planPicture } from "./plan-picture.ts";

const draw = (graph: ReturnType<typeof makeGraph>) =>
  planPicture({
    graph,
    layout: { points: levelLayout(graph, "down"), routes: {}, direction: "down" },
    lineOf: () => "Search knowledge",
    statusOf: (stepId) => (stepId === "a" ? "failed" : null),
  });

test("draws every card and line, and what a run made of it", () => {
  const { svg, width, height } = draw(makeGraph(["a", "b"], ["a>b"]));
  expect(svg.match(/<g /g)).toHaveLength(2);
  expect(svg.match(/<path /g)).toHaveLength(1);
  expect(svg).toContain(">Failed</text>");
  expect([width, height]).toEqual([264 + 64, 96 + 72 + 96 + 64]);
});

test("a long line leaves room for the state beside it, and has the card where there is none", () => {
  const graph = makeGraph(["a", "b"]);
  const { svg } = planPicture({
    graph,
    layout: { points: levelLayout(graph, "down"), routes: {}, direction: "down" },
    lineOf: () => "Look for it in everything that we have",
    statusOf: (stepId) => (stepId === "a" ? "succeeded" : null),
  });
  expect(svg).toContain(">Look for it in everythi…</text>");
  expect(svg).toContain(">Look for it in everything that we have</text>");
});

test("a plan that is read to the right has its lines at the sides", () => {
  const graph = makeGraph(["a", "b"], ["a>b"]);
  const layout = { points: levelLayout(graph, "right"), routes: {}, direction: "right" as const };
  const { svg } = planPicture({ graph, layout, lineOf: () => "", statusOf: () => null });
  // From the middle of the first card's right side, straight on.
  expect(svg).toContain('d="M264,0 C288,0 280,0 304,0"');
});

test("titles stay text, whatever is in them, and take two lines at most", () => {
  const title = `<script>alert(1)</script> & "so on" \u0000 ${"word ".repeat(30)}`;
  const { svg } = draw({ steps: [makeStep("a", { title })], dependencies: [] });
  expect(svg).not.toContain("<script");
  expect(svg).not.toContain("\u0000");
  expect(svg).toContain("&#60;script&#62;");
  expect(svg.match(/class="title"/g)).toHaveLength(2);
  expect(svg).toContain(" …</text>");
});

test("an empty plan is a small empty picture", () => {
  expect(draw({ steps: [], dependencies: [] })).toMatchObject({ width: 64, height: 64 });
});

/** What XML 1.0 lets stand in a document. */
const XML_CHARACTERS = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

test.each([...NAUGHTY, ...HOSTILE, ...UNKEEPABLE].map((text, at) => [at, text]))(
  "text %i makes neither markup nor bad XML: %j",
  (_, title) => {
    const { svg } = planPicture({
      graph: { steps: [makeStep("a", { title: title.slice(0, 200) })], dependencies: [] },
      layout: { points: {}, routes: {}, direction: "down" },
      lineOf: () => title,
      statusOf: () => null,
    });
    expect(svg).toMatch(XML_CHARACTERS);
    const plain = planPicture({
      graph: { steps: [makeStep("a", { title: "x" })], dependencies: [] },
      layout: { points: {}, routes: {}, direction: "down" },
      lineOf: () => "x",
      statusOf: () => null,
    }).svg;
    // The same elements with the same attributes as with harmless texts, but for how many lines a title takes.
    const tags = (document: string) =>
      new Set((document.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/ y="[^"]*"/, "")));
    const known = tags(plain);
    expect([...tags(svg)].filter((tag) => !known.has(tag))).toEqual([]);
    expect(svg.replace(/<[^>]*>/g, "")).not.toMatch(/[<>]|&(?!#\d+;|amp;|lt;|gt;|quot;)/);
  },
);
