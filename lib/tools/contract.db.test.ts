import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Awaited } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import { ToolSpec } from "#lib/domain/tool.ts";
import { loadSampleWorkspace } from "#lib/services/load-sample-workspace.ts";
import { NO_MODELS } from "#lib/models/no-models.ts";
import { startFakeWeb } from "#lib/testing/fake-web.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { ToolError, type Parking, type Tool, type ToolContext } from "./contract.ts";
import { EXAMPLES, LOCAL, STUCK } from "#lib/testing/tool-examples.ts";
import { resultOf, UNATTENDED } from "#lib/testing/tool-result.ts";
import { guardedFetch } from "./http/guarded-fetch.ts";
import { TOOLS, toolSpecs } from "./registry.ts";

const { prisma } = await testDb();
const { ctx, workspaceId } = await newMember(prisma);

const web = await startFakeWeb(
  (request, response) => {
    // Two calls may fall into two seconds, and are to give the same.
    response.sendDate = false;
    response.setHeader("content-type", request.url === "/a" ? "text/html" : "application/json");
    request.resume().once("end", () => response.end(request.url === "/a" ? "<p>A page</p>" : '{"ok":true}'));
  },
  { "page.example": ["93.184.215.14"], "api.example": ["93.184.215.15"] },
);
afterAll(() => web.close());

const HOSTILE = [
  "\u0000",
  "a\u0000b\ud800c",
  "' or 1=1; drop table chunks; --",
  "\\' & | ! <-> :* (",
  "<script>alert(1)</script>[x](javascript:alert(1))![i](http://e.example/i.png)",
  "=cmd|' /C calc'!A0",
  "\r\nBEGIN:VEVENT\r\n# h\n| a |\n|---|",
  "🦭".repeat(400),
  "x".repeat(1_900),
  "%s ${x} {{y}} \u202e",
];

function context(signal = new AbortController().signal): ToolContext {
  return {
    workspaceId,
    runId: "0".repeat(26),
    stepId: "step",
    goal: null,
    origins: [{ path: ["sections", 0, "content"], stepId: "earlier", stepTitle: "An *earlier* step" }],
    now: new Date("2026-11-23T09:00:00Z"),
    signal,
    idempotencyKey: "the-same-call",
    heartbeat: () => undefined,
    missing: [],
    asking: () => Promise.resolve(NO_MODELS),
    write: () => undefined,
    ...UNATTENDED,
    http: guardedFetch({
      domains: { publicRead: true, hosts: [LOCAL] },
      local: [LOCAL],
      connect: web.connect,
    }),
    secret: () => Promise.resolve({ value: "a secret of the workspace", hosts: [LOCAL] }),
    runs,
    db: prisma,
  };
}

/** Starts one run, whose end is there as soon as it is asked for. */
const runs: ToolContext["runs"] = {
  start: () => Promise.resolve({ runId: "1".repeat(26), number: 7 }),
  end: () => Promise.resolve({ status: "succeeded", reason: null, outputs: { last: { n: 1 } } }),
};

async function call(tool: Tool, args: unknown, signal?: AbortSignal) {
  const { waits } = EXAMPLES[tool.name] ?? {};
  const parsed = tool.input.parse(args);
  if (!waits) return resultOf(tool.run(parsed, context(signal)));
  const { state, park } = await parkedOf(tool, args, signal);
  const before = context(signal);
  const now = park.kind === "until" ? new Date(park.at) : before.now;
  return resultOf(tool.run(parsed, { ...before, now, resumed: { state, answer: waits.answer } }));
}

/** What a tool that waits waits for. */
async function parkedOf(tool: Tool, args: unknown, signal?: AbortSignal): Promise<Parking> {
  const result = await tool.run(tool.input.parse(args), context(signal));
  if (!("park" in result)) throw new Error("It does not wait.");
  return result;
}

/** The same arguments with every text in them replaced, one property at a time and all at once. */
function poisoned(args: { [name: string]: Json }, poison: string): { [name: string]: Json }[] {
  const replace = (value: Json): Json => {
    if (typeof value === "string") return poison;
    if (Array.isArray(value)) return value.map(replace);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replace(part)]));
  };
  const single = Object.entries(args).map(([name, value]) => ({ ...args, [name]: replace(value) }));
  return [...single, replace(args) as { [name: string]: Json }];
}

beforeAll(async () => {
  await loadSampleWorkspace({ ctx, input: {} });
  const search = TOOLS.get("knowledge.search");
  if (search) await call(search, { query: "laundry powder" });
});

test("every tool has an example here, and every example a tool", () => {
  expect(Object.keys(EXAMPLES).toSorted()).toEqual([...TOOLS.keys()].toSorted());
});

test("specs are plain data, with versions of their own that do not change from call to call", () => {
  const specs = toolSpecs();
  expect(z.array(ToolSpec).parse(JSON.parse(JSON.stringify(specs)))).toEqual(specs);
  expect(toolSpecs()).toEqual(specs);
  expect(new Set(specs.map((spec) => spec.version)).size).toBe(specs.length);
  expect(specs.find((spec) => spec.name === "web.search")?.unavailable).toMatch(/provider/);
});

test("tools that reach nothing outside only read", () => {
  const local = [...TOOLS.values()].filter((tool) => tool.local);
  expect(local.length).toBeGreaterThan(0);
  expect(local.filter((tool) => tool.sideEffect !== "read")).toEqual([]);
});

describe.each([...TOOLS.values()])("$name", (tool) => {
  const example = EXAMPLES[tool.name] ?? { args: {} };
  const spec = toolSpecs().find((one) => one.name === tool.name);
  const schema = (json: unknown) => z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);

  test("its JSON Schemas read back, take what it takes, and name every field for a form", () => {
    const properties = z.record(
      z.string(),
      z.object({ title: z.string().min(1), description: z.string().min(1) }),
    );
    properties.parse(spec?.inputSchema["properties"]);
    expect(schema(spec?.inputSchema).safeParse(example.args).success).toBe(true);
    // How arguments go together is more than a JSON Schema says.
    const wrong = tool.input.safeParse({}).error?.issues.filter(({ code }) => code !== "custom") ?? [];
    expect(schema(spec?.inputSchema).safeParse({}).success).toBe(wrong.length === 0);
    expect(schema(spec?.inputSchema).safeParse("text").success).toBe(false);
  });

  test("its output fits its schemas, is plain JSON, and comes again for the same call", async () => {
    if (example.fails) {
      await expect(call(tool, example.args)).rejects.toMatchObject({
        name: "ToolError",
        code: example.fails,
      });
      return;
    }
    const { output, summary } = await call(tool, example.args);
    expect(tool.output.parse(output)).toEqual(output);
    expect(JSON.parse(JSON.stringify(output))).toEqual(output);
    expect(schema(spec?.outputSchema).safeParse(output).error).toBeUndefined();
    expect(summary).toMatch(/^[^\n]{5,}\.$|…$/);
    expect(await call(tool, example.args)).toEqual({ output, summary });
  });

  if (example.waits) {
    test("what it waits for is plain data, and the same for the same call", async () => {
      const parking = await parkedOf(tool, example.args);
      expect(Awaited.parse(JSON.parse(JSON.stringify(parking.park)))).toEqual(parking.park);
      expect(JSON.parse(JSON.stringify(parking.state))).toEqual(parking.state);
      expect(JSON.stringify(parking).length).toBeLessThan(100_000);
      expect(parking.says).toMatch(/^[A-Z][^\n]{5,}\.$/);
      expect(await parkedOf(tool, example.args)).toEqual(parking);
    });

    test("it ends when its signal is aborted while it goes on", async () => {
      const { state } = await parkedOf(tool, example.args);
      const aborted = context(AbortSignal.abort(new Error("The run was aborted.")));
      const resumed = { state, answer: example.waits?.answer ?? null };
      await expect(tool.run(tool.input.parse(example.args), { ...aborted, resumed })).rejects.toThrow();
    });

    test("it ends when its signal aborts, whatever it is at", async () => {
      const never = () => new Promise<never>(() => undefined);
      const hanging = { member: { findFirst: never } } as unknown as ToolContext["db"];
      for (const args of [example.args, ...(STUCK[tool.name] ?? [])]) {
        const stop = new AbortController();
        const stuck = {
          ...context(stop.signal),
          look: never,
          runs: { start: never, end: never },
          db: hanging,
        };
        const states = [null, { state: (await parkedOf(tool, example.args)).state, answer: null }];
        for (const resumed of states) {
          const call = Promise.resolve(tool.run(tool.input.parse(args), { ...stuck, resumed }));
          stop.abort(new Error("The run was aborted."));
          // What did not hang may have come to its end.
          await call.catch((cause: unknown) => expect(cause).toBe(stop.signal.reason));
        }
      }
    });
  }

  test("it ends with an error when its signal is aborted", async () => {
    const aborted = AbortSignal.abort(new Error("The run was aborted."));
    await expect(call(tool, example.args, aborted)).rejects.toThrow();
  });

  test.each(Object.keys(example.args))("it refuses a wrong %s before it does anything", (name) => {
    const wrong = tool.input.safeParse({ ...example.args, [name]: Symbol("wrong") });
    // Parts that take any value (sections' content, material) are wrapped in a list, which a symbol is not.
    if (tool.name === "document.compose" && name === "summary") return;
    if (tool.name === "code.run" && name === "input") return;
    expect(wrong.error?.issues[0]?.path).toEqual([name]);
  });

  test.each(HOSTILE)("it does its work or fails in its own words on %j", async (poison) => {
    for (const args of poisoned(example.args, poison)) {
      const parsed = tool.input.safeParse(args);
      if (!parsed.success) continue;
      try {
        const result = await tool.run(parsed.data, context());
        if ("park" in result) {
          expect(Awaited.parse(result.park)).toEqual(result.park);
          continue;
        }
        const { output, summary } = result;
        expect(tool.output.parse(output)).toEqual(output);
        expect(typeof summary).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(ToolError);
      }
    }
  });
});

describe("searches", () => {
  const tool = (name: string) => TOOLS.get(name) as Tool;

  test("a query about something else finds nothing, and the fallbacks say why they cannot help", async () => {
    const args = { query: "black holes and quantum gravity" };
    await expect(call(tool("knowledge.search"), args)).rejects.toMatchObject({ code: "nothing_found" });
    await expect(call(tool("web.search"), args)).rejects.toMatchObject({ code: "not_configured" });
    await expect(call(tool("cache.read"), args)).rejects.toMatchObject({ code: "nothing_cached" });
  });

  test("an earlier result comes back with the date it was really found, also when its document is gone", async () => {
    const other = await newMember(prisma);
    await loadSampleWorkspace({ ctx: other.ctx, input: {} });
    const at = (workspace: string, now: string): ToolContext => ({
      ...context(),
      workspaceId: workspace,
      now: new Date(now),
    });
    const search = tool("knowledge.search");
    const found = await resultOf(
      search.run({ query: "emergency tablet", limit: 3 }, at(other.workspaceId, "2026-03-02T10:00:00Z")),
    );
    await prisma.document.deleteMany({ where: { workspaceId: other.workspaceId } });
    const again = { query: "tablet for emergencies", limit: 2 };
    const now = "2026-11-23T09:00:00Z";
    await expect(search.run(again, at(other.workspaceId, now))).rejects.toMatchObject({
      code: "nothing_found",
    });
    const { output } = await resultOf(tool("cache.read").run(again, at(other.workspaceId, now)));
    const earlier = found.output as { passages: unknown[] };
    expect(output).toMatchObject({
      source: "cache",
      query: again.query,
      retrievedAt: "2026-03-02T10:00:00.000Z",
    });
    expect((output as typeof earlier).passages).toEqual(earlier.passages.slice(0, 2));
    // Nobody else's results stand in.
    const stranger = await newMember(prisma);
    await expect(tool("cache.read").run(again, at(stranger.workspaceId, now))).rejects.toMatchObject({
      code: "nothing_cached",
    });
  });
});
