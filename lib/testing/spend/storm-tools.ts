import { appendFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { defineTool, ToolError, type Tool, type ToolContext } from "#lib/tools/contract.ts";

/** What the dishonest tool says that it costs, and what it does cost. */
export const DEAR = { says: 100, takes: 300 };

/** A line of the file that stands for what was really charged. */
export type Charge = { runId: string; tool: string; micros: number };

const Orders = z.object({ ms: z.number().default(1), fails: z.number().default(0) });

/** The storm's tools. What a call charges is a line in a file outside the database, written when it is charged. */
export function stormTools(file: string): Tool[] {
  const charge = (tool: string, { runId }: ToolContext, micros: number) =>
    appendFileSync(file, `${JSON.stringify({ runId, tool, micros } satisfies Charge)}\n`);
  const tool = (
    name: string,
    says: number | null,
    run: (orders: z.output<typeof Orders>, context: ToolContext) => Promise<number | undefined>,
    changes: Partial<Tool> = {},
  ): Tool => ({
    ...defineTool({
      name,
      title: name,
      description: "",
      input: Orders,
      output: z.object({}),
      sideEffect: "read",
      timeoutSeconds: 20,
      typicalSeconds: 0.01,
      costMicros: says,
      unavailable: () => null,
      run: async (orders, context) => {
        const costMicros = await run(orders, context);
        return { output: {}, summary: "Done.", ...(costMicros !== undefined && { costMicros }) };
      },
    }),
    ...changes,
  });
  const charging =
    (name: string, micros: number) =>
    async ({ ms, fails }: z.output<typeof Orders>, context: ToolContext) => {
      // Charged first: whoever dies now has spent it.
      charge(name, context, micros);
      await pause(ms, undefined, { signal: context.signal });
      if (Math.random() < fails) throw new ToolError("busy", "Busy.", { retryable: true });
      return micros;
    };
  return [
    tool("storm.paid", 100, charging("storm.paid", 100)),
    // It may cost so much, and costs less.
    tool("storm.upto", 150, charging("storm.upto", 40)),
    tool("storm.once", 100, charging("storm.once", 100), { sideEffect: "once" }),
    tool("storm.dear", DEAR.says, charging("storm.dear", DEAR.takes)),
    {
      ...tool("storm.parts", 0, () => Promise.resolve(0)),
      waits: true,
      startsRuns: true,
      run: async (_, { db, workspaceId, runId }) => {
        const part = await db.run.findFirst({
          where: { workspaceId, parentRun: runId },
          select: { id: true, status: true },
        });
        if (!part || isRunOver(RunStatus.parse(part.status))) return { output: {}, summary: "Done." };
        return { park: { kind: "run", runId: part.id }, state: null, says: "Waits for its part." };
      },
    },
    tool("storm.free", 0, charging("storm.free", 0), { local: true }),
    tool(
      "storm.model",
      0,
      async (_, { asking, signal }) => {
        const { models } = await asking();
        await models
          .generateText("executor", {
            purpose: "storm",
            messages: [{ role: "user", text: "Say something." }],
            signal,
            budget: { cap: spendCap(null), outputTokens: 100 },
          })
          .catch((cause: unknown) => {
            throw new ToolError("no_model", "No model answered.", { retryable: true, cause });
          });
        return 0;
      },
      { asks: { role: "executor", prompt: "step.write", outputTokens: { p50: 10, p90: 50 } } },
    ),
  ];
}
