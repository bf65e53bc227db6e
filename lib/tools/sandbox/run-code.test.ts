import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { ESCAPING_PROGRAMS } from "#lib/testing/escaping-programs.ts";
import { GREEDY_PROGRAMS } from "#lib/testing/greedy-programs.ts";
import { ToolError } from "../contract.ts";
import { runCode } from "./run-code.ts";

const HOSTILE_PROGRAMS = [...GREEDY_PROGRAMS, ...ESCAPING_PROGRAMS];
const NOW = new Date(1_000_000_000_000);
const forever = () => new AbortController().signal;
const run = (code: string, input: unknown = { a: 1 }, milliseconds?: number) =>
  runCode({ code, input, now: NOW, ...(milliseconds !== undefined && { milliseconds }) }, forever());

/** Memory that this process has on loan from the system, in bytes, once it gave back what it could. */
function residentBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage.rss();
}

/** Threads of this process, where the system tells. */
function threads(): number | null {
  try {
    return Number(/^Threads:\s+(\d+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return null;
  }
}

describe("a program", () => {
  test("gets its input, may wait, and returns JSON", async () => {
    expect(await run("return input.a + 1")).toEqual({ value: 2, logs: [], logsLeftOut: 0 });
    expect(
      (await run("const { a } = await Promise.resolve(input); return { a, b: [null, 'x'] }")).value,
    ).toEqual({
      a: 1,
      b: [null, "x"],
    });
    expect((await run("")).value).toBeNull();
    expect((await run("export default (input) => input.a * 2")).value).toBe(2);
    expect((await run("const one = 1;\nexport default { one };")).value).toEqual({ one: 1 });
  });

  test("logs, within limits", async () => {
    const { logs } = await run(
      "console.log('a', 1, { b: [2] }, null, undefined, new Error('no')); console.warn(2n)",
    );
    expect(logs).toEqual(['a 1 {"b":[2]} null undefined Error: no', "2"]);
    const flood = await run("for (let i = 0; i < 250; i++) console.log('x'.repeat(2000))");
    expect(flood.logs).toHaveLength(100);
    expect(flood.logs.every((line) => line.length === 500)).toBe(true);
    expect(flood.logsLeftOut).toBe(150);
  });

  test("gives the same for the same call: clock and chance stand still", async () => {
    const code =
      "return [Date.now(), new Date().toISOString(), Date(), Math.random(), Math.random(), new Date(5).getTime()]";
    const [first, second, other] = [await run(code), await run(code), await run(code, { a: 2 })];
    expect(first).toEqual(second);
    expect((first.value as unknown[]).slice(0, 2)).toEqual([NOW.getTime(), NOW.toISOString()]);
    expect((first.value as number[])[3]).not.toBe((other.value as number[])[3]);
  });

  test.each([
    ["return (", "code_failed", /SyntaxError.*\(line 1\)/],
    ["\n\nlet a = b;", "code_failed", /'b' is not defined \(line 3\)/],
    ["x = 1", "code_failed", /'x' is not defined/],
    ["throw new TypeError('no')", "code_failed", /^The code failed with TypeError: no \(line 1\)\.$/],
    ["throw 'words'", "code_failed", /^The code failed with words\.$/],
    ["console.log('got here'); throw 1", "code_failed", /It last logged: got here$/],
    ["return () => 1", "bad_output", /It returned a function/],
    ["await new Promise(() => {})", "code_failed", /waits for something that never comes/],
    ["const f = () => f(); f()", "too_deep", /calls itself too often/],
    ["return 'x'.repeat(1_000_001)", "too_large", /1000003 characters, and may have 1,000,000/],
  ])("%j says what is wrong with it", async (code, errorCode, message) => {
    await expect(run(code)).rejects.toMatchObject({ name: "ToolError", code: errorCode, retryable: false });
    await expect(run(code)).rejects.toThrow(message);
  });

  test("has room for what is ordinary: deep calls, long lists, much text", async () => {
    expect((await run("const f = (n) => n === 0 ? 0 : 1 + f(n - 1); return f(1000)")).value).toBe(1_000);
    expect(
      (await run("return Array.from({ length: 200_000 }, (_, i) => i).reduce((a, b) => a + b)")).value,
    ).toBe(19_999_900_000);
    const text = "é🦭 ".repeat(200_000);
    expect((await run("return input.length", text)).value).toBe(text.length);
  });
});

test("whatever JSON goes in comes out again", async () => {
  const json = fc.array(fc.jsonValue({ maxDepth: 5 }), { maxLength: 400 });
  // One thread for many values: what is tested is the way in and out, not the start.
  await fc.assert(
    fc.asyncProperty(json, async (values) => {
      const given = JSON.parse(JSON.stringify(values), (key, value: unknown) =>
        key === "__proto__" ? undefined : value,
      ) as unknown;
      expect((await run("return input", given)).value).toEqual(given);
    }),
    { numRuns: 8 },
  );
});

describe("hostile programs", () => {
  const before = { bytes: residentBytes(), threads: threads(), listeners: process.eventNames().length };

  test("there are at least sixty, each with a name of its own", () => {
    expect(HOSTILE_PROGRAMS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(HOSTILE_PROGRAMS.map(({ name }) => name)).size).toBe(HOSTILE_PROGRAMS.length);
  });

  test.each(HOSTILE_PROGRAMS)(
    "$name",
    async ({ code, ends, gives }) => {
      const milliseconds = 700;
      const ended = await run(code, { a: 1 }, milliseconds).then(
        ({ value }) => ({ code: "value", value }),
        (error: unknown) => {
          expect(error).toBeInstanceOf(ToolError);
          // No error tells of a place outside.
          expect((error as ToolError).message).not.toMatch(/node_modules|\/lib\/|file:|at Worker/);
          return { code: (error as ToolError).code, value: undefined };
        },
      );
      // On a slow machine anything may run into the end of its time.
      expect([...ends, "too_slow"]).toContain(ended.code);
      if (ended.code === "value" && gives) expect(gives).toContainEqual(ended.value);
      // Nothing reached this side.
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(JSON.stringify({ a: 1 })).toBe('{"a":1}');
    },
    20_000,
  );

  afterAll(async () => {
    // Several threads that each took all they could would have left gigabytes.
    const after = residentBytes();
    expect(after - before.bytes).toBeLessThan(150_000_000);
    expect(process.eventNames().length).toBe(before.listeners);
    if (before.threads !== null) expect(threads()).toBeLessThanOrEqual(before.threads + 1);
    expect((await run("return 'alive'")).value).toBe("alive");
  });
});

describe("a program that is stopped", () => {
  test.each([
    ["while it computes", "for (;;);"],
    [
      "while it takes memory",
      "const a = []; for (;;) { try { a.push('x'.repeat(1e6) + a.length) } catch {} }",
    ],
    ["while a regular expression explodes", "/^(a+)+$/.test('a'.repeat(50) + 'b')"],
  ])("%s ends at once, and its thread with it", async (_, code) => {
    const stop = new AbortController();
    const before = threads();
    const ended = runCode({ code, input: null, now: NOW, milliseconds: 60_000 }, stop.signal);
    setTimeout(() => stop.abort(new Error("enough")), 700);
    await expect(ended).rejects.toThrow("enough");
    if (before !== null) expect(threads()).toBeLessThanOrEqual(before);
  });

  test("does not begin when the signal has aborted already", async () => {
    const order = { code: "return 1", input: null, now: NOW };
    await expect(runCode(order, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  });

  test("several at once do not disturb each other", async () => {
    const codes = ["for (;;);", "return 1", "let s = 'a'; for (;;) s += s;", "return input.a", "throw 1"];
    const ends = await Promise.allSettled(codes.map((code) => run(code, { a: 7 }, 2_000)));
    expect(ends.map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
    ]);
    expect(ends[3]).toMatchObject({ value: { value: 7 } });
  });
});
