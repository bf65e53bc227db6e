import { expect, test } from "vitest";
import { EventBody } from "#lib/domain/event.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import type { Json } from "#lib/domain/json.ts";
import { hideInRecord } from "./hide-in-record.ts";

const all = (value: unknown) => hideInRecord(value as Json, () => "•••");

test("records stay what they are with every text in them changed that is not ours", () => {
  const step = testStep("a", {
    args: {
      id: { kind: "literal", value: { id: "a", theirs: 7 } },
      kind: { kind: "template", parts: ["theirs", { ref: "b", path: ["id", 0] }] },
      each: { kind: "object", properties: { status: { kind: "literal", value: "succeeded" } } },
    },
    each: { ref: "b", path: [] },
  });
  const bodies: EventBody[] = [
    {
      type: "step.changed",
      step: stepView("a", { attempt: 3, item: { of: "b", index: 0 } }),
      what: "theirs",
    },
    {
      type: "replan.changed",
      replan: {
        id: "0".repeat(26),
        status: "proposed",
        cause: { kind: "failure", stepIds: ["a.1"] },
        note: "theirs",
        question: null,
        choice: "fall_back",
        steps: ["a"],
        changes: [
          {
            words: "theirs",
            also: [],
            quote: null,
            needs: [],
            operations: [
              { op: "add", step, after: "b", dependencies: [{ from: "b", to: "a" }] },
              { op: "update", stepId: "a", changes: { title: "theirs" } },
            ],
          },
        ],
        accepted: [0],
        diff: { kept: ["b"], changed: [{ stepId: "b", what: ["theirs"] }], added: ["a"], dropped: ["c"] },
        explanation: null,
        createdAt: "2026-12-01T10:00:00.000Z",
      },
    },
    { type: "step.slow", stepId: "a", attempt: 1, expectedSeconds: 9, answer: "retry_elsewhere" },
    {
      type: "approval.reminded",
      approvalId: "0".repeat(26),
      runId: "0".repeat(26),
      stepId: null,
      since: "2026-12-01T10:00:00.000Z",
      times: 2,
    },
  ];
  for (const body of bodies) {
    const hidden = all(body);
    expect(EventBody.safeParse(hidden).error).toBeUndefined();
    expect(JSON.stringify(hidden)).not.toContain("theirs");
  }
});

test("all that tools gave and were given is theirs", () => {
  const given = { id: "an-id", at: 1, status: ["running"] };
  expect(all({ toolVersion: "1", args: { id: "b" }, result: given, costMicros: 5 })).toEqual({
    toolVersion: "•••",
    args: { "•••": "•••" },
    result: { "•••": ["•••"] },
    costMicros: 5,
  });
  expect(all({ title: "a", dropped: { to: "title" }, answer: "mine" })).toEqual({
    title: "•••",
    dropped: { to: "•••" },
    answer: "•••",
  });
});
