import { z } from "zod";
import { SUBPLAN_TOOL } from "#lib/domain/subplan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { CrashArgs, CrashOutput, TOOL_NAMES } from "./crash-args.ts";

/** In the place of the registry, in the crash test's workers: the built-in tools would take longer to load than all else together. */
export const TOOLS: ReadonlyMap<string, never> = new Map<string, never>();

/** The test tools, and the one that runs another plan, as plans are checked against them. */
export function toolSpecs(): ToolSpec[] {
  const subplan = z.object({ plan: z.string(), version: z.number().int() });
  return [
    ...Object.values(TOOL_NAMES).map((name) => toolSpec(name, CrashArgs, CrashOutput)),
    toolSpec(SUBPLAN_TOOL, subplan, z.record(z.string(), z.unknown())),
  ];
}
