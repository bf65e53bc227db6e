import type { SharedTool } from "#lib/domain/share.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** Tools as the canvas takes them. What readers outside are not told of them is empty. */
export function toolSpecs(tools: readonly SharedTool[]): ToolSpec[] {
  return tools.map((tool) => ({
    ...tool,
    version: "",
    description: "",
    inputSchema: {},
    outputSchema: {},
    timeoutSeconds: 0,
    costMicros: null,
    typicalSeconds: 0,
    unavailable: null,
  }));
}
