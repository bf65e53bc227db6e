import { expect, test } from "vitest";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
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
