import { expect, test } from "vitest";
import type { ToolContext } from "#lib/tools/contract.ts";
import { fails, ok, setUp, tool, type Run } from "#lib/testing/executor-setup.ts";
import { executeStep } from "./execute-step.ts";
import type { ExecutorPorts } from "./ports.ts";

/** Looks by tool "b", and gives what it saw as a text. */
const looking =
  (args: Parameters<ToolContext["look"]>[1] = { query: "seen" }): Run =>
  async (_args, { look }) => ({
    output: { text: JSON.stringify(await look("b", args)) },
    summary: "Looked.",
  });

async function lookBy(
  run: Run,
  changes: Parameters<typeof tool>[3] = {},
  ports: Partial<ExecutorPorts> = {},
) {
  const b = tool("b", "B", run, changes);
  const { input, ports: whole, log } = setUp([tool("a", "A", looking()), b], { fallbacks: [] }, ports);
  const outcome = await executeStep(input, whole);
  const text = outcome.kind === "succeeded" ? (outcome.output as { text: string }).text : null;
  return { outcome, seen: text === null ? null : (JSON.parse(text) as unknown), log };
}

test("what another tool reads is seen, as a part of the call that looks", async () => {
  const { seen, log } = await lookBy(ok);
  expect(seen).toEqual({ kind: "gave", output: { text: "seen" }, costMicros: 0 });
  expect(log).toEqual([["begin", 0, "a", { query: "hello" }]]);
});

test("a failure that it declares is told, one that nobody declared is the step's", async () => {
  const { seen } = await lookBy(fails("away", "Away.", true));
  expect(seen).toEqual({ kind: "failed", message: "Away.", costMicros: 0 });
  const { outcome } = await lookBy(() => Promise.reject(new Error("A fault.")));
  expect(outcome).toMatchObject({ kind: "failed", error: { code: "internal" } });
});

test.each(["idempotent", "once"] as const)("a tool that is %s cannot be looked by", async (sideEffect) => {
  const { outcome } = await lookBy(() => Promise.reject(new Error("It was used.")), { sideEffect });
  expect(outcome).toMatchObject({ kind: "failed", error: { code: "bad_input" } });
});

test("a tool that waits cannot be looked by", async () => {
  const { outcome } = await lookBy(ok, { waits: true });
  expect(outcome).toMatchObject({ kind: "failed", error: { code: "bad_input" } });
});

test("the gate is asked about it: what it refuses or would have approved is not used", async () => {
  const used = () => Promise.reject(new Error("It was used."));
  const error = { code: "tool_denied", message: "Not allowed.", retryable: false };
  const refusing: ExecutorPorts["gate"] = ({ recorded }) =>
    Promise.resolve(
      recorded.tool === "b" ? { kind: "refuse", error } : { kind: "go", args: recorded.args, notes: [] },
    );
  const refused = await lookBy(used, {}, { gate: refusing });
  expect(refused.outcome).toMatchObject({ kind: "failed", error: { code: "tool_denied" } });

  const approval = { request: { kind: "answer", title: "", form: {} }, hash: "" } as never;
  const holding: ExecutorPorts["gate"] = ({ recorded }) =>
    Promise.resolve(
      recorded.tool === "b"
        ? { kind: "hold", approval, notes: [] }
        : { kind: "go", args: recorded.args, notes: [] },
    );
  const held = await lookBy(used, {}, { gate: holding });
  expect(held.outcome).toMatchObject({ kind: "failed", error: { code: "asks_first" } });
});

test("it is used with what the gate let through, and what it gives is guarded", async () => {
  const { seen } = await lookBy(
    ok,
    {},
    {
      gate: ({ recorded }) =>
        Promise.resolve({
          kind: "go",
          args: recorded.tool === "b" ? { query: "masked" } : recorded.args,
          notes: [],
        }),
      guardOutput: (output) =>
        Promise.resolve({
          passes: true,
          output: JSON.parse(JSON.stringify(output).replaceAll("masked", "hidden")) as typeof output,
          notes: [],
        }),
    },
  );
  expect(seen).toEqual({ kind: "gave", output: { text: "hidden" }, costMicros: 0 });
});

test("arguments that do not fit it, an output that does not, and a tool that is not there", async () => {
  const { input, ports } = setUp([tool("a", "A", looking({})), tool("b", "B", ok)], { fallbacks: [] });
  expect(await executeStep(input, ports)).toMatchObject({ kind: "failed", error: { code: "bad_input" } });
  const odd: Run = () => Promise.resolve({ output: { text: 1 }, summary: "Odd." });
  const { seen } = await lookBy(odd);
  expect(seen).toMatchObject({ kind: "failed" });
  const alone = setUp([tool("a", "A", looking())]);
  expect(await executeStep(alone.input, alone.ports)).toMatchObject({
    kind: "failed",
    error: { code: "unknown_tool" },
  });
});
