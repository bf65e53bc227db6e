import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { BuiltInEmbedder, embedBuiltIn } from "./built-in-embedder.ts";

const { signal } = new AbortController();
const alike = (a: number[] = [], b: number[] = []) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe("the model", () => {
  test("finds texts of like meaning alike, whatever stands beside them in a call", async () => {
    const texts = ["help new colleagues settle in", "onboarding plan for new employees", "a trip to Lisbon"];
    const [settle, onboard, trip] = await embedBuiltIn(texts, signal);
    expect(settle).toHaveLength(512);
    expect(alike(settle, settle)).toBeCloseTo(1, 4);
    expect(alike(settle, onboard)).toBeGreaterThan(alike(settle, trip) + 0.2);
    const [alone] = await embedBuiltIn(texts.slice(0, 1), signal);
    expect(alike(settle, alone)).toBeCloseTo(1, 4);
  });

  test("takes nothing, blanks, all kinds of characters and texts that are too long", async () => {
    expect(await embedBuiltIn([], signal)).toEqual([]);
    const odd = ["", " \n", "🦭 你好 \ud800", "a".repeat(50_000), "word ".repeat(10_000)];
    const vectors = await embedBuiltIn(odd, signal);
    expect(vectors.map((vector) => vector.length)).toEqual(odd.map(() => 512));
    expect(
      vectors
        .slice(0, 2)
        .flat()
        .every((x) => x === 0),
    ).toBe(true);
    expect(vectors.flat().every(Number.isFinite)).toBe(true);
    await expect(embedBuiltIn(Array<string>(1_001).fill("a"), signal)).rejects.toThrow(RangeError);
  });

  test("keeps no process alive, and a process that waits for it does not end", async () => {
    const script = `
      const { embedBuiltIn } = await import("#lib/models/built-in-embedder.ts");
      const [vector] = await embedBuiltIn(["a"], new AbortController().signal);
      console.log(vector.length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    expect(stdout.trim()).toBe("512");
  }, 60_000);
});

describe("the thread", () => {
  const thread = (code: string) => () =>
    new Worker(`const { parentPort: port, threadId } = require("node:worker_threads"); ${code}`, {
      eval: true,
    });
  const ANSWER = `
    port.on("message", ({ id, texts }) => {
      if (texts.includes("crash")) process.exit(3);
      if (texts.includes("fault")) return port.postMessage({ id, fault: "no such word" });
      if (texts.includes("silence")) return;
      const vectors = new Float32Array(texts.length * 512).fill(threadId);
      port.postMessage({ id, vectors });
    });`;

  test("that crashed fails those who wait, and the next call has a new one", async () => {
    const embedder = new BuiltInEmbedder(thread(ANSWER));
    const [before] = await embedder.embed(["a"], signal);
    const outcomes = await Promise.allSettled([
      embedder.embed(["silence"], signal),
      embedder.embed(["crash"], signal),
    ]);
    expect(outcomes.map((one) => one.status)).toEqual(["rejected", "rejected"]);
    const [after] = await embedder.embed(["a"], signal);
    expect(after?.[0]).toBeGreaterThan(before?.[0] ?? Infinity);
  });

  test("that cannot begin says why", async () => {
    const embedder = new BuiltInEmbedder(thread("throw new Error('no model')"));
    await expect(embedder.embed(["a"], signal)).rejects.toMatchObject({ cause: { message: "no model" } });
  });

  test("that does not answer is given up", async () => {
    const embedder = new BuiltInEmbedder(thread(ANSWER), 50);
    await expect(embedder.embed(["silence"], signal)).rejects.toThrow("did not answer");
  });

  test("tells what it could not do, and goes on", async () => {
    const embedder = new BuiltInEmbedder(thread(ANSWER));
    await expect(embedder.embed(["fault"], signal)).rejects.toThrow("no such word");
    expect(await embedder.embed(Array<string>(20).fill("a"), signal)).toHaveLength(20);
  });

  test("is not waited for after the signal", async () => {
    const embedder = new BuiltInEmbedder(thread(ANSWER));
    const stop = new AbortController();
    const waiting = embedder.embed(["silence"], stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(embedder.embed(["a"], stop.signal)).rejects.toThrow("enough");
    expect(await embedder.embed(["a"], signal)).toHaveLength(1);
  });

  test("that nobody asks for a while ends, and begins again with the next call", async () => {
    const threads: Worker[] = [];
    const start = () => {
      const begun = thread(ANSWER)();
      threads.push(begun);
      return begun;
    };
    const embedder = new BuiltInEmbedder(start, 60_000, 1);
    await embedder.embed(["a"], signal);
    await once(threads[0] as Worker, "exit");
    expect(await embedder.embed(["a"], signal)).toHaveLength(1);
    expect(threads).toHaveLength(2);
  });
});
