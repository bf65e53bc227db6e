import { expect, test } from "vitest";
import { SpendCaps } from "./policy.ts";
import { amountText, canBeRaised, capRows, leastRaise, stopSentence, type SpendStop } from "./spend.ts";

const atCap = (changes: object = {}): SpendStop => ({
  why: "cap",
  scope: "run",
  quantity: "micros",
  cap: 5_000_000,
  counted: 4_980_000,
  needs: 50_000,
  passing: false,
  above: null,
  ...changes,
});
const unpriced: SpendStop = { why: "unknown_price", model: "m of Ours" };

test("a stop says whose cap it is, how much is gone and what is needed, in units that people use", () => {
  expect(stopSentence(atCap(), "Write text")).toBe(
    "This run may take $5.00. Spent or held so far: $4.98; Write text may take $0.05 more.",
  );
  expect(
    stopSentence(
      atCap({ scope: "day", quantity: "millis", cap: 60_000, counted: 58_500, needs: 3_000 }),
      "it",
    ),
  ).toBe(
    "All runs of the workspace may take, on one day (UTC), 60 s. Spent or held so far: 58.5 s; it may take 3 s more.",
  );
  const above = { runId: "r", number: 7, planTitle: "The whole" };
  expect(stopSentence(atCap({ above }), "Write text")).toBe(
    "Run 7 of “The whole”, which this run is a part of, may take with all its parts $5.00. Spent or held so far: $4.98; Write text may take $0.05 more.",
  );
  expect(stopSentence(unpriced, "it")).toContain("m of Ours");
  expect(amountText("micros", 200)).toBe("$0.0002");
  expect(amountText("micros", 123)).toBe("$0.000123");
  expect(amountText("micros", 0)).toBe("$0.00");
  expect(amountText("calls", 1)).toBe("1 call");
  expect(amountText("tokens", 1_200)).toBe("1,200 tokens");
});

test("a run's people raise the caps of the run and its steps, to what the call needs at least; days are the policy's", () => {
  expect(leastRaise(atCap())).toBe(5_030_000);
  expect(leastRaise(unpriced)).toBeNull();
  const raisable = [
    atCap(),
    atCap({ scope: "step" }),
    unpriced,
    atCap({ scope: "day" }),
    atCap({ scope: "memberDay" }),
  ];
  expect(raisable.map(canBeRaised)).toEqual([true, true, true, false, false]);
});

test("only scopes in which something is capped count, and none of a policy without caps", () => {
  const none = SpendCaps.parse({});
  expect(capRows(none)).toEqual([]);
  expect(capRows(SpendCaps.parse({ run: { seconds: 1.0 }, day: { micros: 0 } }))).toEqual([
    { scope: "run", micros: null, tokens: null, calls: null, millis: 1_000 },
    { scope: "day", micros: 0, tokens: null, calls: null, millis: null },
  ]);
});
