import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { JsonObject } from "#lib/domain/json.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import type { Argument, Arguments, Step } from "#lib/domain/step.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { checkPlan } from "./check-plan.ts";
import { manifestOf } from "./manifest-of.ts";

type PolicyInput = z.input<typeof Policy>;

/** As a server's tool stands in a workspace that approved it. */
const MAIL = toolSpec("mcp.mail.send", z.object({ to: z.string(), text: z.string() }), z.object({}), {
  title: "Send (Mail)",
  sideEffect: "once",
  reaches: { kind: "hosts", hosts: ["mail.example"], writes: true },
  outside: true,
  sensitive: ["to", "text"],
  costMicros: null,
});
const TOOLS = [...toolSpecs(), MAIL];
const HOSTS = { domains: { hosts: ["api.example", "mail.example"] } };

const literals = (args: JsonObject): Arguments =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { kind: "literal", value }]));
const using = (id: string, tool: string, args: Arguments, changes: Partial<Step> = {}) =>
  testStep(id, { tool, args, ...changes });

/** What both checks find in a plan, as "severity rule field". */
function found(
  graph: ReturnType<typeof testGraph>,
  policy: PolicyInput = {},
  secrets: SecretName[] | null = null,
): string[] {
  const { findings } = checkPlan(graph, TOOLS, null, Policy.parse(policy), secrets);
  return [...validatePlan(graph, TOOLS, null), ...findings].map(
    ({ severity, rule, field }) => `${severity} ${rule} ${field ?? "-"}`,
  );
}

describe("the tool that a step looks by is held to what its looks will be held to", () => {
  const waiting = (looks: Arguments) =>
    testGraph([
      using("wait", "wait.until", { ...literals({ condition: "output.status == 200" }), ...looks }),
    ]);
  const by = (tool: string, args: JsonObject = {}) => literals({ tool, args });
  const api = (method: string) => by("http.request", { url: "https://api.example/x", method });

  test.each<[string, Arguments, PolicyInput, string[]]>([
    ["one that reads is fine", api("GET"), {}, []],
    ["no tool", by("http.requets"), {}, ["error unknown_tool args.tool"]],
    ["one that waits", by("wait.until", { minutes: 1 }), {}, ["error look_waits args.tool"]],
    ["one that changes something", api("POST"), HOSTS, ["error look_changes args.tool"]],
    ["one that lacks what it needs", by("http.request"), {}, ["error missing_argument args.args.url"]],
    [
      "one that is given what does not fit",
      by("http.request", { url: "https://api.example/x", method: "LOOK" }),
      HOSTS,
      ["error look_changes args.tool"],
    ],
    [
      "one that is not allowed",
      api("GET"),
      { tools: [{ tools: "http.*", permission: "deny" }] },
      ["error tool_denied args.tool"],
    ],
    [
      "one that is not allowed like this",
      api("GET"),
      { tools: [{ tools: "http.*", permission: "deny", when: 'args.url.contains("api")' }] },
      ["error tool_denied args.tool"],
    ],
    [
      "one that asks, since nobody could approve every look",
      api("GET"),
      { otherwise: { read: "ask" }, tools: [{ tools: "wait.until", permission: "allow" }] },
      ["error look_asks args.tool"],
    ],
    [
      "one that may not go there",
      api("GET"),
      { domains: { publicRead: false } },
      ["error domain_denied args.args.url"],
    ],
  ])("%s", (_, looks, policy, expected) => {
    expect(found(waiting(looks), policy)).toEqual(expected);
  });

  test("one of unknown price makes the waiting step ask, once for all its looks", () => {
    const read = { ...MAIL, name: "mcp.mail.count", title: "Count (Mail)", sideEffect: "read" as const };
    const graph = waiting(by("mcp.mail.count", { to: "a", text: "b" }));
    const policy = Policy.parse({ ...HOSTS, caps: { run: { micros: 5 } } });
    const { findings, asks } = checkPlan(graph, [...toolSpecs(), read], null, policy, null);
    expect(findings.map(({ rule }) => rule)).toEqual([]);
    expect(asks.get("wait")?.why).toEqual([expect.stringContaining("Nobody knows what Count (Mail) costs")]);
  });

  test("arguments that only the run will know are judged by then, and told where it may come to matter", () => {
    const before = using("before", "code.run", literals({ code: "return 1" }));
    const wait = using("wait", "wait.until", {
      ...literals({ tool: "http.request", condition: "output.status == 200" }),
      args: { kind: "ref", ref: "before", path: ["value"] },
    });
    const graph = testGraph([before, wait], ["before>wait"]);
    expect(found(graph, HOSTS)).toEqual([]);
    const rule = (permission: "ask" | "deny") => ({
      tools: [{ tools: "http.*", permission, when: 'args.method == "GET"' }],
    });
    expect(found(graph, rule("ask"))).toEqual(["warning look_asks args.tool"]);
    expect(found(graph, rule("deny"))).toEqual(["warning tool_denied args.tool"]);
  });

  test("a tool that is not named, and a reference that cannot be read, are told once", () => {
    const before = using("before", "code.run", literals({ code: "return 1" }));
    const unnamed = using("wait", "wait.until", {
      ...literals({ condition: "output.status == 200" }),
      tool: { kind: "ref", ref: "before", path: ["value"] },
    });
    expect(found(testGraph([before, unnamed], ["before>wait"]))).toEqual(["warning look_unknown args.tool"]);
    const broken = using("wait", "wait.until", {
      ...literals({ tool: "http.request", condition: "output.status == 200" }),
      args: { kind: "object", properties: { url: { kind: "ref", ref: "gone", path: [] } } },
    });
    expect(found(testGraph([broken]))).toEqual(["error broken_reference args.args.url"]);
  });

  test("a fallback that looks is held to the same, and named as such", () => {
    const step = using("a", "text.check", literals({ text: "A text." }), {
      fallbacks: [
        { tool: "wait.until", args: { ...literals({ condition: "output.status == 200" }), ...api("POST") } },
      ],
    });
    expect(found(testGraph([step]), HOSTS)).toEqual(["error look_changes fallbacks.0.args.tool"]);
  });

  test("it is in the manifest that a person approves, with the hosts that it may come to read", () => {
    const policy = Policy.parse({ domains: { publicRead: true, hosts: ["api.example"] } });
    expect(manifestOf(waiting(api("GET")), TOOLS, policy)).toMatchObject({
      tools: { "wait.until": expect.any(String) as string, "http.request": expect.any(String) as string },
      hosts: ["api.example"],
      publicRead: true,
    });
    expect(manifestOf(waiting(by("knowledge.search", { query: "x" })), TOOLS, policy).data).toEqual([
      "knowledge",
    ]);
  });
});

describe("which steps ask", () => {
  const asks = (steps: Step[], policy: PolicyInput = HOSTS, arrows: string[] = []) =>
    Object.fromEntries(
      Array.from(
        checkPlan(testGraph(steps, arrows), TOOLS, null, Policy.parse(policy)).asks,
        ([id, { certain, why }]) => [id, [certain ? "asks" : "may ask", ...why]],
      ),
    );
  const call = (args: JsonObject, more: Arguments = {}) =>
    using("call", "http.request", { ...literals({ url: "https://api.example/x", ...args }), ...more });
  const byDefault = "Call an HTTP API asks before it is used, by default.";

  test("what a call does by its arguments counts, and what it does when they are left out", () => {
    expect(asks([call({ method: "POST" })])).toEqual({ call: ["asks", byDefault] });
    expect(asks([call({ method: "PUT" })])).toEqual({});
    expect(asks([call({ method: "GET" })])).toEqual({});
    expect(asks([call({})])).toEqual({});
    const open = asks([call({}, { method: { kind: "open" } })]);
    expect(open["call"]?.[0]).toBe("may ask");
    expect(open["call"]?.[1]).toMatch(/depends on arguments which only the run will know/);
  });

  test("a rule is named, and so is a fallback's use", () => {
    const policy: PolicyInput = {
      ...HOSTS,
      tools: [
        { tools: "text.check", permission: "allow" },
        { tools: "http.*", permission: "ask", when: 'args.method == "PUT"' },
      ],
    };
    const fallback = using("call", "text.check", literals({ text: "A text." }), {
      fallbacks: [{ tool: "http.request", args: literals({ url: "https://api.example/x", method: "PUT" }) }],
    });
    expect(asks([fallback], policy)).toEqual({
      call: ["asks", "Call an HTTP API asks before it is used, by rule 2 of the policy."],
    });
  });

  test("a tool of an MCP server asks by what it does, and for its unknown price where there is a cap", () => {
    const send = using("send", "mcp.mail.send", literals({ to: "ada@mail.example", text: "Hello" }));
    const first = "Send (Mail) asks before it is used, by default.";
    expect(asks([send])).toEqual({ send: ["asks", first] });
    const allowed = { ...HOSTS, tools: [{ tools: "mcp.mail.*", permission: "allow" as const }] };
    expect(asks([send], allowed)).toEqual({});
    expect(asks([send], { ...allowed, caps: { day: { micros: 5 } } })).toEqual({
      send: [
        "asks",
        "Nobody knows what Send (Mail) costs, and there is a spend cap in dollars, so that each call asks.",
      ],
    });
  });

  test("what comes from outside into a recipient or a composed address may ask, whatever the tool's rule", () => {
    const policy: PolicyInput = { ...HOSTS, otherwise: { once: "allow" } };
    const search = using("search", "web.search", literals({ query: "suppliers" }), { title: "Suppliers" });
    const read = (path: string[]): Argument => ({ kind: "ref", ref: "search", path });
    const note = using("note", "text.extract", { ...literals({ fields: [] }), text: read(["results"]) });
    const to: Argument = { kind: "ref", ref: "note", path: ["value"] };
    const send = using("send", "mcp.mail.send", { to, ...literals({ text: "Hello" }) });
    const sent = asks([search, note, send], policy, ["search>note", "note>send"]);
    expect(Object.keys(sent)).toEqual(["send"]);
    expect(sent["send"]).toEqual([
      "may ask",
      "“to” may bring in what comes from outside (“Suppliers”): then Send (Mail) asks before it changes something by it.",
    ]);
    const fetching = (url: Argument) =>
      asks([search, using("fetch", "web.fetch", { url })], policy, ["search>fetch"])["fetch"]?.[0];
    expect(fetching(read(["results", "0", "url"]))).toBeUndefined();
    const part = { ref: "search", path: ["results", "0", "title"] };
    expect(fetching({ kind: "template", parts: ["https://", part] })).toBe("may ask");
    expect(fetching({ kind: "template", parts: ["https://api.example/q/", part] })).toBeUndefined();
    expect(fetching({ kind: "open" })).toBe("may ask");
  });
});

describe("secrets that a step names", () => {
  const SECRETS = [{ name: "Shop key", hosts: ["*.shop.example", "api.example:8443"] }];
  const calling = (args: JsonObject, more: Arguments = {}) =>
    using("call", "http.request", { ...literals(args), ...more });
  const told = (step: Step, secrets: SecretName[] | null = SECRETS) => found(testGraph([step]), {}, secrets);

  test.each<[string, JsonObject, string[]]>([
    ["is there, for this host", { url: "https://a.shop.example/x", secret: "Shop key" }, []],
    [
      "is there, for another port of this host than the usual ones, which need no mention",
      { url: "https://api.example/x", secret: "Shop key" },
      [],
    ],
    [
      "is not there",
      { url: "https://a.shop.example/x", secret: "Shop kei" },
      ["error unknown_secret args.secret"],
    ],
    [
      "is for another host",
      { url: "https://evil.example/x", secret: "Shop key" },
      ["error secret_not_bound args.secret"],
    ],
    ["none", { url: "https://a.shop.example/x" }, []],
  ])("%s", (_, args, expected) => {
    expect(told(calling(args))).toEqual(expected);
  });

  test("the host is taken from an address of which only the end is open, and not from one that may go anywhere", () => {
    const before = using("before", "code.run", literals({ code: "return 1" }));
    const to = (start: string) =>
      found(
        testGraph(
          [
            before,
            calling(
              { secret: "Shop key" },
              {
                url: { kind: "template", parts: [start, { ref: "before", path: ["value"] }] },
              },
            ),
          ],
          ["before>call"],
        ),
        {},
        SECRETS,
      );
    expect(to("https://evil.example/")).toEqual(["error secret_not_bound args.secret"]);
    expect(to("https://a.shop.example/")).toEqual([]);
    expect(to("https://evil.example")).toEqual([]);
  });

  test("a fallback's is a warning, a look's stands in its arguments, and nothing is said while they are not known", () => {
    const args = { url: "https://a.shop.example/x", secret: "Gone" };
    const fallback = using("a", "text.check", literals({ text: "A text." }), {
      fallbacks: [{ tool: "http.request", args: literals(args) }],
    });
    expect(told(fallback)).toEqual(["warning unknown_secret fallbacks.0.args.secret"]);
    const wait = using(
      "wait",
      "wait.until",
      literals({ tool: "http.request", condition: "output.status == 200", args }),
    );
    expect(told(wait)).toEqual(["error unknown_secret args.args.secret"]);
    expect(told(calling(args), null)).toEqual([]);
    expect(
      checkPlan(testGraph([calling(args)]), TOOLS, null, Policy.parse({}), SECRETS).findings,
    ).toMatchObject([
      {
        message: "There is no secret “Gone”.",
        fix: "Choose another one, or have an owner store it under Settings, Secrets.",
      },
    ]);
  });
});
