import { z } from "zod";
import { checkSteps } from "./check-steps.ts";
import type { Issue } from "./errors.ts";
import { PlanGraph } from "./plan.ts";
import { unstorablePaths } from "./storable.ts";
import { prose } from "./text.ts";

/** How large a file may be that is imported. */
export const MOST_IMPORT_BYTES = 2_000_000;

/** A document as the text of a file: lines for people, unless that would make it too large to be imported again. */
export function writeDocument(document: unknown): string {
  const readable = JSON.stringify(document, null, 2);
  return `${readable.length > MOST_IMPORT_BYTES / 2 ? JSON.stringify(document) : readable}\n`;
}

/** A plan as a file: what another installation needs, and nothing of this one: no ids of it, no names of people, no secrets. */
export const PlanDocument = z.object({
  format: z.literal("planwright.plan", "This is not a plan that Planwright exported."),
  version: z.literal(1, "This plan was exported by a newer Planwright. This one reads version 1."),
  title: prose("The title", 200),
  goal: prose("The goal", 20_000),
  graph: PlanGraph,
});
export type PlanDocument = z.infer<typeof PlanDocument>;

/** What no schema can say of a plan's document, each with its place. Unknown tools and broken references are findings of the plan. */
export function checkPlanDocument({ graph }: PlanDocument): Issue[] {
  const unstorable = unstorablePaths({ graph }).map((path) => ({
    path,
    message: "This has a character that cannot be kept (NUL or half of a surrogate pair).",
  }));
  return [...unstorable, ...checkSteps(graph)];
}
