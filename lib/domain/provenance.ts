import { z } from "zod";
import { StepRunId } from "./ids.ts";

/**
 * Where a value came from that did not come from the people of the workspace: the step that brought it in, its tool, and the place in
 * words ("example.com/prices", "Brand rules.pdf", "GitHub (MCP)").
 */
export const Source = z.object({ stepId: StepRunId, tool: z.string(), place: z.string().max(300) });
export type Source = z.infer<typeof Source>;

/** The sources of an output; empty: nothing in it came from outside. */
export const Provenance = z.array(Source).max(20);
export type Provenance = z.infer<typeof Provenance>;

/** Sources together, each once, the first of too many. */
export function joinSources(...lists: readonly Provenance[]): Provenance {
  const known = new Map(
    lists.flat().map((source) => [`${source.stepId} ${source.tool} ${source.place}`, source]),
  );
  return [...known.values()].slice(0, 20);
}

/** An argument of a call, by its name, with the sources of what stands in it. */
export type MarkedArgument = { name: string; sources: Provenance };
