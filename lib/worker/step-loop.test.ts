import { Policy } from "#lib/domain/policy.ts";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import type { Advance, AdvanceRequest, ClaimedStep } from "#lib/ledger/advance.ts";
import type { Held } from "#lib/ledger/heartbeat.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { UNATTENDED } from "#lib/testing/tool-result.ts";
import { defineTool, ToolError, type Tool } from "#lib/tools/contract.ts";
import { DatabaseClock } from "./database-clock.ts";
import { StepLoop } from "./step-loop.ts";
import type { WorkerLedger } from "./worker-ledger.ts";

// As long as a busy machine may take.
vi.setConfig({ testTimeout: 60_000 });
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

/** What must not be repeated asks nobody here. */
const ALLOW = Policy.parse({ otherwise: { once: "allow" } });
const nothing: Advance = { claimed: [], stale: [], skipped: false, next: null };

/** A ledger in memory: ready steps go out in order, and every commit waits for `commit`. */
class FakeLedger implements WorkerLedger {
  ready: ClaimedStep[] = [];
  requests: AdvanceRequest[] = [];
  done: string[] = [];
  failed: string[] = [];
  givenBack: { step: string; why: string; fault: boolean; next: object | undefined }[] = [];
  heartbeats: Held[] | null = null;
  strays: StepToken[] = [];
  commit: (request: AdvanceRequest) => Promise<void> = () => Promise.resolve();

  add(id: string, changes: Parameters<typeof testStep>[1] = {}): void {
    this.ready.push({
      workspaceId: "w",
      runId: "r",
      stepId: id,
      attempt: 1,
      workerId: "me",
      step: testStep(id, { tool: "work", ...changes }),
      goal: null,
      manifest: null,
      toolVersions: { work: "1" },
      outputs: new Map(),
      item: null,
      missing: [],
      reuseFrom: null,
      firstCall: 0,
    });
  }

  advance = async (request: AdvanceRequest): Promise<Advance> => {
    this.requests.push(request);
    await this.commit(request);
    this.done.push(...request.finished.map((step) => step.stepId));
    return { ...nothing, claimed: this.ready.splice(0, request.limit) };
  };
  holdSpend = () => Promise.reject(new Error("No cap is set."));
  changeHolds = () => Promise.resolve();
  capStep = () => Promise.resolve(true);
  beginCall = () => Promise.resolve({ kind: "make" as const, callId: "c", idempotencyKey: "k" });
  finishCall = () => Promise.resolve();
  failStep = (token: StepToken) => {
    this.failed.push(token.stepId);
    return Promise.resolve(true);
  };
  expandStep = () => Promise.resolve(true);
  parkStep = () => Promise.resolve(true);
  holdStep = () => Promise.resolve(true);
  giveBackStep = (token: StepToken, why: string, fault: boolean, next?: object) => {
    this.givenBack.push({ step: token.stepId, why, fault, next });
    return Promise.resolve(true);
  };
  heldSteps = () => Promise.resolve(this.strays);
  heartbeat = (_workerId: string, tokens: readonly StepToken[]): Promise<Held[]> =>
    Promise.resolve(
      this.heartbeats ??
        tokens.map(({ runId, stepId, attempt }) => ({
          runId,
          stepId,
          attempt,
          runStatus: "running",
          stopFor: null,
        })),
    );
}

function tool(sideEffect: Tool["sideEffect"], run: Tool["run"]): Tool {
  return defineTool({
    name: "work",
    title: "Work",
    description: "",
    input: z.object({}),
    output: z.unknown(),
    sideEffect,
    timeoutSeconds: 60,
    typicalSeconds: 1,
    costMicros: 0,
    local: sideEffect === "read",
    unavailable: () => null,
    run,
  });
}

/** A tool whose calls end when they are told to. */
function gate() {
  const open = new Map<string, () => void>();
  const run: Tool["run"] = (_args, { stepId, signal }) =>
    new Promise((resolve, reject) => {
      open.set(stepId, () => resolve({ output: stepId, summary: "" }));
      signal.addEventListener("abort", () => reject(new ToolError("stopped", "Stopped.")));
    });
  return { run, open, end: (id: string) => open.get(id)?.() };
}

function begin(
  ledger: FakeLedger,
  options: { run: Tool["run"]; concurrency?: number; sideEffect?: Tool["sideEffect"] },
) {
  const clock = new DatabaseClock();
  clock.set(Date.now(), performance.now());
  const loop = new StepLoop(
    {
      db: {} as Db,
      ledger,
      policies: {
        of: () => Promise.resolve(ALLOW),
        activeOf: () => Promise.resolve({ number: 1, policy: ALLOW }),
      },
      secrets: { forAttempt: () => ({ get: UNATTENDED.secret, values: () => Promise.resolve([]) }) },
      leaseSeconds: 20,
      clock,
      toolkits: {
        of: () =>
          Promise.resolve({
            tools: new Map([["work", tool(options.sideEffect ?? "read", options.run)]]),
            versions: new Map([["work", "1"]]),
          }),
      },
      log: createLogger("test"),
    },
    { workerId: "me", concurrency: options.concurrency ?? 10, pollMs: 10_000 },
  );
  const working = loop.run();
  onTestFinished(async () => {
    await loop.stop("stopping");
    await working;
  });
  return loop;
}

const at = (code: string) => Object.assign(new Error("Refused."), { code });

describe("commits", () => {
  test("what ends while one is under way goes into the next, together with the claim for its slots", async () => {
    const ledger = new FakeLedger();
    const tools = gate();
    for (const id of ["a", "b", "c", "d", "e"]) ledger.add(id);
    begin(ledger, { run: tools.run, concurrency: 3 });
    await eventually(() => tools.open.size).toBe(3);
    const { promise, resolve } = Promise.withResolvers<void>();
    ledger.commit = () => promise;
    tools.end("a");
    await eventually(() => ledger.requests.length).toBe(2);
    tools.end("b");
    tools.end("c");
    await pause(20);
    expect(ledger.requests).toHaveLength(2);
    resolve();
    await eventually(() => ledger.done).toEqual(["a", "b", "c"]);
    // The slot of each is free when its end is recorded, and claimed for in that very commit.
    expect(ledger.requests.map(({ finished, limit }) => [finished.length, limit])).toEqual([
      [0, 3],
      [1, 1],
      [2, 2],
    ]);
  });

  test("a chain costs one commit a step", async () => {
    const ledger = new FakeLedger();
    const ids = Array.from({ length: 50 }, (_, i) => `s${i}`);
    ledger.add("s0");
    // Each step makes the next one ready.
    ledger.commit = ({ finished }) => {
      for (const { stepId } of finished) if (stepId !== "s49") ledger.add(`s${Number(stepId.slice(1)) + 1}`);
      return Promise.resolve();
    };
    const loop = begin(ledger, {
      run: async () => {
        // News of its own commit.
        loop.nudge(new Set(["r"]));
        return { output: null, summary: "" };
      },
    });
    await eventually(() => ledger.done).toEqual(ids);
    // The first only claimed; one look may follow the last.
    expect(ledger.requests.length).toBeLessThanOrEqual(52);
  });

  test("large outputs are spread over several commits", async () => {
    const ledger = new FakeLedger();
    for (const id of ["a", "b", "c"]) ledger.add(id);
    const output = "x".repeat(5_000_000);
    begin(ledger, { run: async () => ({ output, summary: "" }) });
    await eventually(() => ledger.done).toEqual(["a", "b", "c"]);
    expect(ledger.requests.filter(({ finished }) => finished.length > 0)).toHaveLength(3);
  });

  test("while the database is away the same is tried again; what a lost answer had claimed is given back", async () => {
    const ledger = new FakeLedger();
    ledger.add("a");
    ledger.add("b");
    let away = 3;
    ledger.commit = ({ finished }) => {
      if (finished.length === 0 || away-- <= 0) return Promise.resolve();
      ledger.strays = [
        { workspaceId: "w", runId: "r", stepId: "stray", attempt: 1, workerId: "me" },
        { workspaceId: "w", runId: "r", stepId: "b", attempt: 1, workerId: "me" },
      ];
      return Promise.reject(at("57P01"));
    };
    const tools = gate();
    const loop = begin(ledger, { run: tools.run });
    await eventually(() => tools.open.size).toBe(2);
    tools.end("a");
    await eventually(() => ledger.done).toEqual(["a"]);
    loop.nudge(new Set());
    await eventually(() => ledger.givenBack).toMatchObject([{ step: "stray", fault: false }]);
  });

  test("a step that the database refuses does not hold up the others, and fails alone", async () => {
    const ledger = new FakeLedger();
    for (const id of ["a", "bad", "c"]) ledger.add(id);
    ledger.commit = ({ finished }) =>
      finished.some(({ stepId }) => stepId === "bad") ? Promise.reject(at("22P05")) : Promise.resolve();
    begin(ledger, { run: async () => ({ output: null, summary: "" }) });
    await eventually(() => ledger.done).toEqual(["a", "c"]);
    await eventually(() => ledger.failed).toEqual(["bad"]);
    expect(ledger.givenBack).toEqual([]);
  });

  test("a claim that goes wrong does not hold up what ended; a fault of ours is counted", async () => {
    const ledger = new FakeLedger();
    ledger.add("a");
    ledger.add("b");
    ledger.commit = ({ finished, limit }) => {
      if (finished.some(({ stepId }) => stepId === "b")) return Promise.reject(new TypeError("A bug."));
      return finished.length > 0 && limit > 0 ? Promise.reject(new TypeError("A bug.")) : Promise.resolve();
    };
    begin(ledger, { run: async () => ({ output: null, summary: "" }) });
    await eventually(() => ledger.done).toEqual(["a"]);
    await eventually(() => ledger.givenBack).toMatchObject([{ step: "b", fault: true }]);
  });
});

describe("stopping", () => {
  const held = (changes: Partial<Held>): Held[] => [
    { runId: "r", stepId: "a", attempt: 1, runStatus: "running", stopFor: null, ...changes },
  ];

  test("draining waits for what runs and starts nothing more", async () => {
    const ledger = new FakeLedger();
    const tools = gate();
    ledger.add("a");
    const loop = begin(ledger, { run: tools.run });
    await eventually(() => tools.open.size).toBe(1);
    const drained = loop.drain(60_000);
    ledger.add("b");
    tools.end("a");
    await drained;
    expect(ledger.done).toEqual(["a"]);
    expect(ledger.ready.map(({ stepId }) => stepId)).toEqual(["b"]);
    expect(ledger.givenBack).toEqual([]);
  });

  test("a step whose claim was under way when the loop had to stop is given back without a call", async () => {
    const ledger = new FakeLedger();
    const tools = gate();
    const { promise, resolve } = Promise.withResolvers<void>();
    ledger.commit = () => promise;
    ledger.add("a");
    const loop = begin(ledger, { run: tools.run, sideEffect: "once" });
    await eventually(() => ledger.requests.length).toBe(1);
    const stopped = loop.stop("stopping");
    resolve();
    await stopped;
    expect(ledger.givenBack).toMatchObject([{ step: "a", fault: false }]);
    expect(tools.open.size).toBe(0);
  });

  test("a slow step is given back for another worker, or for its next tool", async () => {
    for (const [stopFor, next] of [
      ["retry_elsewhere", { avoidWorker: true }],
      ["fall_back", { firstCall: 1 }],
    ] as const) {
      const ledger = new FakeLedger();
      const tools = gate();
      ledger.add("a", { fallbacks: [{ tool: "work", args: {} }] });
      begin(ledger, { run: tools.run });
      await eventually(() => tools.open.size).toBe(1);
      ledger.heartbeats = held({ stopFor });
      await eventually(() => ledger.givenBack).toMatchObject([{ step: "a", next }]);
    }
  });

  test("what must not be repeated, or has no next tool, is not stopped for being slow", async () => {
    for (const [stopFor, sideEffect] of [
      ["retry_elsewhere", "once"],
      ["fall_back", "read"],
    ] as const) {
      const ledger = new FakeLedger();
      const tools = gate();
      ledger.add("a");
      const loop = begin(ledger, { run: tools.run, sideEffect });
      await eventually(() => tools.open.size).toBe(1);
      const beats = Promise.withResolvers<void>();
      ledger.heartbeat = () => {
        beats.resolve();
        return Promise.resolve(held({ stopFor }));
      };
      loop.nudge(new Set(["r"]));
      await beats.promise;
      tools.end("a");
      await eventually(() => ledger.done).toEqual(["a"]);
      expect(ledger.givenBack).toEqual([]);
    }
  });
});
