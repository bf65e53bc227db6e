import { expect, test } from "vitest";
import { z } from "zod";
import { DEFAULT_POLICY, Policy } from "#lib/domain/policy.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { fieldsOf, permitOf, reachWords, rulesAbout, serverOf } from "./tool-facts.ts";

const MAIL = toolSpec(
  "mcp.post.send",
  z.object({
    note: z.string().optional(),
    to: z.string().describe("Who gets it."),
    copies: z.number().int(),
  }),
  z.object({}),
  { sideEffect: "once" },
);
const FETCH = toolSpec("http.request", z.object({ method: z.string().optional() }), z.object({}), {
  sideEffect: "once",
  effects: { argument: "method", of: { GET: "read", POST: "once" }, leftOut: "GET" },
});

test("what the policy says of a tool: by its effect, by a rule, and that it depends", () => {
  expect(permitOf(DEFAULT_POLICY, MAIL)).toBe("ask");
  expect(permitOf(DEFAULT_POLICY, toolSpec("a.b", z.object({}), z.object({})))).toBe("allow");
  expect(permitOf(Policy.parse({ tools: [{ tools: "mcp.*", permission: "deny" }] }), MAIL)).toBe("deny");
  const small = { tools: "mcp.post.send", permission: "allow", when: "args.copies < 3" };
  expect(permitOf(Policy.parse({ tools: [small] }), MAIL)).toBe("depends");
});

test("a tool that only reads with some arguments depends on them, unless a rule treats all alike", () => {
  expect(permitOf(DEFAULT_POLICY, FETCH)).toBe("depends");
  expect(permitOf(Policy.parse({ tools: [{ tools: "http.*", permission: "ask" }] }), FETCH)).toBe("ask");
});

test("the rules about a tool, in their order", () => {
  const policy = Policy.parse({
    tools: [
      { tools: "web.*", permission: "ask" },
      { tools: "mcp.*", permission: "deny" },
      { tools: "*", permission: "allow" },
    ],
  });
  expect(rulesAbout(policy, MAIL).map(({ tools }) => tools)).toEqual(["mcp.*", "*"]);
});

test("fields with their types, those that must be there first; a schema that says nothing has none", () => {
  expect(fieldsOf(MAIL.inputSchema)).toEqual([
    { name: "to", types: "string", required: true, description: "Who gets it." },
    { name: "copies", types: "integer", required: true, description: null },
    { name: "note", types: "string", required: false, description: null },
  ]);
  expect(fieldsOf({})).toEqual([]);
  const all = ["string", "number", "boolean", "null", "array", "object"];
  expect(fieldsOf({ properties: { any: { type: all } } })[0]?.types).toBe("anything");
  expect(fieldsOf({ properties: { some: { type: all.slice(0, 2) } } })[0]?.types).toBe("string or number");
  expect(fieldsOf({ properties: { any: true } })).toEqual([
    { name: "any", types: "anything", required: false, description: null },
  ]);
});

test("where calls go, and whose tool it is", () => {
  expect(reachWords({})).toBe("Nowhere outside.");
  expect(reachWords({ reaches: { kind: "arguments", names: ["url"], writes: true } })).toContain("in url");
  expect(serverOf(MAIL)).toBe("post");
  expect(serverOf(FETCH)).toBeNull();
});
