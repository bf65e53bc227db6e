import { expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { NO_MODELS } from "#lib/models/no-models.ts";
import { UNATTENDED } from "#lib/testing/tool-result.ts";
import { ToolError, type Look, type ToolContext } from "../contract.ts";
import { waitUntil } from "../builtin/wait-until.ts";

const START = Date.parse("2026-11-30T09:00:00.000Z");
const CONDITION = { tool: "t.count", condition: "output.n >= 3", everySeconds: 10, args: { of: "x" } };

/** Calls the tool again and again, each time when what it waits for has come, until it ends. */
async function waitThrough(args: unknown, look?: (tool: string, given: Json) => Promise<Look>) {
  const parks: string[] = [];
  const said: string[] = [];
  const costs: number[] = [];
  let resumed: ToolContext["resumed"] = null;
  let now = new Date(START);
  for (;;) {
    const result = await waitUntil.run(waitUntil.input.parse(args), {
      ...UNATTENDED,
      ...(look && { look }),
      workspaceId: "w",
      runId: "r",
      stepId: "s",
      goal: null,
      origins: [],
      now,
      signal: new AbortController().signal,
      idempotencyKey: "k",
      heartbeat: () => undefined,
      missing: [],
      asking: () => Promise.resolve(NO_MODELS),
      write: () => undefined,
      db: {} as ToolContext["db"],
      resumed,
    });
    if (!("park" in result)) return { parks, said, costs, result };
    if (result.park.kind !== "until") throw new Error("It waits for something else.");
    parks.push(result.park.at);
    said.push(result.says);
    costs.push(result.costMicros ?? 0);
    resumed = { state: JSON.parse(JSON.stringify(result.state)) as Json, answer: null };
    now = new Date(result.park.at);
  }
}
const counting = (from = 1): ((tool: string, args: Json) => Promise<Look>) => {
  let n = from;
  return () => Promise.resolve({ kind: "gave", output: { n: n++ }, costMicros: 5 });
};

test.each([
  [{ at: "2026-11-30T10:30:00+01:00" }, ["2026-11-30T09:30:00.000Z"], 1_800],
  [{ at: "2026-12-01" }, ["2026-12-01T00:00:00.000Z"], 54_000],
  [{ at: "2026-11-30T08:00:00Z" }, [], 0],
  [{ minutes: 1.5 }, ["2026-11-30T09:01:30.000Z"], 90],
  [{ minutes: 0 }, [], 0],
])("%j waits until its moment, and no longer", async (args, parks, waitedSeconds) => {
  const waited = await waitThrough(args);
  expect(waited.parks).toEqual(parks);
  expect(waited.result.output).toEqual({ reached: true, waitedSeconds, tries: 0, last: null });
});

test("a condition is looked at every so often until it holds; each says what it cost", async () => {
  const asked: unknown[] = [];
  const look = counting();
  const waited = await waitThrough(CONDITION, (...call) => (asked.push(call), look(...call)));
  expect(waited.parks).toEqual(["2026-11-30T09:00:10.000Z", "2026-11-30T09:00:20.000Z"]);
  expect(waited.said).toEqual(Array(2).fill("Looks every 10 seconds until the condition holds."));
  expect(waited.result).toMatchObject({
    output: { reached: true, waitedSeconds: 20, tries: 3, last: { n: 3 } },
    costMicros: 5,
  });
  expect(waited.costs).toEqual([5, 5]);
  expect(asked).toEqual(Array.from({ length: 3 }, () => ["t.count", { of: "x" }]));
});

test("a look every minute is said so", async () => {
  const { said } = await waitThrough({ ...CONDITION, everySeconds: 60 }, counting(2));
  expect(said).toEqual(["Looks every minute until the condition holds."]);
});

test("what is looked by may fail, and give what the condition cannot be asked of, for a while", async () => {
  const given: Look[] = [
    { kind: "failed", message: "Nothing was found.", costMicros: 0 },
    { kind: "gave", output: {}, costMicros: 0 },
    { kind: "gave", output: { n: 3 }, costMicros: 0 },
  ];
  const { result } = await waitThrough(CONDITION, () => Promise.resolve(given.shift() as Look));
  expect(result.output).toMatchObject({ reached: true, tries: 3 });
});

test.each([
  [{ mostTries: 2 }, "The condition did not hold; it was checked twice in 10 seconds."],
  [{ deadlineHours: 0.01 }, "The condition did not hold; it was checked 4 times in 30 seconds."],
])("with %j it is over at last: a failure, or not reached where the step goes on", async (limits, said) => {
  const never = () => Promise.resolve<Look>({ kind: "gave", output: { n: 0 }, costMicros: 0 });
  const failed = waitThrough({ ...CONDITION, ...limits }, never);
  await expect(failed).rejects.toThrow(new ToolError("not_reached", said));
  await expect(failed).rejects.toMatchObject({ code: "not_reached", retryable: false });
  const { result } = await waitThrough({ ...CONDITION, ...limits, goOn: true }, never);
  expect(result).toMatchObject({ output: { reached: false, last: { n: 0 } }, summary: said });
});

test("the last failure of what is looked by is said", async () => {
  const failing = () =>
    Promise.resolve<Look>({ kind: "failed", message: "The server is away.", costMicros: 0 });
  await expect(waitThrough({ ...CONDITION, mostTries: 1 }, failing)).rejects.toThrow(/The server is away\.$/);
});

test.each<[object, string]>([
  [{}, "at"],
  [{ at: "2026-12-01", minutes: 3 }, "at"],
  [{ minutes: 3, tool: "t", condition: "output.n > 1" }, "at"],
  [{ at: "tomorrow" }, "at"],
  [{ at: "2026-12-01T09:00" }, "at"],
  [{ minutes: -1 }, "minutes"],
  [{ tool: "t" }, "condition"],
  [{ condition: "output.n > 1" }, "tool"],
  [{ tool: "t", condition: "output.n +" }, "condition"],
  [{ tool: "t", condition: "args.n > 1" }, "condition"],
  [{ tool: "t", condition: "output.n > 1", everySeconds: 1 }, "everySeconds"],
])("%j is refused at its argument", (args, path) => {
  expect(waitUntil.input.safeParse(args).error?.issues[0]?.path).toEqual([path]);
});

test("nobody waits for more than a year", async () => {
  await expect(waitThrough({ at: "2099-01-01" })).rejects.toMatchObject({ code: "bad_input" });
});
