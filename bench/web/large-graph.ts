import { importPlan } from "../../lib/services/import-plan.ts";
import type { Installation } from "./installation.ts";

export type Size = { steps: number; dependencies: number };

const WIDTH = 20;

/** Makes a plan of this size by the service that imports plans, and gives its id. */
export async function seedPlan({ database: { prisma: db } }: Installation, size: Size): Promise<string> {
  const { id: workspaceId } = await db.workspace.findFirstOrThrow();
  const title = `${size.steps} steps`;
  const document = {
    format: "planwright.plan",
    version: 1,
    title,
    goal: `A plan of ${title}`,
    graph: largeGraph(size),
  };
  const ctx = { actor: { kind: "system" as const, workspaceId }, db };
  return (await importPlan({ ctx, input: { text: JSON.stringify(document) } })).planId;
}

/**
 * Steps in rows of twenty; each depends on neighbours in the row above, and some on one two rows above, until there are as many
 * dependencies as wanted.
 */
function largeGraph({ steps, dependencies }: Size) {
  const id = (index: number) => `s${index}`;
  const wanted = new Set<string>();
  // Nearest first, in rounds over all steps, so that every step has about as many.
  for (const back of [WIDTH, WIDTH - 1, WIDTH + 1, 2 * WIDTH])
    for (let to = WIDTH; to < steps && wanted.size < dependencies; to++)
      if (to - back >= 0) wanted.add(`${to - back}>${to}`);
  for (let to = 1; to < steps && wanted.size < dependencies; to++) wanted.add(`${to - 1}>${to}`);
  return {
    steps: Array.from({ length: steps }, (_, index) => ({
      id: id(index),
      title: `Search the documents, part ${index + 1}`,
      instruction: "",
      kind: "tool",
      tool: "knowledge.search",
      args: { query: { kind: "literal", value: `refill shops ${index}` } },
      timeoutSeconds: 60,
      retry: { maxAttempts: 2, backoffSeconds: 2 },
      fallbacks: [],
      doneCondition: { required: [] },
      optional: false,
    })),
    dependencies: [...wanted].map((pair) => {
      const [from = 0, to = 0] = pair.split(">").map(Number);
      return { from: id(from), to: id(to) };
    }),
  };
}
