import { z } from "zod";
import type { CallOutcome } from "#lib/domain/call.ts";
import { Step } from "#lib/domain/step.ts";
import { requires, PLAIN } from "#lib/domain/plain-step.ts";
import { NO_MODELS } from "#lib/models/no-models.ts";
import { defineTool, ToolError, type Parking, type Tool, type ToolContext } from "#lib/tools/contract.ts";
import {
  ANY_WORDS,
  NO_GUARD,
  OPEN_GATE,
  type ExecuteInput,
  type ExecutorPorts,
  type Recorder,
} from "#lib/executor/ports.ts";
import { UNATTENDED } from "#lib/testing/tool-result.ts";

/** What a test's tool does. */
export type Run = (
  args: { query: string },
  context: ToolContext,
) => Promise<{ output: unknown; summary: string } | Parking>;
/** Gives the query back. */
export const ok: Run = ({ query }) => Promise.resolve({ output: { text: query }, summary: `Did ${query}` });
/** Fails as a tool declares it. */
export const fails =
  (code: string, message: string, retryable = false): Run =>
  () =>
    Promise.reject(new ToolError(code, message, { retryable }));

/** A tool for tests. */
export function tool(name: string, title: string, run: Run, changes: Partial<Tool> = {}): Tool {
  const input = z.object({ query: z.string(), extra: z.string().default("none") });
  const whole = defineTool({
    name,
    title,
    description: "",
    input,
    output: z.object({ text: z.string() }),
    sideEffect: "read",
    timeoutSeconds: 10,
    typicalSeconds: 1,
    costMicros: 0,
    unavailable: () => null,
    run: async (args, context) =>
      (await run(args, context)) as { output: { text: string }; summary: string } | Parking,
  });
  return { ...whole, ...changes };
}

/** Records calls in memory: what the ledger does in its tables. */
export function memoryRecorder(recorded?: CallOutcome) {
  const log: unknown[] = [];
  const recorder: Recorder = {
    begin: async (call) => {
      log.push(["begin", call.call, call.tool, call.args]);
      return recorded
        ? { kind: "recorded", outcome: recorded }
        : { kind: "make", callId: "c", idempotencyKey: "k" };
    },
    finish: async (_id, outcome) => void log.push(["finish", outcome.status]),
  };
  return { recorder, log };
}

/** Arguments with a query. */
export const query = (value: string) => ({ query: { kind: "literal" as const, value } });
/** One attempt of a step with these tools: the first is its own, the others are its fallbacks. */
export function setUp(tools: Tool[], step: Partial<Step> = {}, ports: Partial<ExecutorPorts> = {}) {
  const { recorder, log } = memoryRecorder();
  const unexpected: unknown[] = [];
  const input: ExecuteInput = {
    workspaceId: "w",
    runId: "r",
    goal: null,
    outputs: new Map(),
    item: null,
    missing: [],
    reuseFrom: null,
    firstCall: 0,
    pinnedVersions: Object.fromEntries(tools.map((each) => [each.name, "1"])),
    step: Step.parse({
      id: "s",
      title: "S",
      instruction: "",
      kind: "tool",
      tool: tools[0]?.name,
      args: query("hello"),
      timeoutSeconds: 10,
      retry: { maxAttempts: 1, backoffSeconds: 0 },
      fallbacks: tools.slice(1).map((each) => ({ tool: each.name, args: query(`from ${each.name}`) })),
      doneCondition: requires(),
      optional: false,
      ...PLAIN,
      ...step,
    }),
  };
  const whole: ExecutorPorts = {
    tools: new Map(tools.map((each) => [each.name, each])),
    toolVersions: new Map(tools.map((each) => [each.name, "1"])),
    recorder,
    signal: new AbortController().signal,
    earlierResult: () => Promise.resolve(null),
    now: () => new Date(0),
    heartbeat: () => undefined,
    asking: () => Promise.resolve(NO_MODELS),
    write: () => undefined,
    filledBefore: () => Promise.resolve(null),
    acceptedBefore: () => Promise.resolve(null),
    parkedBefore: () => Promise.resolve(null),
    gate: OPEN_GATE,
    spend: null,
    guardOutput: NO_GUARD,
    guardWords: ANY_WORDS,
    childRuns: () => UNATTENDED.runs,
    secret: UNATTENDED.secret,
    http: UNATTENDED.http,
    log: UNATTENDED.log,
    onUnexpected: (cause) => void unexpected.push(cause),
    db: {} as ToolContext["db"],
    ...ports,
  };
  return { input, ports: whole, log, unexpected };
}

/** A tool that ends only when its signal aborts, and says when it began. */
export function hanging(changes: Partial<Tool> = {}) {
  const begun = Promise.withResolvers<void>();
  const run: Run = (_args, { signal }) => {
    begun.resolve();
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
  };
  return { begun: begun.promise, tool: tool("a", "A", run, changes) };
}
