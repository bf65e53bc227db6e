import { expect, test, vi } from "vitest";
import { Batches } from "./batches.ts";

// As long as a busy machine may take.
vi.setConfig({ testTimeout: 60_000 });
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

/** Commits that end when they are told to, and what went into each. */
function commits() {
  const written: string[][] = [];
  const ends: (() => void)[] = [];
  const write = async (requests: readonly string[]) => {
    written.push([...requests]);
    await new Promise<void>((resolve) => ends.push(resolve));
    return requests.map((each) => each.toUpperCase());
  };
  const end = async () => {
    await eventually(() => ends.length).toBeGreaterThan(0);
    ends.shift()?.();
  };
  return { written, write, end };
}

test("one alone goes at once; what is asked meanwhile goes together, and each gets its own answer", async () => {
  const { written, write, end } = commits();
  const batches = new Batches(write);
  const a = batches.ask("a");
  await eventually(() => written).toEqual([["a"]]);
  const others = Promise.all(["b", "c", "d"].map((each) => batches.ask(each)));
  await end();
  expect(await a).toBe("A");
  await end();
  expect(await others).toEqual(["B", "C", "D"]);
  expect(written).toEqual([["a"], ["b", "c", "d"]]);
});

test("what the database refuses fails alone; when it is away nobody knows, so all fail", async () => {
  let code = "22P05";
  const tried: string[][] = [];
  const batches = new Batches(async (requests: readonly string[]) => {
    tried.push([...requests]);
    if (requests.includes("bad")) throw Object.assign(new Error("Refused."), { code });
    return requests;
  });
  const ask = () =>
    Promise.all(
      ["a", "bad", "c"].map((each) => batches.ask(each).catch((err: unknown) => (err as Error).message)),
    );
  expect(await ask()).toEqual(["a", "Refused.", "c"]);
  expect(tried).toEqual([["a", "bad", "c"], ["a"], ["bad"], ["c"]]);
  code = "57P01";
  expect(await ask()).toEqual(["Refused.", "Refused.", "Refused."]);
});
