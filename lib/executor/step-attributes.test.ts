import { describe, expect, test } from "vitest";
import { requires } from "#lib/domain/plain-step.ts";
import { ToolError } from "#lib/tools/contract.ts";
import { fails, hanging, ok, query, setUp, tool, type Run } from "#lib/testing/executor-setup.ts";
import { executeStep } from "./execute-step.ts";
import type { EarlierOutput } from "./ports.ts";

const outputs = (entries: Record<string, EarlierOutput["output"]>) =>
  new Map(Object.entries(entries).map(([id, output]) => [id, { title: id.toUpperCase(), output }]));

describe("a condition", () => {
  const when = (expression: string, earlier: Record<string, EarlierOutput["output"]>) => {
    const made = setUp([tool("a", "A", ok)], { when: expression });
    return { ...made, outcome: executeStep({ ...made.input, outputs: outputs(earlier) }, made.ports) };
  };

  test("that holds lets the step run", async () => {
    const { outcome } = when("steps.search.found > 0", { search: { found: 2 } });
    expect(await outcome).toMatchObject({ kind: "succeeded" });
  });

  test("that does not hold passes the step by, and nothing is called", async () => {
    const { outcome, log } = when("steps.search.found > 0", { search: { found: 0 } });
    expect(await outcome).toEqual({
      kind: "bypassed",
      why: "Its condition does not hold: steps.search.found > 0",
    });
    expect(log).toEqual([]);
  });

  test.each([
    ["steps.search.found > 0", null, "nothing (null)"],
    ["steps.search.lost > 0", { found: 1 }, "has no “lost”"],
    ["steps.search.found", { found: 1 }, "neither true nor false"],
    ["steps.search.found >", { found: 1 }, "ends too soon"],
  ])("that cannot be answered (%s over %j) fails the step for good", async (expression, output, says) => {
    const { outcome } = when(expression, { search: output });
    expect(await outcome).toMatchObject({
      kind: "failed",
      error: {
        code: "bad_condition",
        retryable: false,
        message: expect.stringContaining(says) as unknown,
      },
    });
  });

  test("may ask whether a step that was skipped gave something", async () => {
    const { outcome } = when("has(steps.search.found) && steps.search.found > 0", { search: null });
    expect(await outcome).toMatchObject({ kind: "bypassed" });
  });
});

describe("a map", () => {
  const each = { ref: "list", path: ["items"] };
  const own = {
    kind: "template" as const,
    parts: ["Item ", { ref: "s", path: ["name"] }, " of ", { ref: "list", path: ["title"] }],
  };
  const step = { kind: "map" as const, each, args: { query: own } };
  const earlier = outputs({ list: { title: "eco", items: [{ name: "a" }, { name: "b" }] } });

  test("expands into its list", async () => {
    const { input, ports, log } = setUp([tool("a", "A", ok)], step);
    expect(await executeStep({ ...input, outputs: earlier }, ports)).toEqual({
      kind: "expanded",
      items: [{ name: "a" }, { name: "b" }],
    });
    expect(log).toEqual([]);
  });

  test("uses its tool for an item, which references to itself mean, and cites the list's step", async () => {
    let stepId = "";
    let origins: unknown;
    const run: Run = (args, context) => {
      ({ stepId, origins } = context);
      return ok(args, context);
    };
    const { input, ports } = setUp([tool("a", "A", run)], { ...step, when: "steps.list.gone" });
    const item = { index: 1, value: { name: "b" } };
    const outcome = await executeStep({ ...input, outputs: earlier, item }, ports);
    expect(outcome).toMatchObject({ kind: "succeeded", output: { text: "Item b of eco" } });
    expect(stepId).toBe("s.1");
    const source = { path: ["query"], stepId: "list", stepTitle: "LIST" };
    expect(origins).toEqual([source, source]);
  });

  test.each([
    ["no list", "eco", "not_a_list"],
    ["nothing", null, "not_a_list"],
    ["too long a list", Array.from({ length: 1_001 }, () => 1), "too_many_items"],
  ])("of %s fails for good", async (_, items, code) => {
    const { input, ports } = setUp([tool("a", "A", ok)], step);
    const outcome = await executeStep({ ...input, outputs: outputs({ list: { items } }) }, ports);
    expect(outcome).toMatchObject({ kind: "failed", error: { code, retryable: false } });
  });
});

describe("a done-condition", () => {
  const judged = (run: Run, condition: Partial<ReturnType<typeof requires>>, ports = {}) => {
    const made = setUp([tool("a", "A", run)], { doneCondition: { ...requires(), ...condition } }, ports);
    return { ...made, outcome: executeStep(made.input, made.ports) };
  };

  test("by expression or schema says what is missing, and the call's end is recorded at once", async () => {
    const long = judged(ok, { expression: "size(output.text) > 10" });
    expect(await long.outcome).toMatchObject({
      kind: "failed",
      error: { code: "incomplete", retryable: false },
      missing: ["This must hold: size(output.text) > 10."],
      calls: [],
    });
    expect(long.log.at(-1)).toEqual(["finish", "succeeded"]);
    const schema = { type: "object", properties: { text: { type: "string", minLength: 10 } } };
    expect(await judged(ok, { schema }).outcome).toMatchObject({
      missing: ["“text” must have 10 characters or more, and has 5."],
    });
    expect(
      await judged(ok, { expression: "size(output.text) == 5", schema: { type: "object" } }).outcome,
    ).toMatchObject({ kind: "succeeded" });
  });

  test("by rubric fails where there is no checker model", async () => {
    expect(await judged(ok, { rubric: "Friendly." }).outcome).toMatchObject({
      kind: "failed",
      error: { code: "no_checker", retryable: false },
      missing: null,
    });
  });

  test("that a `once` call missed is not repeated", async () => {
    const { input, ports } = setUp([tool("pay", "Payment", ok, { sideEffect: "once" })], {
      doneCondition: { ...requires(), expression: "output.text == ''", maxRepeats: 3 },
    });
    expect(await executeStep(input, ports)).toMatchObject({
      kind: "failed",
      error: { retryable: false },
      missing: null,
    });
  });

  test("that was missed before is told to the tool", async () => {
    let told: readonly string[] = [];
    const { input, ports } = setUp([
      tool("a", "A", (args, context) => {
        told = context.missing;
        return ok(args, context);
      }),
    ]);
    await executeStep({ ...input, missing: ["No greeting."] }, ports);
    expect(told).toEqual(["No greeting."]);
  });
});

describe("calls", () => {
  test("of local tools are handed on with the end of the step, failed ones too, and nothing is recorded before", async () => {
    const { input, ports, log } = setUp([
      tool("k", "Knowledge", fails("nothing_found", "Nothing."), { local: true }),
      tool("c", "Cache", ok, { local: true }),
    ]);
    expect(await executeStep(input, ports)).toMatchObject({
      kind: "succeeded",
      calls: [
        { kind: "local", call: 0, tool: "k", args: { query: "hello" }, outcome: { status: "failed" } },
        { kind: "local", call: 1, tool: "c", outcome: { status: "succeeded", output: { text: "from c" } } },
      ],
    });
    expect(log).toEqual([]);
  });

  test("that are said to be local but do something are recorded all the same", async () => {
    const { input, ports, log } = setUp([tool("a", "A", ok, { local: true, sideEffect: "once" })]);
    await executeStep(input, ports);
    expect(log).toHaveLength(1);
  });

  test("begin with a fallback when the tools before it were too slow", async () => {
    const { input, ports, log } = setUp([tool("w", "Web search", ok), tool("c", "Cache", ok)]);
    expect(await executeStep({ ...input, firstCall: 1 }, ports)).toMatchObject({
      kind: "succeeded",
      notes: ["“Web search” was too slow before. Began with “Cache”."],
    });
    expect(log).toEqual([["begin", 1, "c", { query: "from c" }]]);
    expect(await executeStep({ ...input, firstCall: 7 }, ports)).toMatchObject({
      output: { text: "from c" },
    });
  });

  test("carry the time before which a tool cannot be tried again", async () => {
    const run: Run = () =>
      Promise.reject(new ToolError("busy", "Busy.", { retryable: true, retryAfterSeconds: 30 }));
    const one = setUp([tool("a", "A", run)]);
    expect(await executeStep(one.input, one.ports)).toMatchObject({ error: { retryAfterSeconds: 30 } });
    const two = setUp([tool("a", "A", run), tool("b", "B", fails("x", "X."))]);
    expect(await executeStep(two.input, two.ports)).toMatchObject({
      error: { retryable: true, retryAfterSeconds: 30 },
    });
  });
});

describe("a heartbeat", () => {
  test("that stops ends the call; one that must not be repeated leaves its outcome unknown", async () => {
    const read = setUp([hanging().tool], { heartbeatSeconds: 1 });
    const once = setUp([hanging({ sideEffect: "once" }).tool], { heartbeatSeconds: 1 });
    const ends = await Promise.all([
      executeStep(read.input, read.ports),
      executeStep(once.input, once.ports),
    ]);
    expect(ends).toMatchObject([
      { kind: "failed", error: { code: "no_heartbeat", retryable: true } },
      { kind: "unknown", why: "A gave no sign of life for 1 second." },
    ]);
  });

  test("keeps a long call alive for longer than it may be silent", async () => {
    const run: Run = (args, context) =>
      new Promise((resolve) => {
        let beats = 0;
        const timer = setInterval(() => {
          context.heartbeat();
          if (++beats < 15) return;
          clearInterval(timer);
          resolve(ok(args, context));
        }, 100);
      });
    const { input, ports } = setUp([tool("a", "A", run)], { heartbeatSeconds: 1 });
    expect(await executeStep(input, ports)).toMatchObject({ kind: "succeeded" });
  });
});

describe("an earlier result", () => {
  const reused = { runId: "before", savedSeconds: 3, savedMicros: 5 };
  const earlierResult = () => Promise.resolve({ output: { text: "old" }, summary: "Old", reused });

  test("is taken over instead of a call, under the key that it was kept by", async () => {
    const first = setUp([tool("a", "A", ok)]);
    const made = await executeStep(first.input, first.ports);
    const keys: string[] = [];
    const second = setUp(
      [tool("a", "A", ok)],
      { title: "Other title", retry: { maxAttempts: 5, backoffSeconds: 1 } },
      {
        earlierResult: (key) => {
          keys.push(key);
          return earlierResult();
        },
      },
    );
    const outcome = await executeStep({ ...second.input, reuseFrom: "before" }, second.ports);
    expect(outcome).toMatchObject({ kind: "succeeded", output: { text: "old" }, reused, calls: [] });
    expect(made).toMatchObject({ resultKey: keys[0] });
    expect(second.log).toEqual([]);
  });

  test("is not asked for when the step must be done anew", async () => {
    const { input, ports } = setUp([tool("a", "A", ok)], {}, { earlierResult });
    expect(await executeStep(input, ports)).toMatchObject({ output: { text: "hello" }, reused: null });
  });

  test("has another key when arguments, tool version or done-condition differ, and none with a `once` tool", async () => {
    const keyOf = async (...made: Parameters<typeof setUp>) => {
      const { input, ports } = setUp(...made);
      const outcome = await executeStep(input, ports);
      return outcome.kind === "succeeded" ? outcome.resultKey : "failed";
    };
    const a = tool("a", "A", ok);
    const keys = await Promise.all([
      keyOf([a]),
      keyOf([a], { args: query("other") }),
      keyOf([a], { doneCondition: requires(["text"]) }),
      keyOf([a, tool("b", "B", ok)]),
    ]);
    expect(new Set(keys).size).toBe(4);
    expect(await keyOf([{ ...a, sideEffect: "once" }])).toBeNull();
    expect(await keyOf([{ ...a, sideEffect: "idempotent" }])).not.toBeNull();
  });
});
