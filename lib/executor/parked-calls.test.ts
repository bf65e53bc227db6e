import { expect, test } from "vitest";
import type { ParkedCall } from "#lib/domain/call.ts";
import { effectOf } from "#lib/tools/contract.ts";
import { fails, ok, query, setUp, tool, type Run } from "#lib/testing/executor-setup.ts";
import { executeStep } from "./execute-step.ts";

const until = { kind: "until", at: "2026-12-01T08:00:00.000Z" } as const;
/** Waits the first time, and says afterwards what it goes on from. */
const patient: Run = ({ query: words }, { resumed }) =>
  resumed === null
    ? Promise.resolve({ park: until, state: { words }, says: "Waits until tomorrow." })
    : Promise.resolve({ output: { text: JSON.stringify(resumed) }, summary: "Went on." });

const parked = (changes: Partial<ParkedCall> = {}): ParkedCall => ({
  call: 0,
  tool: "a",
  awaits: until,
  state: { words: "hello" },
  answer: null,
  ...changes,
});

test("a tool that waits ends the attempt with what it goes on from; its call stays open", async () => {
  const { input, ports, log } = setUp([tool("a", "A", patient)]);
  expect(await executeStep(input, ports)).toEqual({
    kind: "parked",
    parked: parked(),
    notes: ["Waits until tomorrow."],
  });
  expect(log).toEqual([["begin", 0, "a", { query: "hello" }]]);
});

test("what a call would have to remember while it waits has a limit", async () => {
  const heavy: Run = () => Promise.resolve({ park: until, state: "x".repeat(1_000_001), says: "Waits." });
  const { input, ports, log } = setUp([tool("a", "A", heavy)]);
  expect(await executeStep(input, ports)).toMatchObject({
    kind: "failed",
    error: { code: "arguments_too_large", retryable: false },
  });
  expect(log.at(-1)).toEqual(["finish", "failed"]);
});

test("the next attempt goes on with that call, without asking the gate again", async () => {
  let asked = 0;
  const { input, ports } = setUp(
    [tool("a", "A", patient)],
    {},
    {
      parkedBefore: () => Promise.resolve(parked({ answer: { yes: true } })),
      gate: () => {
        asked += 1;
        return Promise.resolve({ kind: "go", args: {}, notes: [] });
      },
    },
  );
  const outcome = await executeStep(input, ports);
  expect(outcome).toMatchObject({ kind: "succeeded" });
  const text = outcome.kind === "succeeded" ? (outcome.output as { text: string }).text : "";
  expect(JSON.parse(text)).toMatchObject({ state: { words: "hello" }, answer: { yes: true } });
  expect(asked).toBe(0);
});

test("a fallback that waited is gone on with; what came before it is not tried again", async () => {
  const { input, ports, log } = setUp(
    [tool("a", "A", fails("broken", "Broken.")), tool("b", "B", patient)],
    {},
    { parkedBefore: () => Promise.resolve(parked({ call: 1, tool: "b" })) },
  );
  expect(await executeStep(input, ports)).toMatchObject({ kind: "succeeded", summary: "Went on." });
  expect(log).toEqual([["begin", 1, "b", { query: "from b" }]]);
});

test("where the step has another tool by now, nothing is gone on with", async () => {
  const { input, ports } = setUp(
    [tool("other", "Other", ok)],
    {},
    { parkedBefore: () => Promise.resolve(parked()) },
  );
  expect(await executeStep(input, ports)).toMatchObject({ kind: "succeeded", output: { text: "hello" } });
});

test("a gate that refuses keeps the call from being recorded, and the fallback has its turn at the gate", async () => {
  const error = { code: "denied", message: "The policy denies it.", retryable: false };
  const { input, ports, log } = setUp(
    [tool("a", "A", ok), tool("b", "B", ok)],
    {},
    {
      gate: ({ recorded }) =>
        Promise.resolve(
          recorded.tool === "a" ? { kind: "refuse", error } : { kind: "go", args: recorded.args, notes: [] },
        ),
    },
  );
  expect(await executeStep(input, ports)).toMatchObject({ kind: "succeeded", output: { text: "from b" } });
  expect(log).toEqual([["begin", 1, "b", { query: "from b" }]]);
});

test("a side effect may depend on the arguments: what is recorded and how a fault is taken follow it", async () => {
  const sideEffect = {
    argument: "query",
    of: { read: "read" as const, write: "once" as const },
    leftOut: "write",
  };
  const broken: Run = () => Promise.reject(new Error("A fault that nobody declared."));
  const varying = tool("a", "A", broken, { sideEffect });
  expect(effectOf(varying, { query: "read" })).toBe("read");
  const reading = setUp([varying], { args: query("read") });
  expect(await executeStep(reading.input, reading.ports)).toMatchObject({ kind: "failed" });
  const writing = setUp([varying], { args: query("write") });
  expect(await executeStep(writing.input, writing.ports)).toMatchObject({ kind: "unknown" });
});
