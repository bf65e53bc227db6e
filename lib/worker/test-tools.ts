import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { Json } from "#lib/domain/json.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import { defineTool, ToolError, type Tool } from "#lib/tools/contract.ts";

/** What a test tool is told to do, by its arguments. */
const Orders = z.object({
  /** Works this long. */
  ms: z.number().default(30),
  /** Fails this many times before it succeeds, counted in the file. */
  failures: z.number().default(0),
  /** Goes on when it is told to stop. */
  deaf: z.boolean().default(false),
  /** Gives an output nested this deep: beyond some thousand levels jsonb refuses it. */
  depth: z.number().default(0),
  /** Gives an output of this many characters. */
  size: z.number().default(0),
  /** Is part of the output. */
  value: Json.default(null),
});

/**
 * The tools of the test worker, whose work is lines in a file outside the database: "begin STEP", "end STEP", and
 * "key STEP KEY" for what is idempotent.
 * @param hold calls of steps named "hold-..." wait until they are told to stop, or FILE.go exists
 */
export function testTools(file: string, hold: boolean): Map<string, Tool> {
  const tools = [
    testTool(file, hold, "test.read", "read"),
    testTool(file, hold, "test.once", "once"),
    testTool(file, hold, "test.idempotent", "idempotent"),
    { ...testTool(file, hold, "test.local", "read"), local: true },
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}

function testTool(file: string, hold: boolean, name: string, sideEffect: SideEffect): Tool {
  const write = (line: string) => appendFileSync(file, `${line}\n`);
  return defineTool({
    name,
    title: name,
    description: "",
    input: Orders,
    output: z.object({ step: z.string(), worker: z.number(), value: Json, extra: Json }),
    sideEffect,
    timeoutSeconds: 60,
    typicalSeconds: 0.1,
    costMicros: 0,
    unavailable: () => null,
    run: async (orders, { stepId, signal, idempotencyKey }) => {
      const failed = count(file, `begin ${stepId}`);
      write(`begin ${stepId}`);
      if (sideEffect === "idempotent") write(`key ${stepId} ${idempotencyKey}`);
      const held = hold && stepId.startsWith("hold-");
      await until(() => !held || existsSync(`${file}.go`), orders.ms, orders.deaf ? null : signal);
      if (failed < orders.failures) throw new ToolError("busy", "Busy.", { retryable: true });
      write(`end ${stepId}`);
      const extra = orders.depth > 0 ? nested(orders.depth) : "x".repeat(orders.size);
      return {
        output: { step: stepId, worker: process.pid, value: orders.value, extra },
        summary: `Did ${stepId}`,
      };
    },
  });
}

/** Waits until something holds, looking every `ms`, or the signal aborts. */
async function until(holds: () => boolean, ms: number, signal: AbortSignal | null): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setInterval(() => {
      if (!holds()) return;
      clearInterval(timer);
      resolve();
    }, ms);
    const stop = () => {
      clearInterval(timer);
      reject(new ToolError("stopped", "Stopped."));
    };
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function count(file: string, line: string): number {
  if (!existsSync(file)) return 0;
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((each) => each === line).length;
}

function nested(depth: number): Json {
  let value: Json = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}
