import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Policy } from "#lib/domain/policy.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import type { Argument } from "#lib/domain/step.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { analyseGoal } from "#lib/planner/goal/analyse-goal.ts";
import { checkPlan } from "./check-plan.ts";
import { checkStepOutput } from "./check-output.ts";
import { manifestOf } from "./manifest-of.ts";

const spec = (name: string) => toolSpec(name, z.object({}), z.object({}));
const TOOLS = [
  spec("note"),
  {
    ...spec("send"),
    sideEffect: "once" as const,
    reaches: { kind: "arguments" as const, names: ["url"], writes: true },
  },
  {
    ...spec("find"),
    reaches: { kind: "hosts" as const, hosts: ["search.example"], writes: false },
    reads: ["knowledge" as const],
  },
];
const literal = (value: string) => ({ kind: "literal" as const, value });
const graph = testGraph(
  [
    testStep("a", { tool: "find" }),
    testStep("b", {
      tool: "send",
      args: { url: literal("https://hooks.example/x") },
      fallbacks: [{ tool: "note", args: {} }],
    }),
  ],
  ["a>b"],
);
const rules = (policy: Parameters<typeof Policy.parse>[0], goal = "") => {
  const analysis = goal === "" ? null : analyseGoal(goal, "2026-11-23");
  const { findings, asks } = checkPlan(graph, TOOLS, analysis, Policy.parse(policy));
  return {
    found: findings.map(({ rule, stepId, severity }) => `${severity} ${rule} ${stepId ?? "plan"}`),
    asks: [...asks],
  };
};

test("a tool that another looks by is in the manifest, with all that it needs", () => {
  const wait = { ...spec("wait"), looksBy: { tool: "by", args: "with" } };
  const by = (name: string) => testGraph([testStep("w", { tool: "wait", args: { by: literal(name) } })]);
  expect(manifestOf(by("find"), [...TOOLS, wait], Policy.parse({}))).toMatchObject({
    tools: { wait: "1", find: "1" },
    hosts: ["search.example"],
    data: ["knowledge"],
  });
});

test("what asks is marked, what may not go where it goes is found", () => {
  const why = ["Tool send asks before it is used, by default."];
  expect(rules({})).toEqual({ found: ["error domain_denied b"], asks: [["b", { certain: true, why }]] });
  expect(rules({ domains: { hosts: ["hooks.example"] } }).found).toEqual([]);
});

test("what is denied is an error; what depends on arguments still open is told as such", () => {
  const hosts = { domains: { hosts: ["hooks.example"] } };
  expect(rules({ ...hosts, tools: [{ tools: "find", permission: "deny" }] }).found).toEqual([
    "error tool_denied a",
  ]);
  expect(rules({ ...hosts, tools: [{ tools: "note", permission: "deny" }] }).found).toEqual([
    "error tool_denied b",
  ]);
  const open = [
    { tools: "send", permission: "deny", when: 'args.url.contains("evil")' },
    { tools: "send", permission: "allow" },
  ];
  expect(rules({ ...hosts, tools: open })).toEqual({ found: [], asks: [] });
});

test("limits, and words that must not occur", () => {
  const hosts = { domains: { hosts: ["hooks.example"] } };
  expect(rules({ ...hosts, limits: { steps: 1 } }).found).toEqual(["error too_many_steps plan"]);
  expect(rules({ ...hosts, prohibited: { terms: ["Step b"] } }).found).toEqual(["error prohibited b"]);
  expect(rules(hosts, "Write a page that must not mention step a.").found).toEqual(["warning must_not a"]);
});

test("what the goal itself demands of a plan is told, and stops nothing", () => {
  const goal =
    "Plan a campaign from January 1 to January 31 2027. It must include a press kit. It must not mention discounts.";
  const analysis = analyseGoal(goal, "2026-11-23");
  const found = (changes: Parameters<typeof testStep>[1], policy: z.input<typeof Policy> = {}) => {
    const steps = testGraph([testStep("a", { tool: "note", ...changes })]);
    const { findings } = checkPlan(steps, TOOLS, analysis, Policy.parse(policy));
    return findings.map(({ severity, rule, field }) => `${severity} ${rule} ${field ?? "-"}`);
  };
  expect(found({ instruction: "Write the press kit." })).toEqual([]);
  expect(found({ args: { day: literal("2027-01-31"), about: literal("The press kit") } })).toEqual([]);
  expect(found({})).toEqual(["warning must_missing -"]);
  expect(found({ title: "Press kit", args: { start: literal("2027-02-01") } })).toEqual([
    "warning outside_period args.start",
  ]);
  expect(found({ title: "Press kit", instruction: "Offer discounts." })).toEqual([
    "warning must_not instruction",
  ]);
  expect(found({ title: "Press kit", args: { text: literal("Big discounts") } })).toEqual([
    "warning must_not args.text",
  ]);
  expect(found({ title: "Press kit", instruction: "Write it. Do not mention discounts." })).toEqual([]);
  expect(found({ title: "Discounts" }, { goalConstraints: "off" })).toEqual([]);
});

test("the manifest is exactly what the plan needs", () => {
  const policy = Policy.parse({
    domains: { publicRead: true, hosts: ["hooks.example"] },
    caps: { run: { micros: 5 } },
  });
  expect(manifestOf(graph, TOOLS, policy)).toMatchObject({
    tools: { find: "1", send: "1", note: "1" },
    hosts: ["hooks.example", "search.example"],
    // What it sends goes to a known host, and what it finds comes from another.
    publicRead: false,
    data: ["knowledge"],
    spend: { micros: 5 },
  });
  expect(manifestOf(testGraph([testStep("x", { tool: "note" })]), TOOLS, policy)).toMatchObject({
    tools: { note: "1" },
    hosts: [],
    publicRead: false,
    data: [],
  });
});

test("a tool that sends POST requests even to read needs its host named, and the plan says so", () => {
  const reaches = { kind: "hosts" as const, hosts: ["tools.example"], writes: true, posts: true };
  const tools = [{ ...spec("look"), title: "Look", reaches }];
  const plan = testGraph([testStep("a", { tool: "look" })]);
  const found = (hosts: string[]) =>
    checkPlan(plan, tools, null, Policy.parse({ domains: { publicRead: true, hosts } })).findings;
  expect(found([])).toMatchObject([
    {
      severity: "error",
      rule: "domain_denied",
      stepId: "a",
      field: "tool",
      message: "Look works by POST requests to tools.example, and the policy does not list that host.",
      fix: "Have an owner add tools.example to the allowed domains under Settings, Policy.",
    },
  ]);
  expect(found(["tools.example"])).toEqual([]);
});

describe("a step whose method says whether it writes", () => {
  const writes = { argument: "method", reads: ["GET", "HEAD"], leftOut: "GET" };
  const tools = [
    { ...spec("call"), reaches: { kind: "arguments" as const, names: ["url"], writes } },
    { ...spec("search"), reaches: { kind: "service" as const, service: "search" as const } },
  ];
  const policy = Policy.parse({
    otherwise: { read: "allow" },
    domains: { publicRead: true, hosts: ["*.hooks.example", "other.example"] },
  });
  const judged = (args: Record<string, Argument>) => {
    const plan = testGraph([testStep("a", { tool: "call", args }), testStep("b", { tool: "search" })]);
    const { hosts, publicRead, services } = manifestOf(plan, tools, policy);
    const found = checkPlan(plan, tools, null, policy).findings.map(
      ({ rule, stepId }) => `${rule} ${stepId}`,
    );
    return { found, hosts, publicRead, services };
  };
  const all = ["*.hooks.example", "other.example"];
  const open: Argument = { kind: "open" };
  const [get, post] = [literal("GET"), literal("POST")];
  const [known, unknown] = [literal("https://a.hooks.example/x"), literal("https://evil.example/x")];

  test.each<[string, Record<string, Argument>, string[], string[], boolean]>([
    ["reads anywhere", { url: unknown, method: get }, [], all, true],
    ["reads by default", { url: unknown }, [], all, true],
    ["writes where it may, and there alone", { url: known, method: post }, [], ["a.hooks.example"], false],
    ["may not write elsewhere", { url: unknown, method: post }, ["domain_denied a"], [], false],
    ["writes to an address still open", { url: open, method: post }, [], all, false],
    ["may turn out to do either", { url: unknown, method: open }, [], all, true],
  ])("%s", (_, args, found, hosts, publicRead) => {
    expect(judged(args)).toEqual({ found, hosts, publicRead, services: ["search"] });
  });
});

describe("outputs", () => {
  const goal = analyseGoal(
    "Plan a campaign from January 1 to January 31 2027, budget $1,000. It must not mention discounts.",
    "2026-11-23",
  );
  const rulesOf = (
    output: Parameters<typeof checkStepOutput>[0],
    policy: Parameters<typeof Policy.parse>[0] = {},
  ) => {
    const verdict = checkStepOutput(
      output,
      { id: "s", title: "S" },
      { policy: Policy.parse(policy), goal, own: [] },
    );
    return [verdict.passes, ...verdict.findings.map(({ rule }) => rule)];
  };
  test.each([
    [{ totalCents: 100_000, currency: "USD" }, [true]],
    [{ totalCents: 100_001, currency: "USD" }, [false, "over_goal_budget"]],
    [{ totalCents: 100_001, currency: "EUR" }, [true]],
    [
      { lines: [{ amountCents: 60_000 }, { amountCents: 60_000 }], currency: "USD" },
      [false, "over_goal_budget"],
    ],
    [{ lines: [{ amountCents: 50_000 }, { amountCents: 50_000 }], currency: "USD" }, [true]],
    [{ entries: [{ date: "2027-01-31" }] }, [true]],
    [{ entries: [{ date: "2027-02-01" }] }, [false, "outside_period"]],
    [{ passages: [{ date: "2020-02-01" }] }, [true]],
    [{ text: "Big Discounts!" }, [false, "must_not"]],
  ])("%j", (output, expected) => {
    expect(rulesOf(output)).toEqual(expected);
  });

  test("what must be in it is missed in the finished document only, and stops nothing: other words may say it", () => {
    const wanted = analyseGoal("Write a plan. It must include a press kit.", "2026-11-23");
    const check = (output: Parameters<typeof checkStepOutput>[0]) => {
      const rules = { policy: Policy.parse({}), goal: wanted, own: [] };
      const verdict = checkStepOutput(output, { id: "s", title: "S" }, rules);
      return [verdict.passes, ...verdict.findings.map(({ rule, severity }) => `${severity} ${rule}`)];
    };
    expect(check({ text: "Nothing of it." })).toEqual([true]);
    expect(check({ markdown: "# Plan\n\nWith a press kit." })).toEqual([true]);
    expect(check({ markdown: "# Plan" })).toEqual([true, "warning must_missing"]);
  });

  test("a workspace may only want to be told, or not even that", () => {
    const output = { totalCents: 100_001, currency: "USD" };
    expect(rulesOf(output, { goalConstraints: "warn" })).toEqual([true, "over_goal_budget"]);
    expect(rulesOf(output, { goalConstraints: "off" })).toEqual([true]);
  });
});
