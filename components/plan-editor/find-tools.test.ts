import { expect, test } from "vitest";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { findTools } from "./find-tools.ts";

function tool(name: string, title: string, description: string): ToolSpec {
  return {
    name,
    title,
    description,
    version: "1",
    inputSchema: {},
    outputSchema: {},
    sideEffect: "read",
    timeoutSeconds: 10,
    costMicros: 0,
    typicalSeconds: 1,
    unavailable: null,
  };
}
const tools = [
  tool("text.write", "Write text", "Assembles a text. Not a search."),
  tool("web.search", "Web search", "Searches the web."),
];

test("a title beats a description, and every word counts", () => {
  expect(findTools(tools, "search").tools.map(({ name }) => name)).toEqual(["web.search", "text.write"]);
  expect(findTools(tools, "WEB search")).toEqual({ tools: [tools[1]], named: false });
});

test("what is no tool names the step", () => {
  expect(findTools(tools, "Competitor analysis")).toEqual({ tools, named: true });
  expect(findTools(tools, "  ")).toEqual({ tools, named: false });
});
