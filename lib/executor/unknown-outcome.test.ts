import { expect, test } from "vitest";
import { UnknownOutcome } from "#lib/tools/contract.ts";
import { setUp, tool } from "#lib/testing/executor-setup.ts";
import { executeStep } from "./execute-step.ts";

const unknown = () =>
  Promise.reject(new UnknownOutcome("The line went dead. It may have arrived.", { cause: "reset" }));

test("a call that must not be repeated waits for a person, who is told what its tool says", async () => {
  const { input, ports, unexpected } = setUp([{ ...tool("a", "A", unknown), sideEffect: "once" }]);
  expect(await executeStep(input, ports)).toMatchObject({
    kind: "unknown",
    why: "The line went dead. It may have arrived.",
  });
  expect(unexpected).toEqual([]);
});

test.each(["read", "idempotent"] as const)(
  "a call whose effect is %s may be tried again",
  async (sideEffect) => {
    const { input, ports } = setUp([{ ...tool("a", "A", unknown), sideEffect }]);
    expect(await executeStep(input, ports)).toMatchObject({
      kind: "failed",
      error: { code: "outcome_unknown", retryable: true },
    });
  },
);
