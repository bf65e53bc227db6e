import { beforeAll, describe, expect, test } from "vitest";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { SavedPlaybook, VariableInput } from "#lib/domain/playbook.ts";
import { placeVariables, suggestVariables } from "#lib/domain/suggest-variables.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { embedBuiltIn } from "#lib/models/built-in-embedder.ts";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { plannerTestPorts } from "#lib/testing/planner-ports.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { builtInDrafter } from "../built-in-drafter.ts";
import { analyseGoal } from "../goal/analyse-goal.ts";
import { planGoal, type PlanGoalInput } from "../plan-goal.ts";
import { planOnce } from "../plan-once.ts";
import type { Drafter } from "../ports.ts";
import type { PlannerEvent } from "../planner-event.ts";
import { contextOf, decide, matchPlaybooks } from "./match.ts";
import { marketingStrategy } from "./marketing-strategy.ts";
import { learnPlaybooks } from "./meaning.ts";
import { adaptPlaybook } from "./saved-playbook.ts";

const TODAY = "2026-11-23";
const { signal } = new AbortController();

const literal = (value: string | number) => ({ kind: "literal" as const, value });

/** What a company does every quarter, which no built-in playbook knows. */
const BOARD: SavedPlaybook = boardReport();

function boardReport(): SavedPlaybook {
  const graph: PlanGraph = {
    steps: [
      makeStep("report", {
        title: "Compose the board paper on churn",
        tool: "text.write",
        args: {
          brief: literal("The board paper on churn for our investors"),
          material: { kind: "list", items: [] },
        },
      }),
      makeStep("search", {
        title: "Collect figures on churn",
        args: { query: literal("churn"), limit: literal(6) },
      }),
      makeStep("sign", { title: "Have Ms Okafor sign it", args: { query: literal("Ms Okafor") } }),
    ],
    dependencies: [
      { from: "search", to: "report" },
      { from: "report", to: "sign" },
    ],
  };
  const variables: VariableInput[] = [
    { kind: "text", name: "topic", label: "Topic", description: "", default: "churn" },
    { kind: "text", name: "audience", label: "Audience", description: "", default: "our investors" },
    { kind: "text", name: "signer", label: "Signed by", description: "Who signs it.", default: "Ms Okafor" },
  ];
  return {
    id: "0".repeat(25) + "1",
    name: "Quarterly board paper",
    description: "What the supervisory board reads before it meets.",
    phrases: ["Prepare the quarterly board paper on churn for our investors"],
    graph,
    variables: placeVariables(graph, variables),
  };
}

function strategy(): SavedPlaybook {
  const goal = "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";
  const analysis = analyseGoal(goal, TODAY);
  const drafted = marketingStrategy.draft(contextOf(analysis, TODAY));
  const graph = {
    steps: drafted.map(({ step }) => step),
    dependencies: drafted.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
  };
  return {
    id: "0".repeat(25) + "2",
    name: "Our marketing strategy",
    description: "",
    phrases: [goal],
    graph,
    variables: suggestVariables(graph, analysis),
  };
}

const GOAL = "Prepare the quarterly board paper on hiring for small business owners";

async function matched(goal: string, saved: SavedPlaybook[], embed: typeof embedBuiltIn | null = null) {
  const context = contextOf(analyseGoal(goal, TODAY), TODAY);
  const matches = await matchPlaybooks(
    context.analysis,
    context,
    { embed, signal, patienceMs: 30_000 },
    saved,
  );
  return { matches, decision: decide(matches, context) };
}

async function events(input: Partial<PlanGoalInput>, playbooks: SavedPlaybook[]): Promise<PlannerEvent[]> {
  const ports = plannerTestPorts({ playbooks });
  const all: PlannerEvent[] = [];
  for await (const event of planGoal({ threadId: "one", goal: GOAL, today: TODAY, ...input }, ports))
    all.push(event);
  return all;
}

// Loading the model and learning the built-in ones takes a second, on a busy machine several.
beforeAll(() => learnPlaybooks(embedBuiltIn), 60_000);

describe.each([
  ["by words alone", null],
  ["by words and meaning", embedBuiltIn],
] as const)("%s", (_, embed) => {
  test("a saved playbook is found for a goal like the one it was made for", async () => {
    const { decision, matches } = await matched(GOAL, [BOARD, strategy()], embed);
    expect(decision).toMatchObject({ kind: "playbook", match: { playbookId: BOARD.id } });
    expect(matches[0]?.reasons.join(" ")).toMatch(/your own.*board/s);
  });

  test("it comes before a built-in one that fits as well", async () => {
    const goal = "Generate a marketing strategy for next year focusing on herbal tea, budget $20,000";
    const own = strategy();
    expect((await matched(goal, [], embed)).decision).toMatchObject({
      match: { playbookId: "marketing-strategy" },
    });
    expect((await matched(goal, [own], embed)).decision).toMatchObject({ match: { playbookId: own.id } });
  });

  test("two of them that fit as well are asked about", async () => {
    const { decision } = await matched(GOAL, [BOARD, { ...BOARD, id: "0".repeat(25) + "3" }], embed);
    if (decision.kind !== "ask") throw new Error("It was not asked about.");
    expect(decision.options.slice(0, 2).map(({ playbookId }) => playbookId)).toContain(BOARD.id);
  });

  test.each(["Write a short story about a lighthouse keeper", "Plan a trip to Rome", "Hire a data engineer"])(
    "they change nothing for a goal that none of them is for: %s",
    async (goal) => {
      const without = await matched(goal, [], embed);
      const beside = await matched(goal, [BOARD, strategy()], embed);
      expect(beside.matches.filter(({ playbookId }) => !playbookId.startsWith("0000"))).toEqual(
        without.matches,
      );
      expect(beside.decision.kind).toBe(without.decision.kind);
    },
  );
});

test("meaning finds it for other words", async () => {
  const release: SavedPlaybook = {
    ...BOARD,
    name: "Release notes",
    description: "",
    phrases: ["Write release notes for version 4 of the billing app"],
    variables: [],
  };
  const { matches } = await matched(
    "Tell users what changed in the new version of the payroll app",
    [release],
    embedBuiltIn,
  );
  const [found] = matches.filter(({ playbookId }) => playbookId === release.id);
  const other = await matched("Grow carrots on the balcony", [release], embedBuiltIn);
  const [stranger] = other.matches.filter(({ playbookId }) => playbookId === release.id);
  expect(found?.score ?? 0).toBeGreaterThan(3 * (stranger?.score ?? 1));
});

test("an embedder that fails or hangs leaves the words", async () => {
  const context = contextOf(analyseGoal(GOAL, TODAY), TODAY);
  for (const embed of [
    () => Promise.reject(new Error("no thread")),
    () => new Promise<never>(() => undefined),
  ]) {
    const matches = await matchPlaybooks(context.analysis, context, { embed, signal, patienceMs: 1 }, [
      BOARD,
    ]);
    expect(decide(matches, context)).toMatchObject({ match: { playbookId: BOARD.id } });
  }
});

test("the planner adapts it: steps in order, the goal's words in their places, what is not said told", async () => {
  const said = await events({}, [BOARD]);
  const steps = said.flatMap((event) => (event.type === "step" ? [event] : []));
  expect(steps.map(({ step }) => step.title)).toEqual([
    "Collect figures on hiring",
    "Compose the board paper on hiring",
    "Have Ms Okafor sign it",
  ]);
  expect(steps.map(({ dependsOn }) => dependsOn)).toEqual([[], ["search"], ["report"]]);
  expect(steps[1]?.step.args["brief"]).toEqual(
    literal("The board paper on hiring for small business owners"),
  );
  const [report] = said.flatMap((event) => (event.type === "finished" ? [event.report] : []));
  expect(report).toMatchObject({ source: "playbook", playbookId: BOARD.id, trouble: [] });
  expect(report?.remarks.join(" ")).toContain("Made from your playbook “Quarterly board paper”");
  expect(report?.assumptions.join(" ")).toContain(
    "You have not said “Signed by”; the playbook's “Ms Okafor” is kept.",
  );
});

test("asked first, the person says what the goal does not, and the answer takes its place", async () => {
  const goal = GOAL;
  const ports = plannerTestPorts({ playbooks: [BOARD] });
  const input = { threadId: "one", goal, today: TODAY, askFirst: true };
  const first: PlannerEvent[] = [];
  for await (const event of planGoal(input, ports)) first.push(event);
  const asked = first.at(-1);
  if (asked?.type !== "questions") throw new Error("Nothing was asked.");
  expect(asked.questions.questions).toEqual([
    { id: "signer", question: "What is “Signed by” this time?", default: "Ms Okafor", why: "Who signs it." },
  ]);
  const rest: PlannerEvent[] = [];
  for await (const event of planGoal({ ...input, answers: { signer: "Mr Lund" } }, ports)) rest.push(event);
  expect(JSON.stringify(rest)).toContain("Have Mr Lund sign it");
});

test("a playbook that was deleted between the choice and the draft leaves a general plan that says so", async () => {
  const twin = { ...BOARD, id: "0".repeat(25) + "3" };
  const ports = plannerTestPorts({ playbooks: [BOARD, twin] });
  const input = { threadId: "one", goal: GOAL, today: TODAY };
  const first: PlannerEvent[] = [];
  for await (const event of planGoal(input, ports)) first.push(event);
  expect(first.at(-1)?.type).toBe("choice");
  const rest: PlannerEvent[] = [];
  for await (const event of planGoal({ ...input, choice: twin.id }, { ...ports, playbooks: [BOARD] }))
    rest.push(event);
  expect(JSON.stringify(rest.at(-1))).toContain("The playbook was deleted meanwhile");
});

test("a whole strategy is adapted to another topic, period and amount, and is valid", async () => {
  const goal = "Generate a marketing strategy for next year focusing on herbal tea, budget $20,000";
  const own = strategy();
  const { graph, report } = await planOnce({ goal, today: TODAY }, plannerTestPorts({ playbooks: [own] }));
  expect(report?.playbookId).toBe(own.id);
  const text = JSON.stringify(graph);
  expect(text).toContain("herbal tea");
  expect(text).toContain("2027-12-31");
  expect(text).not.toMatch(/eco-products|4000000|40,000/i);
  const errors = validatePlan(graph, toolSpecs(), analyseGoal(goal, TODAY)).filter(
    ({ severity }) => severity === "error",
  );
  expect(errors).toEqual([]);
});

test("days that are over are not kept", () => {
  const own = strategy();
  const later = "2027-08-01";
  const context = contextOf(analyseGoal("A marketing strategy for bicycles", later), later);
  const adapted = adaptPlaybook(own, context);
  const text = JSON.stringify(adapted.steps);
  expect(text).toContain(later);
  expect(text).not.toContain("2027-01-01");
  expect(adapted.assumptions.join(" ")).toContain("days are over");
});

test("a topic that is too long for a title is left out, and said", () => {
  const goal = `Prepare the quarterly board paper on hiring`;
  const context = contextOf({ ...analyseGoal(goal, TODAY), topic: "x".repeat(300) }, TODAY);
  const adapted = adaptPlaybook(BOARD, context);
  expect(adapted.steps[0]?.step.title).toBe("Collect figures on churn");
  expect(adapted.remarks.join(" ")).toMatch(/longer than 200 characters.*“churn” is kept/s);
});

test("a model is shown it among the playbooks that are close to the goal, adapted to it", async () => {
  const recalled: unknown[] = [];
  const drafter: Drafter = {
    ...builtInDrafter,
    draft: (request) => {
      recalled.push(request.recollection.playbooks[0]);
      return builtInDrafter.draft(request);
    },
  };
  await planOnce(
    { goal: GOAL, today: TODAY },
    plannerTestPorts({ playbooks: [BOARD], model: { drafter, prompts: {} } }),
  );
  expect(recalled).toMatchObject([
    {
      title: "Quarterly board paper",
      steps: ["Collect figures on hiring", "Compose the board paper on hiring", "Have Ms Okafor sign it"],
    },
  ]);
});
