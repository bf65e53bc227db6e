import { expect, test } from "vitest";
import { z } from "zod";
import type { CallOutcome } from "#lib/domain/call.ts";
import { requires } from "#lib/domain/plain-step.ts";
import {
  fails,
  hanging,
  memoryRecorder,
  ok,
  query,
  setUp,
  tool,
  type Run,
} from "#lib/testing/executor-setup.ts";
import { executeStep } from "./execute-step.ts";

test("records a call before it is made, and hands its end on with the step's", async () => {
  const events: string[] = [];
  const { input, ports, log } = setUp([
    tool("a", "A", async (args, context) => {
      events.push(`${JSON.stringify(log)} ${context.idempotencyKey}`);
      return ok(args, context);
    }),
  ]);
  const outcome = await executeStep(input, ports);
  // The end of a call that gave the step's output is recorded together with the step's.
  const begun = { kind: "begun", callId: "c", summary: "Did hello", costMicros: 0 };
  expect(outcome).toMatchObject({ kind: "succeeded", output: { text: "hello" }, notes: [], calls: [begun] });
  expect(events).toEqual(['[["begin",0,"a",{"query":"hello"}]] k']);
  expect(log).toHaveLength(1);
});

test("falls back with a note for each tool that failed", async () => {
  const { input, ports, log } = setUp([
    tool("k", "Knowledge search", fails("nothing_found", "No passage.")),
    tool("w", "Web search", ok, { unavailable: () => "No search provider is configured." }),
    tool("c", "Cached content", ok),
  ]);
  expect(await executeStep(input, ports)).toMatchObject({
    kind: "succeeded",
    output: { text: "from c" },
    summary: "Did from c",
    notes: [
      "“Knowledge search” found nothing. Tried “Web search”.",
      "“Web search” is not configured. Tried “Cached content”.",
    ],
  });
  // An unavailable tool is never called.
  expect(log).toEqual([
    ["begin", 0, "k", { query: "hello" }],
    ["finish", "failed"],
    ["begin", 2, "c", { query: "from c" }],
  ]);
});

test("when all failed the error names every tool and why, and is retryable when one of them is", async () => {
  const { input, ports } = setUp([
    tool("k", "Knowledge search", fails("nothing_found", "No passage.")),
    tool("c", "Cached content", fails("busy", "The cache is busy.", true)),
  ]);
  expect(await executeStep(input, ports)).toMatchObject({
    kind: "failed",
    error: {
      code: "all_failed",
      message:
        "Every tool of this step failed. “Knowledge search” found nothing. “Cached content”: The cache is busy.",
      retryable: true,
    },
  });
});

test("an attempt that used up a `once` call is not repeatable, though a fallback would be", async () => {
  const incomplete: Run = () => Promise.resolve({ output: { text: "" }, summary: "" });
  const { input, ports } = setUp(
    [
      tool("pay", "Payment", incomplete, { sideEffect: "once" }),
      tool("b", "B", fails("busy", "Busy.", true)),
    ],
    { doneCondition: requires(["text"]) },
  );
  expect(await executeStep(input, ports)).toMatchObject({ error: { code: "all_failed", retryable: false } });
});

test("a single tool's failure is told in its own words", async () => {
  const { input, ports } = setUp([tool("b", "Budget", fails("over_budget", "The lines come to $41,000."))]);
  expect(await executeStep(input, ports)).toMatchObject({
    error: { code: "over_budget", message: "The lines come to $41,000." },
  });
});

test("resolves references, templates, lists and objects, with origins; skipped steps give null", async () => {
  let seen: unknown;
  let origins: unknown;
  const any = tool("a", "A", ok, { input: z.record(z.string(), z.unknown()) });
  const { input, ports } = setUp(
    [
      {
        ...any,
        run: (args, context) => {
          [seen, origins] = [args, context.origins];
          return Promise.resolve({ output: { text: "x" }, summary: "" });
        },
      },
    ],
    {
      args: {
        part: { kind: "ref", ref: "one", path: ["items", 1, "name"] },
        text: {
          kind: "template",
          parts: ["About ", { ref: "one", path: ["title"] }, " and ", { ref: "gone", path: [] }],
        },
        sections: {
          kind: "list",
          items: [{ kind: "object", properties: { content: { kind: "ref", ref: "skipped", path: [] } } }],
        },
        proto: { kind: "ref", ref: "one", path: ["constructor"] },
      },
    },
  );
  const outputs = new Map([
    ["one", { title: "One", output: { title: "eco", items: [{ name: "a" }, { name: "b" }] } }],
    ["skipped", { title: "Skipped", output: null }],
  ]);
  await executeStep({ ...input, outputs }, ports);
  expect(seen).toEqual({ part: "b", text: "About eco and ", sections: [{ content: null }], proto: null });
  expect(origins).toContainEqual({
    path: ["sections", 0, "content"],
    stepId: "skipped",
    stepTitle: "Skipped",
  });
});

test("arguments that do not fit are refused before anything is called", async () => {
  const { input, ports, log } = setUp([tool("a", "A", ok)], {
    args: { query: { kind: "literal", value: 3 } },
  });
  expect(await executeStep(input, ports)).toMatchObject({ kind: "failed", error: { code: "bad_input" } });
  expect(log).toEqual([]);
});

test("a null from a skipped step counts as left out where the tool takes no null", async () => {
  const { input, ports } = setUp([tool("a", "A", ok)], {
    args: { ...query("q"), extra: { kind: "ref", ref: "skipped", path: ["x"] } },
  });
  expect(await executeStep(input, ports)).toMatchObject({ kind: "succeeded" });
});

test("a tool that changed since the run began is not used", async () => {
  const { input, ports, log } = setUp([tool("a", "A", ok)], {}, { toolVersions: new Map([["a", "2"]]) });
  expect(await executeStep(input, ports)).toMatchObject({
    error: { code: "tool_changed", message: expect.stringContaining("has changed") as unknown },
  });
  expect(log).toEqual([]);
});

test("the output must fit the schema and have the required parts", async () => {
  const wrong = setUp([tool("a", "A", () => Promise.resolve({ output: { no: 1 }, summary: "" }))]);
  expect(await executeStep(wrong.input, wrong.ports)).toMatchObject({ error: { code: "bad_output" } });
  const empty = setUp([tool("a", "A", () => Promise.resolve({ output: { text: "" }, summary: "" }))], {
    doneCondition: requires(["text"]),
  });
  expect(await executeStep(empty.input, empty.ports)).toMatchObject({
    error: { code: "incomplete", message: "A gave an output without “text”, which this step must have." },
  });
});

test("what a lost attempt had recorded is used instead of a call", async () => {
  const recorded: CallOutcome = {
    status: "succeeded",
    output: { text: "old" },
    summary: "Old",
    costMicros: 0,
  };
  const never: Run = () => Promise.reject(new Error("called"));
  const { input, ports } = setUp(
    [tool("a", "A", never)],
    {},
    { recorder: memoryRecorder(recorded).recorder },
  );
  expect(await executeStep(input, ports)).toMatchObject({ kind: "succeeded", output: { text: "old" } });
});

test("stops when it is told to, and leaves the call as begun", async () => {
  const stop = new AbortController();
  const { tool: slow, begun } = hanging();
  const { input, ports, log } = setUp([slow, tool("b", "B", ok)], {}, { signal: stop.signal });
  const outcome = executeStep(input, ports);
  await begun;
  stop.abort();
  expect(await outcome).toEqual({ kind: "stopped" });
  expect(log).toEqual([["begin", 0, "a", { query: "hello" }]]);
});

test("a call that was recorded and then stopped before it was made is recorded as not made", async () => {
  const stop = new AbortController();
  const { input, ports, log } = setUp([tool("pay", "Payment", ok, { sideEffect: "once" })], {}, {});
  const recorder = {
    ...ports.recorder,
    begin: async (...call: Parameters<typeof ports.recorder.begin>) => {
      stop.abort();
      return ports.recorder.begin(...call);
    },
  };
  expect(await executeStep(input, { ...ports, recorder, signal: stop.signal })).toEqual({ kind: "stopped" });
  expect(log).toEqual([
    ["begin", 0, "pay", { query: "hello" }],
    ["finish", "failed"],
  ]);
  expect(await executeStep(input, { ...ports, signal: stop.signal })).toEqual({ kind: "stopped" });
  expect(log).toHaveLength(2);
});

test("a tool out of time fails; one that must not be repeated leaves its outcome unknown", async () => {
  const read = setUp([hanging().tool], { timeoutSeconds: 1 });
  const once = setUp([hanging({ sideEffect: "once" }).tool, tool("b", "B", ok)], { timeoutSeconds: 1 });
  const [readEnd, onceEnd] = await Promise.all([
    executeStep(read.input, read.ports),
    executeStep(once.input, once.ports),
  ]);
  expect(readEnd).toMatchObject({ kind: "failed", error: { code: "timed_out", retryable: true } });
  expect(onceEnd).toEqual({ kind: "unknown", why: "A did not answer within 1 second." });
  expect(once.log).toHaveLength(1);
});

test("a cause that no tool declared goes to the log, not to the person", async () => {
  const secret = new Error("password=hunter2");
  const { input, ports, unexpected } = setUp([tool("a", "A", () => Promise.reject(secret))]);
  const outcome = await executeStep(input, ports);
  expect(JSON.stringify(outcome)).not.toContain("hunter2");
  expect(unexpected).toEqual([secret]);
});

test("an output or arguments of more than 64 MB fail with what to do about it, and are not recorded", async () => {
  const big = "x".repeat(65_000_000);
  const gives = setUp([tool("a", "A", () => Promise.resolve({ output: { text: big }, summary: "" }))]);
  expect(await executeStep(gives.input, gives.ports)).toMatchObject({
    kind: "failed",
    error: {
      code: "output_too_large",
      message: "A gave 66 MB, and a step may give 64 MB at most. Ask it for less, or for a part at a time.",
      retryable: false,
    },
  });
  const takes = setUp([tool("a", "A", ok)]);
  takes.input.step.args = { query: { kind: "literal", value: big } };
  const outcome = await executeStep(takes.input, takes.ports);
  expect(outcome).toMatchObject({ kind: "failed", error: { code: "arguments_too_large" } });
  expect(takes.log).toEqual([]);
});
