import { z } from "zod";
import { JsonObject } from "#lib/domain/json.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** A tool as plans are checked against it: it reads, costs nothing, and can be used unless told otherwise. */
export function toolSpec(
  name: string,
  input: z.ZodType,
  output: z.ZodType,
  parts: Partial<ToolSpec> = {},
): ToolSpec {
  return {
    name,
    version: "1",
    title: `Tool ${name}`,
    description: "",
    inputSchema: JsonObject.parse(z.toJSONSchema(input, { io: "input" })),
    outputSchema: JsonObject.parse(z.toJSONSchema(output, { io: "output" })),
    sideEffect: "read",
    timeoutSeconds: 60,
    costMicros: 0,
    typicalSeconds: 1,
    unavailable: null,
    ...parts,
  };
}
