import { stepView } from "#lib/testing/step-views.ts";
import { describe, expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunStatus, StepRunView } from "#lib/domain/run.ts";
import { chooseChanges } from "#lib/domain/choose-changes.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { analyseGoal } from "./goal/analyse-goal.ts";
import { contextOf } from "./playbooks/match.ts";
import { marketingStrategy } from "./playbooks/marketing-strategy.ts";
import { patchOf, replanRequest } from "#lib/testing/replan-request.ts";
import { proposeReplan } from "./propose-replan.ts";
import type { ReplanRequest } from "./replan/replan-request.ts";

const TODAY = "2026-11-23";
const goal = analyseGoal(
  "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
  TODAY,
);
const drafted = marketingStrategy.draft(contextOf(goal, TODAY));
const graph: PlanGraph = {
  steps: drafted.map(({ step }) => step),
  dependencies: drafted.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
};

function viewOf(stepId: string, status: StepRunStatus, code = "nothing_found"): StepRunView {
  const error = status === "failed" ? { code, message: "It failed.", retryable: false } : null;
  return stepView(stepId, { status, attempt: 1, error, hasOutput: status === "succeeded" });
}

/** Proposes over the marketing plan, where steps are blocked unless said otherwise, and checks what must always hold. */
function propose(
  note: string,
  states: Record<string, StepRunStatus> = {},
  plan = graph,
  code?: string,
  more: Partial<ReplanRequest> = {},
) {
  const steps = plan.steps.map((step) => viewOf(step.id, states[step.id] ?? "blocked", code));
  const request = replanRequest({ graph: plan, steps, note, goal, today: TODAY });
  const { changes, ...proposal } = proposeReplan({ ...request, ...more });
  const patch = patchOf(changes);
  const outcome = applyPatch(plan, patch ?? []);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  const after = outcome.graph;
  for (const [id, status] of Object.entries(states)) {
    if (status !== "running" && status !== "succeeded" && status !== "skipped") continue;
    // What takes too long may be stopped, when nothing speaks against it.
    if (more.slow?.mayStop && more.cause?.kind === "slow" && more.cause.stepId === id) continue;
    expect(after.steps.find((step) => step.id === id)).toEqual(plan.steps.find((step) => step.id === id));
    const into = (one: PlanGraph) => one.dependencies.filter(({ to }) => to === id);
    expect(into(after)).toEqual(into(plan));
  }
  const step = (id: string) => after.steps.find((one) => one.id === id);
  return { ...proposal, changes, patch, after, step, findings: validatePlan(after, toolSpecs(), goal) };
}

const before = (plan: PlanGraph, id: string) =>
  plan.dependencies.flatMap(({ from, to }) => (to === id ? [from] : [])).toSorted();

describe("a note", () => {
  test("adds a step before another, with a section in the document", () => {
    const { after, step, findings, explanation } = propose(
      "add competitor analysis before Choose promotion channels",
    );
    expect(step("competitor-analysis")).toMatchObject({
      title: "Competitor analysis",
      tool: "knowledge.search",
    });
    expect(before(after, "channels")).toEqual(["competitor-analysis"]);
    expect(before(after, "competitor-analysis")).toEqual(["market-research", "past-performance"]);
    expect(JSON.stringify(step("strategy-document")?.args["sections"])).toContain("competitor-analysis");
    expect(findings).toEqual([]);
    expect(explanation).toBe('Adds "Competitor analysis".');
  });

  test("adds a step after another", () => {
    const { after, findings } = propose('Please add "Legal check" after the copy.');
    expect(before(after, "legal-check")).toEqual(["copy"]);
    expect(before(after, "strategy-document")).toContain("legal-check");
    expect(findings).toEqual([]);
  });

  test("removes a step and mends what read it", () => {
    const { step, findings, explanation } = propose("remove brand rules");
    expect(step("brand-rules")).toBeUndefined();
    expect(JSON.stringify(step("copy"))).not.toContain("brand-rules");
    expect(findings).toEqual([]);
    expect(explanation).toContain("Drops");
  });

  test("removing what a calendar lives on gives it plain items", () => {
    const { step, findings } = propose("drop Identify keywords");
    expect(step("content-plan")?.args["items"]).toMatchObject({ kind: "literal", value: goal.keywords });
    expect(findings).toEqual([]);
  });

  test("renames, moves, connects, disconnects, makes optional, several at once", () => {
    const { after, step, findings, patch } = propose(
      "rename Draft the copy to Write the messages; connect brand rules to channels and make past performance required, then disconnect brand rules from copy",
      { "market-research": "succeeded" },
    );
    // The fifth takes out what the copy read of the brand rules.
    expect(patch).toHaveLength(5);
    expect(step("copy")?.title).toBe("Write the messages");
    expect(before(after, "channels")).toContain("brand-rules");
    expect(step("past-performance")?.optional).toBe(false);
    expect(JSON.stringify(step("copy"))).not.toContain("brand-rules");
    expect(findings).toEqual([]);
  });

  test("moves a step", () => {
    const { after } = propose("move Allocate the budget after Draft the copy");
    expect(before(after, "budget")).toEqual(["channels", "copy", "past-performance"]);
  });

  test("uses another tool for a step, with the fallback's arguments", () => {
    const { step, findings } = propose("use web search for the market research");
    expect(step("market-research")?.tool).toBe("web.search");
    expect(findings).toEqual([]);
  });

  test("skips web search where that is still possible", () => {
    const { after, explanation } = propose("skip web search", { "market-research": "running" });
    const tools = (id: string) => after.steps.find((one) => one.id === id)?.fallbacks.map((one) => one.tool);
    expect(tools("brand-rules")).toEqual(["cache.read"]);
    expect(tools("market-research")).toEqual(["web.search", "cache.read"]);
    expect(explanation).toBe("Leaves Search the web out of 1 step.");
  });

  test.each([
    "remove Research the market",
    "rename Research the market to X",
    "move Research the market after keywords",
    "use web search for Research the market",
    "connect keywords to Research the market",
    "add X before Research the market",
  ])("never changes a finished step: %s", (note) => {
    const { patch, explanation } = propose(note, { "market-research": "succeeded", keywords: "running" });
    expect(patch).toBeNull();
    expect(explanation).toMatch(/is finished and stays as it is|has begun/);
  });

  test.each([
    ["make it better somehow", "Not understood"],
    ["remove the flux capacitor", "There is no step"],
    ["use telepathy for copy", "There is no tool"],
    ["connect copy to keywords; connect keywords to copy", "Not done"],
  ])("says plainly when it cannot follow, and asks for other words: %s", (note, words) => {
    expect(propose(note)).toMatchObject({
      choice: "ask",
      explanation: expect.stringContaining(words) as string,
    });
  });

  test("what is understood is done, what is not is named", () => {
    const { patch, explanation } = propose("rename copy to Words. Paint it blue.");
    expect(patch).toHaveLength(1);
    expect(explanation).toContain("Renames");
    expect(explanation).toContain('Not understood: "Paint it blue"');
    expect(explanation).toContain("Notes that are understood: add X before Y");
  });
});

describe("without a note", () => {
  test("a search that found nothing searches wider", () => {
    const { step, findings } = propose("", { "market-research": "failed" });
    expect(step("market-research")?.args["query"]).toEqual({ kind: "literal", value: "eco-products" });
    expect(findings).toEqual([]);
  });

  test("a search tool that cannot be used is swapped for one that can", () => {
    const only = graph.steps.map((step) =>
      step.id === "market-research" ? { ...step, tool: "web.search", fallbacks: [] } : step,
    );
    const { step } = propose(
      "",
      { "market-research": "failed" },
      { ...graph, steps: only },
      "not_configured",
    );
    expect(step("market-research")).toMatchObject({
      tool: "knowledge.search",
      fallbacks: [{ tool: "cache.read" }],
    });
  });

  test("an optional step that failed is dropped, and the budget does without its figures", () => {
    const { step, findings } = propose("", { "past-performance": "failed" });
    expect(step("past-performance")).toBeUndefined();
    expect(step("budget")?.args["names"]).toMatchObject({ kind: "literal" });
    expect(findings).toEqual([]);
  });

  test("a search that found nothing however wide becomes a working note, and its readers are mended", () => {
    const wide = graph.steps.map((step) =>
      step.id === "market-research"
        ? {
            ...step,
            optional: false,
            args: { ...step.args, query: { kind: "literal" as const, value: goal.topic } },
          }
        : step,
    );
    const { step, findings, explanation } = propose(
      "",
      { "market-research": "failed", "past-performance": "succeeded" },
      { ...graph, steps: wide },
    );
    expect(step("market-research")?.tool).toBe("text.write");
    expect(step("keywords")).toBeUndefined();
    expect(findings).toEqual([]);
    expect(explanation).toContain("working note");
  });

  test("an allocation above the budget is kept to it", () => {
    const over = graph.steps.map((step) =>
      step.id === "budget"
        ? { ...step, args: { ...step.args, totalCents: { kind: "literal" as const, value: 5_000_000 } } }
        : step,
    );
    const { step } = propose("", { budget: "failed" }, { ...graph, steps: over }, "over_budget");
    expect(step("budget")?.args["totalCents"]).toEqual({ kind: "literal", value: 4_000_000 });
  });

  test("nothing failed: nothing is proposed, and it says what notes it understands", () => {
    const { patch, explanation } = propose("");
    expect(patch).toBeNull();
    expect(explanation).toContain("Nothing has failed");
    expect(explanation).toContain("skip web search");
  });
});

describe("acceptance by parts", () => {
  test("each part of a note, and each failed step, is a change of its own that applies alone", () => {
    const { changes } = propose(
      "remove brand rules; add legal review after Draft the copy; rename keywords to Words",
    );
    expect(changes.map(({ words }) => words)).toEqual([
      expect.stringMatching(/^Remove /),
      expect.stringMatching(/^Add “Legal review”/),
      expect.stringMatching(/^Rename /),
    ]);
    for (const at of changes.keys()) {
      const choice = chooseChanges(graph, changes, [at]);
      expect(choice.ok && validatePlan(choice.graph, toolSpecs(), goal)).toEqual([]);
    }
    const failed = propose("", { "market-research": "failed", "brand-rules": "failed" });
    expect(failed.changes).toHaveLength(2);
  });

  test("what can only be followed in part leaves nothing of that part behind", () => {
    // The first step of the list can go, the second is finished.
    const { patch, explanation } = propose("remove brand rules and keywords. Rename copy to Words", {
      keywords: "succeeded",
      "market-research": "succeeded",
    });
    expect(patch).toEqual([{ op: "update", stepId: "copy", changes: { title: "Words" } }]);
    expect(explanation).toContain("is finished and stays as it is");
    expect(explanation).not.toContain('Drops "');
  });
});

test("a fault that may pass is tried again, once, before the plan is made poorer", () => {
  const copy = { code: "unavailable", message: "Busy.", retryable: true };
  const at = (attempt: number) =>
    proposeReplan(
      replanRequest({
        graph,
        goal,
        steps: graph.steps.map(({ id }) =>
          id === "copy"
            ? stepView(id, { status: "failed", attempt, error: copy })
            : stepView(id, { status: "blocked" }),
        ),
      }),
    );
  expect(at(1)).toMatchObject({ choice: "retry", steps: ["copy"], changes: [] });
  expect(at(9).choice).not.toBe("retry");
});

describe("a step that takes too long", () => {
  const cause = (stepId: string) => ({ kind: "slow" as const, stepId, seconds: 40, expectedSeconds: 4 });
  const may = { mayStop: true, fallbackLeft: false, triedElsewhere: false, seconds: 40 };
  const slow = (id: string, state: Partial<typeof may> = {}, plan = graph) =>
    propose("", { [id]: "running" }, plan, undefined, { cause: cause(id), slow: { ...may, ...state } });
  const without = (changes: Partial<PlanGraph["steps"][number]>) => ({
    ...graph,
    steps: graph.steps.map((step) => (step.id === "market-research" ? { ...step, ...changes } : step)),
  });

  test("goes on with its next fallback, where it has one", () => {
    expect(slow("market-research", { fallbackLeft: true })).toMatchObject({
      choice: "fall_back",
      steps: ["market-research"],
      patch: null,
    });
  });

  test("gets another tool of its kind", () => {
    const { choice, step, findings } = slow("market-research", {}, without({ fallbacks: [] }));
    expect(choice).toBe("fall_back");
    expect(step("market-research")?.tool).not.toBe("knowledge.search");
    expect(findings).toEqual([]);
  });

  test("is dropped when it is optional and nothing else does it", () => {
    const { choice, step, findings } = slow("past-performance");
    expect(choice).toBe("replan");
    expect(step("past-performance")).toBeUndefined();
    expect(findings).toEqual([]);
  });

  test("gets more time when it would run out of it, else another worker, else nothing", () => {
    const { step } = slow("copy", { seconds: 10_000 });
    const old = graph.steps.find(({ id }) => id === "copy")?.timeoutSeconds ?? 0;
    expect(step("copy")?.timeoutSeconds).toBe(3 * old);
    expect(slow("copy", { seconds: 1 })).toMatchObject({ choice: "retry", steps: ["copy"], patch: null });
    expect(slow("copy", { seconds: 1, triedElsewhere: true })).toMatchObject({ choice: null, patch: null });
  });

  test("stays as it is when it must not be repeated or has ended meanwhile", () => {
    expect(slow("market-research", { mayStop: false, fallbackLeft: true })).toMatchObject({
      choice: null,
      steps: [],
    });
    const ended = propose("", {}, graph, undefined, { cause: cause("copy"), slow: null });
    expect(ended).toMatchObject({ choice: null, patch: null });
    expect(ended.explanation).toContain("not running any more");
  });
});

test("what used an output that was put right is done again", () => {
  const steps = graph.steps.map(({ id }) =>
    stepView(id, {
      status: "succeeded",
      attempt: 1,
      hasOutput: true,
      stale: id === "keywords" || id === "copy",
    }),
  );
  const cause = { kind: "new_input" as const, stepId: "market-research" };
  const { choice, steps: again, explanation } = proposeReplan(replanRequest({ graph, goal, steps, cause }));
  expect({ choice, again }).toEqual({ choice: "retry", again: ["keywords", "copy"] });
  expect(explanation).toContain('used the old output of "Research the market"');
});

test("about a guardrail's finding the person is asked", () => {
  const cause = { kind: "finding" as const, stepId: "copy", message: "It names a competitor." };
  expect(propose("", {}, graph, undefined, { cause })).toMatchObject({ choice: "ask", patch: null });
});

describe("a refusal", () => {
  const cause = { kind: "refused" as const, stepId: "channels", by: "Ben" };
  test("whose reason says what to do instead is followed", () => {
    const reason = "add competitor analysis before Choose promotion channels";
    const { choice, step } = propose("", { channels: "failed" }, graph, "refused", {
      cause: { ...cause, reason },
    });
    expect(choice).toBe("replan");
    expect(step("competitor-analysis")).toMatchObject({ title: "Competitor analysis" });
  });

  test("that says no more than no is asked about, and the same is not tried again", () => {
    const reason = "Too dear for us.";
    const proposal = propose("", { channels: "failed" }, graph, "refused", { cause: { ...cause, reason } });
    expect(proposal).toMatchObject({ choice: "ask", changes: [], steps: [] });
    expect(proposal.explanation).toMatch(/^What should be done instead of "Choose promotion channels"\?/);
  });
});
