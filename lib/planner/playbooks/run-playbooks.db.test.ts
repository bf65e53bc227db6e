import { beforeAll, describe, expect, test } from "vitest";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { Step } from "#lib/domain/step.ts";
import { executeStep } from "#lib/executor/execute-step.ts";
import {
  ANY_WORDS,
  NO_GUARD,
  OPEN_GATE,
  type EarlierOutput,
  type ExecuteInput,
  type ExecutorPorts,
} from "#lib/executor/ports.ts";
import { loadSampleWorkspace } from "#lib/services/load-sample-workspace.ts";
import { testDb } from "#lib/testing/database.ts";
import { NO_MODELS } from "#lib/models/no-models.ts";
import { draftRequest } from "#lib/testing/planner-ports.ts";
import { memoryRecorder } from "#lib/testing/executor-setup.ts";
import { newMember } from "#lib/testing/members.ts";
import { UNATTENDED } from "#lib/testing/tool-result.ts";
import { TOOLS, toolSpecs } from "#lib/tools/registry.ts";
import { builtInDrafter } from "../built-in-drafter.ts";
import type { DraftedStep } from "../drafted-step.ts";
import { analyseGoal } from "../goal/analyse-goal.ts";
import { GENERIC_ID } from "./generic.ts";
import { PLAYBOOKS } from "./registry.ts";

const { prisma } = await testDb();
const sample = await newMember(prisma);
const empty = await newMember(prisma);
beforeAll(() => loadSampleWorkspace({ ctx: sample.ctx, input: {} }));

const TODAY = "2026-11-23";
const versions = Object.fromEntries(toolSpecs().map(({ name, version }) => [name, version]));

/** How a step ended, with what it leaves for those after it; one that failed for good stops them. */
type Ended = { how: "succeeded" | "skipped" | "bypassed"; output: Json } | { how: "failed"; why: string };

async function drafted(analysis: GoalAnalysis, playbookId: string): Promise<DraftedStep[]> {
  const steps: DraftedStep[] = [];
  const source =
    playbookId === GENERIC_ID ? { kind: "generic" as const } : { kind: "playbook" as const, playbookId };
  const request = draftRequest({ analysis, today: TODAY, source });
  for await (const one of builtInDrafter.draft(request)) if (one.kind === "step") steps.push(one.step);
  return steps;
}

/** Carries out a plan step by step with the real executor and the real tools, by the ledger's rules for what may begin. */
async function carryOut(goal: string, playbookId: string, workspaceId: string): Promise<Map<StepId, Ended>> {
  const analysis = analyseGoal(goal, TODAY);
  const ended = new Map<StepId, Ended>();
  const titles = new Map<StepId, string>();
  const unexpected: unknown[] = [];
  const ports: ExecutorPorts = {
    tools: TOOLS,
    toolVersions: new Map(Object.entries(versions)),
    recorder: memoryRecorder().recorder,
    signal: new AbortController().signal,
    earlierResult: () => Promise.resolve(null),
    now: () => new Date(`${TODAY}T09:00:00Z`),
    heartbeat: () => undefined,
    asking: () => Promise.resolve(NO_MODELS),
    write: () => undefined,
    filledBefore: () => Promise.resolve(null),
    acceptedBefore: () => Promise.resolve(null),
    parkedBefore: () => Promise.resolve(null),
    gate: OPEN_GATE,
    spend: null,
    guardOutput: NO_GUARD,
    guardWords: ANY_WORDS,
    ...UNATTENDED,
    childRuns: () => UNATTENDED.runs,
    onUnexpected: (cause) => void unexpected.push(cause),
    db: prisma,
  };
  for (const { step: written, dependsOn } of await drafted(analysis, playbookId)) {
    const step = Step.parse(written);
    titles.set(step.id, step.title);
    const before = dependsOn.map((id) => ended.get(id));
    const blocked = before.find((one) => one === undefined || one.how === "failed");
    if (blocked) {
      ended.set(step.id, { how: "failed", why: "a step before it failed" });
      continue;
    }
    if (before.length > 0 && before.every((one) => one?.how === "bypassed")) {
      ended.set(step.id, { how: "bypassed", output: null });
      continue;
    }
    const outputs = new Map<StepId, EarlierOutput>();
    for (const [id, one] of ended)
      if (one.how !== "failed") outputs.set(id, { title: titles.get(id) ?? id, output: one.output });
    const input: ExecuteInput = {
      workspaceId,
      runId: "0".repeat(26),
      step,
      item: null,
      goal: analysis,
      outputs,
      missing: [],
      reuseFrom: null,
      firstCall: 0,
      pinnedVersions: versions,
    };
    ended.set(step.id, await endOf(input, ports));
  }
  expect(unexpected).toEqual([]);
  return ended;
}

async function endOf(input: ExecuteInput, ports: ExecutorPorts): Promise<Ended> {
  const { step } = input;
  const outcome = await executeStep(input, ports);
  switch (outcome.kind) {
    case "succeeded":
      return { how: "succeeded", output: outcome.output };
    case "bypassed":
      return { how: "bypassed", output: null };
    case "expanded": {
      const results: Json[] = [];
      for (const [index, value] of outcome.items.entries()) {
        const one = await endOf({ ...input, item: { index, value } }, ports);
        if (one.how === "failed") return one;
        results.push(one.output);
      }
      return { how: "succeeded", output: results };
    }
    case "failed":
      return step.optional
        ? { how: "skipped", output: null }
        : { how: "failed", why: `${step.id}: ${outcome.error.message}` };
    default:
      return { how: "failed", why: outcome.kind };
  }
}

/** Goals of different completeness, about what the sample papers know and what they do not. */
const GOALS = [
  "Something about eco-products for next quarter, budget $40,000, for young families",
  "Something about eco-products and the refill range",
  "x",
  "Something about the lighthouse on Saturday, budget 12 EUR",
];

describe.each([...PLAYBOOKS.map(({ id }) => id), GENERIC_ID])("%s", (playbookId) => {
  const carried = new Map<string, ReturnType<typeof carryOut>>();
  /** What came of a plan, which is carried out once, however many tests look at it. */
  function carriedOut(goal: string, workspaceId: string) {
    const key = `${workspaceId} ${goal}`;
    const ended = carried.get(key) ?? carryOut(goal, playbookId, workspaceId);
    carried.set(key, ended);
    return ended;
  }

  describe.each([
    ["the sample papers", () => sample.workspaceId],
    ["nothing", () => empty.workspaceId],
  ] as const)("in a workspace with %s", (_name, workspace) => {
    test.each(GOALS)("comes to its end without a model: %s", async (goal) => {
      const ended = await carriedOut(goal, workspace());
      expect([...ended.values()].flatMap((one) => (one.how === "failed" ? [one.why] : []))).toEqual([]);
      const last = [...ended.values()].at(-1);
      if (last?.how !== "succeeded") throw new Error("The document was not composed.");
      const { markdown } = last.output as { markdown: string };
      expect(markdown).toContain("No language model wrote it");
      const skipped = [...ended.values()].some((one) => one.how !== "succeeded");
      // What is missing is said where it would stand; a step whose part nobody shows may be missing without a word.
      if (workspace() === empty.workspaceId) {
        expect(skipped).toBe(true);
        expect(markdown).not.toContain("## Sources");
      }
    });
  });

  test("finds and quotes what the sample papers say", async () => {
    const ended = await carriedOut(GOALS[0] ?? "", sample.workspaceId);
    const last = [...ended.values()].at(-1);
    const { markdown } = last?.how === "succeeded" ? (last.output as { markdown: string }) : { markdown: "" };
    expect(markdown.includes("## Sources")).toBe(true);
    // No text repeats those before it: what was said once is not said ten times.
    expect(markdown.length).toBeLessThan(60_000);
  });
});
