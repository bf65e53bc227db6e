import { expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { exportPlaybook } from "./export-playbook.ts";
import { importPlaybook } from "./import-playbook.ts";
import { planFromPlaybook } from "./plan-from-playbook.ts";
import { savedPlaybooks } from "./playbooks/playbook-rows.ts";

const { prisma: db } = await testDb();

const STEP = testStep("one", {
  title: "Look for tea",
  tool: "knowledge.search",
  args: { query: { kind: "literal", value: "tea" }, limit: { kind: "literal", value: 6 } },
});
const PLACE = { stepId: "one", path: ["title"], piece: { start: 9, end: 12 }, form: "plain" };
const TOPIC = {
  kind: "text",
  name: "topic",
  label: "Topic",
  description: "",
  default: "tea",
  places: [PLACE],
};
const DOCUMENT = {
  format: "planwright.playbook",
  version: 1,
  name: "Brought along",
  description: "From elsewhere",
  phrases: ["Look for tea"],
  graph: testGraph([STEP, "two"], ["one>two"]),
  variables: [TOPIC],
};

/** A document with one part of it replaced. */
const but = (changes: Record<string, unknown>) => JSON.stringify({ ...DOCUMENT, ...changes });
const withStep = (changes: Record<string, unknown>) =>
  but({ graph: { steps: [{ ...STEP, ...changes }], dependencies: [] }, variables: [] });
const withPlace = (changes: Record<string, unknown>) =>
  but({ variables: [{ ...TOPIC, places: [{ ...PLACE, ...changes }] }] });
const nested = (levels: number) => `${'{"value":'.repeat(levels)}1${"}".repeat(levels)}`;

test("what was exported comes back as it was, under an id of its own and a name that is free", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const first = await importPlaybook({ ctx, input: { text: `\ufeff${but({})}` } });
  const { content, name } = await exportPlaybook({ ctx, input: first });
  expect(name).toBe("Brought along.playbook.json");
  expect(content).not.toContain(workspaceId);
  expect(content).not.toContain(first.playbookId);
  const second = await importPlaybook({ ctx, input: { text: content } });
  const third = await importPlaybook({ ctx, input: { text: content } });
  expect([first, second, third].map((one) => one.name)).toEqual([
    "Brought along",
    "Brought along (2)",
    "Brought along (3)",
  ]);
  const saved = await savedPlaybooks(db, workspaceId);
  expect(new Set(saved.map(({ id }) => id)).size).toBe(3);
  const rests = saved.map((one) => ({ ...one, id: "", name: "" }));
  expect(rests[1]).toEqual(rests[0]);
  expect(rests[2]).toEqual(rests[0]);
});

test("a long name that is taken stays within its limit", async () => {
  const { ctx } = await newMember(db);
  const text = but({ name: "n".repeat(120) });
  await importPlaybook({ ctx, input: { text } });
  expect((await importPlaybook({ ctx, input: { text } })).name).toHaveLength(116);
});

test("what this installation lacks is told and not refused, and nothing is started", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const graph = testGraph(
    [
      STEP,
      testStep("two", { tool: "rockets.launch", args: { at: { kind: "ref", ref: "nobody", path: [] } } }),
      testStep("three", {
        tool: "text.write",
        args: { brief: { kind: "ref", ref: "nobody", path: [] } },
        when: "steps.nobody.found > 0",
      }),
    ],
    ["one>two", "one>three"],
  );
  const { findings, playbookId } = await importPlaybook({ ctx, input: { text: but({ graph }) } });
  const rules = new Set(findings.map(({ rule }) => rule));
  expect(rules).toContain("unknown_tool");
  expect(findings.some(({ stepId, field }) => stepId === "three" && field?.startsWith("args.brief"))).toBe(
    true,
  );
  const { planId } = await planFromPlaybook({ ctx, input: { playbookId } });
  expect(await db.plan.count({ where: { workspaceId, id: planId, status: "draft" } })).toBe(1);
  expect(await db.run.count({ where: { workspaceId } })).toBe(0);
});

const HOSTILE: [what: string, text: string, place: RegExp][] = [
  ["nothing", "", /line 1, column 1/],
  ["prose", "Please import me", /line 1, column 1/],
  ["JSON that breaks off", but({}).slice(0, 200), /line 1, column/],
  ["a comma too many", '{\n  "format": "planwright.playbook",\n}', /line 3, column 1/],
  ["a list", "[]", /object/],
  ["null", "null", /object/],
  ["another format", but({ format: "n8n" }), /format.*not a playbook/],
  ["no format", JSON.stringify({ graph: DOCUMENT.graph }), /format/],
  ["a newer version", but({ version: 2 }), /newer Planwright/],
  ["more than 2 MB", but({ description: "", padding: "x".repeat(2_000_000) }), /2 MB/],
  ["more than 2 MB in few characters", but({ padding: "€".repeat(700_000) }), /2 MB/],
  ["lists nested without end", "[".repeat(900_000), /line 1/],
  ["objects nested deeply", `{"format":${nested(5_000)}}`, /nested/],
  ["no name", but({ name: undefined }), /name/],
  ["an empty name", but({ name: "  " }), /name/],
  ["an endless name", but({ name: "n".repeat(121) }), /name.*120/],
  ["a name with NUL", but({ name: "a\u0000b" }), /name/],
  [
    "half a character in a text",
    '{"phrases":["\\ud800"],' + but({ phrases: undefined }).slice(1),
    /phrases\.0/,
  ],
  ["a name that is an object", but({ name: { toString: "x" } }), /name/],
  ["21 examples", but({ phrases: Array(21).fill("x") }), /phrases/],
  ["no graph", but({ graph: undefined }), /graph/],
  ["no steps", but({ graph: { steps: [], dependencies: [] }, variables: [] }), /graph\.steps/],
  [
    "5,001 steps",
    but({ graph: { steps: Array.from({ length: 5_001 }, () => ({})), dependencies: [] } }),
    /graph/,
  ],
  ["two steps of one id", but({ graph: { steps: [STEP, STEP], dependencies: [] } }), /graph\.steps\.1\.id/],
  ["a cycle", but({ graph: testGraph([STEP, "two"], ["one>two", "two>one"]) }), /dependencies\.1/],
  ["a step that waits for itself", but({ graph: testGraph([STEP], ["one>one"]) }), /dependencies\.0/],
  ["a dependency of nothing", but({ graph: testGraph([STEP], ["one>nobody"]) }), /dependencies\.0.*nobody/],
  ["a step id that is none", withStep({ id: "../../etc" }), /steps\.0\.id/],
  ["a step id that is a prototype", withStep({ id: "__proto__" }), /steps\.0\.id/],
  ["an endless title", withStep({ title: "t".repeat(201) }), /steps\.0\.title/],
  ["an unknown kind of step", withStep({ kind: "shell" }), /steps\.0\.kind/],
  ["an endless timeout", withStep({ timeoutSeconds: 1e9 }), /timeoutSeconds/],
  ["an unknown kind of argument", withStep({ args: { q: { kind: "eval", code: "1" } } }), /args\.q/],
  [
    "NUL hidden in an argument",
    withStep({ args: { q: { kind: "literal", value: ["a\u0000"] } } }),
    /args\.q\.value\.0/,
  ],
  [
    "NUL in a key of an argument",
    withStep({ args: { q: { kind: "literal", value: { "k\u0000": 1 } } } }),
    /args\.q/,
  ],
  ["a variable without a place", but({ variables: [{ ...TOPIC, places: [] }] }), /variables\.0\.places/],
  ["a variable of no kind", but({ variables: [{ ...TOPIC, kind: "code" }] }), /variables\.0/],
  ["a variable named __proto__", but({ variables: [{ ...TOPIC, name: "__proto__" }] }), /variables\.0\.name/],
  ["two variables of one name", but({ variables: [TOPIC, TOPIC] }), /variables\.1\.name/],
  ["41 variables", but({ variables: Array.from({ length: 41 }, () => TOPIC) }), /variables/],
  ["a default that stands elsewhere", withPlace({ piece: { start: 8, end: 11 } }), /variables\.0\.places\.0/],
  ["a place beyond the end", withPlace({ piece: { start: 9, end: 1e6 } }), /variables\.0\.places\.0/],
  ["a place before the beginning", withPlace({ piece: { start: -3, end: 0 } }), /variables\.0\.places\.0/],
  ["a place in a tool's name", withPlace({ path: ["tool"] }), /variables\.0\.places\.0/],
  ["a place in a prototype", withPlace({ path: ["__proto__", "polluted"] }), /variables\.0\.places\.0/],
  ["a place in no step", withPlace({ stepId: "nobody" }), /nobody/],
  ["a place in a way of its own", withPlace({ form: "cents" }), /variables\.0\.places\.0/],
  ["NUL in a place's path", withPlace({ path: ["a\u0000"] }), /variables\.0\.places\.0/],
  [
    "an amount beyond counting",
    but({ variables: [{ ...TOPIC, kind: "money", default: { cents: 1e300, currency: "USD" } }] }),
    /variables\.0\.default/,
  ],
];

test("there are hostile documents enough", () => expect(HOSTILE.length).toBeGreaterThanOrEqual(25));

test.each(HOSTILE)("%s is refused with its place, and nothing is kept", async (_, text, place) => {
  const { ctx, workspaceId } = await newMember(db);
  const refusal = await importPlaybook({ ctx, input: { text } }).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(DomainError);
  const { code, message, issues } = refusal as DomainError;
  expect(code).toBe("invalid");
  expect(message).toMatch(place);
  expect(message.length).toBeLessThan(1_500);
  expect(issues[0]?.path[0]).toBe("text");
  expect(await db.playbook.count({ where: { workspaceId } })).toBe(0);
});

test("keys that name a prototype change nothing but their own value, and the one that would be lost is refused", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const text = but({}).replace('"format"', '"constructor":{"prototype":{"polluted":true}},"format"');
  await importPlaybook({ ctx, input: { text } });
  const lost = text.replace('"format"', '"__proto__":{"polluted":true},"format"');
  await expect(importPlaybook({ ctx, input: { text: lost } })).rejects.toThrow(
    /cannot be called “__proto__”/,
  );
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect((await savedPlaybooks(db, workspaceId)).map(({ name }) => name)).toEqual(["Brought along"]);
});
