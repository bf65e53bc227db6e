import { expect, test } from "vitest";
import { NOTHING_KNOWN } from "#lib/domain/known-uses.ts";
import { PlannerReport } from "#lib/domain/goal.ts";
import { plannerTestPorts } from "#lib/testing/planner-ports.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { builtInDrafter } from "./built-in-drafter.ts";
import { planGoal } from "./plan-goal.ts";
import type { PlannerEvent } from "./planner-event.ts";
import type { PlannerPorts } from "./planning-graph.ts";

const TODAY = "2026-11-23";
const REFERENCE = "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";

const portsWith = (changes: Partial<PlannerPorts> = {}) => plannerTestPorts(changes);

async function run(goal: string, ports: PlannerPorts, choice?: string): Promise<PlannerEvent[]> {
  const events: PlannerEvent[] = [];
  for await (const event of planGoal({ threadId: "one", goal, today: TODAY, choice: choice ?? null }, ports))
    events.push(event);
  return events;
}

const reportOf = (events: PlannerEvent[]) =>
  events.flatMap((event) => (event.type === "finished" ? [event.report] : []))[0];

test("says what it understood, then each step, then how the plan came to be", async () => {
  const events = await run(REFERENCE, portsWith());
  expect(events.map((event) => event.type)).toEqual([
    "analysed",
    "drafting",
    ...Array<string>(9).fill("step"),
    "finished",
  ]);
  expect(reportOf(events)).toMatchObject({
    planner: "Built-in planner",
    source: "playbook",
    playbookId: "marketing-strategy",
    remarks: [],
    estimateMicros: 0,
  });
  const report = reportOf(events);
  expect(report?.estimateSeconds).toBeGreaterThan(0);
  expect(report?.estimateSecondsP90).toBeGreaterThan(report?.estimateSeconds ?? Infinity);
  // A report as it was kept before there were two numbers.
  const { estimateSecondsP90, estimateMicrosP90, ...old } = report ?? {};
  expect([estimateSecondsP90 === null, estimateMicrosP90]).toEqual([false, 0]);
  expect(PlannerReport.parse(old)).toMatchObject({ estimateSecondsP90: null, estimateMicrosP90: null });
});

test("what is known of the tools and models goes into the report's estimate; an unknown price leaves none", async () => {
  const asked = {
    provider: "Hosted",
    model: "some",
    price: { inputMicros: 1_000_000, outputMicros: 1_000_000 },
  };
  const known = (price: typeof asked.price | null) =>
    portsWith({
      estimateBasis: { ...NOTHING_KNOWN, models: { executor: { ...asked, price }, checker: null } },
    });
  const report = reportOf(await run(REFERENCE, known(asked.price)));
  expect(report?.estimateMicros).toBeGreaterThan(600);
  expect(report?.estimateMicrosP90).toBeGreaterThan(report?.estimateMicros ?? Infinity);
  expect(reportOf(await run(REFERENCE, known(null)))).toMatchObject({
    estimateMicros: null,
    estimateMicrosP90: null,
  });
});

test("no drafted dependency is implied by others", async () => {
  const events = await run(REFERENCE, portsWith());
  const last = events.findLast((event) => event.type === "step");
  expect(last?.dependsOn).toEqual(["content-plan", "budget", "copy"]);
});

test("a spelled-out document of one part is done with that one part", async () => {
  const events = await run(
    "Analyse our marketing metrics, then compile a report about heron habitats",
    portsWith(),
  );
  const document = events.flatMap((event) => (event.type === "step" ? [event.step] : [])).at(-1);
  expect(document).toMatchObject({
    tool: "document.compose",
    args: { sections: { items: [{}] } },
    doneCondition: { expression: "size(output.sections) > 0" },
  });
});

test("a goal that nothing fits gets a plan that says so", async () => {
  const report = reportOf(await run("asdf qwer", portsWith()));
  expect(report?.source).toBe("generic");
  expect(report?.confidence).toBeLessThan(0.2);
  expect(report?.remarks.join(" ")).toContain("No playbook fits this goal");
});

test("a tool that this installation lacks is taken out, within bounds, and the report says so", async () => {
  const tools = toolSpecs().filter((tool) => tool.name !== "calendar.build" && tool.name !== "web.search");
  const events = await run(REFERENCE, portsWith({ tools }));
  const repairs = events.filter((event) => event.type === "repair");
  expect(repairs.length).toBeGreaterThan(0);
  expect(repairs.length).toBeLessThanOrEqual(3);
  expect(JSON.stringify(repairs)).toContain('"content-plan"');
  expect(reportOf(events)?.remarks.join(" ")).toContain("taken out");
});

test("a drafter whose faults cannot be mended ends with what is left to mend, not in a loop", async () => {
  const repair = () => Promise.resolve({ patch: null, asked: null, remark: null });
  const builtIn = { ...builtInDrafter, repair };
  const report = reportOf(await run(REFERENCE, portsWith({ builtIn, tools: [] })));
  expect(report?.remarks.join(" ")).toMatch(/\d+ problems are left to mend by hand/);
});

test("waits with a question, repeats it when asked again, and goes on with the answer", async () => {
  const ports = portsWith();
  const goal = "Allocate a budget of 300 dollars across our ad channels";
  expect((await run(goal, ports)).map((event) => event.type)).toEqual(["analysed", "choice"]);
  expect((await run(goal, ports)).map((event) => event.type)).toEqual(["analysed", "choice"]);
  const events = await run(goal, ports, "budget-plan");
  expect(events[0]?.type).toBe("analysed");
  expect(reportOf(events)).toMatchObject({ source: "playbook", playbookId: "budget-plan", confidence: 1 });
  // The whole thread is said again to a reader who missed it.
  expect(await run(goal, ports, "budget-plan")).toEqual(events);
});

test("an aborted thread goes on where it was", async () => {
  const stop = new AbortController();
  const ports = portsWith({ signal: stop.signal });
  const said: PlannerEvent[] = [];
  await expect(async () => {
    for await (const event of planGoal({ threadId: "one", goal: REFERENCE, today: TODAY }, ports)) {
      said.push(event);
      if (said.length === 4) stop.abort(new Error("the worker stops"));
    }
  }).rejects.toThrow();
  const again = await run(REFERENCE, { ...ports, signal: new AbortController().signal });
  expect(again.at(-1)?.type).toBe("finished");
  const whole = await run(REFERENCE, portsWith());
  expect(again.filter((event) => event.type === "step")).toEqual(
    whole.filter((event) => event.type === "step"),
  );
});
