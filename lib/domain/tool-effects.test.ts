import { expect, test } from "vitest";
import { z } from "zod";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { mayChangeThings } from "./tool-effects.ts";
import type { Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

const spec = (name: string, parts: Partial<ToolSpec>) => toolSpec(name, z.object({}), z.object({}), parts);

const tools = [
  spec("look.up", { sideEffect: "read" }),
  spec("send.off", { sideEffect: "once" }),
  spec("ask.api", {
    sideEffect: "once",
    effects: { argument: "method", of: { GET: "read", POST: "once" }, leftOut: "GET" },
  }),
];

const may = (changes: Partial<Step>) =>
  mayChangeThings({ ...makeGraph([]), steps: [makeStep("a", { tool: "look.up", ...changes })] }, tools);

test("a plan that only reads changes nothing, and one that sends something off does, also as a fallback", () => {
  expect(may({})).toBe(false);
  expect(may({ tool: "send.off" })).toBe(true);
  expect(may({ fallbacks: [{ tool: "send.off", args: {} }] })).toBe(true);
  expect(may({ tool: "is.not.there" })).toBe(false);
});

test("where an argument decides, what it may be counts", () => {
  const ask = (args: Step["args"]) => may({ tool: "ask.api", args });
  expect(ask({})).toBe(false);
  expect(ask({ method: { kind: "literal", value: "POST" } })).toBe(true);
  expect(ask({ method: { kind: "ref", ref: "b", path: [] } })).toBe(true);
});
