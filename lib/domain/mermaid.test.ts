import { expect, test } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { HOSTILE, NAUGHTY } from "#lib/testing/naughty-strings.ts";
import { toMermaid } from "./mermaid.ts";

test("steps are nodes with their titles, dependencies are arrows", () => {
  expect(toMermaid(makeGraph(["a", "end"], ["a>end"]))).toBe(
    'flowchart TD\n  s1["Step a"]\n  s2["Step end"]\n  s1 --> s2\n',
  );
});

test("a title cannot end its text or become markup", () => {
  const steps = [makeStep("a", { title: 'A "quoted" <script>#1; `x`\\' })];
  expect(toMermaid({ steps, dependencies: [] })).toContain(
    '["A #34;quoted#34; #60;script#62;#35;1#59; #96;x#96;#92;"]',
  );
});

test.each([...NAUGHTY, ...HOSTILE].map((text, at) => [at, text]))(
  "text %i stays within its node: %j",
  (_, title) => {
    const lines = toMermaid({ steps: [makeStep("a", { title })], dependencies: [] }).split(
      /[\n\r\u2028\u2029]/,
    );
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^ {2}s1\["[^"<>\\`&]*"\]$/);
    const restored = lines[1]
      ?.slice(6, -2)
      .replace(/#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));
    expect(restored).toBe(title);
  },
);
