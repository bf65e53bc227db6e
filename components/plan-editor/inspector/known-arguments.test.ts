import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { knownArguments, likelyFallback } from "./known-arguments.ts";

const literal = (value: string) => ({ kind: "literal" as const, value });
const args = { query: literal("refill shops"), limit: literal("5") };

const tool = (name: string, inputs: string[], unavailable: string | null = null) =>
  toolSpec(name, z.object(Object.fromEntries(inputs.map((input) => [input, z.string()]))), z.object({}), {
    unavailable,
  });

describe("a fallback", () => {
  it("gets of the step's arguments those that its tool has", () => {
    expect(knownArguments(tool("find", ["query"]), args)).toEqual({ query: args.query });
    expect(knownArguments(undefined, args)).toBe(args);
  });

  it("is at first the tool that takes most of them and can be used", () => {
    const [own, some, all, gone] = [
      tool("own", ["query", "limit"]),
      tool("some", ["query"]),
      tool("all", ["query", "limit"]),
      tool("gone", ["query", "limit"], "Not configured."),
    ];
    const step = { tool: "own", args };
    expect(likelyFallback([own, gone, some, all], step)?.name).toBe("all");
    expect(likelyFallback([own, gone], step)?.name).toBe("gone");
    expect(likelyFallback([own], step)).toBeUndefined();
  });
});
