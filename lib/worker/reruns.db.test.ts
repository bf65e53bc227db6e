import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import type { Argument, Step } from "#lib/domain/step.ts";
import { correctOutput } from "#lib/services/correct-output.ts";
import { getRun } from "#lib/services/get-run.ts";
import { getStepRun } from "#lib/services/get-step-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { allowEverything, seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { workerWithin } from "./worker-within.ts";
import { defineTool } from "#lib/tools/contract.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

/** What was really done, in order: the tool writes down each of its calls. */
const calls: string[] = [];
const tool = (name: string, sideEffect: "read" | "idempotent" | "once") =>
  defineTool({
    name,
    title: name,
    description: "",
    input: z.object({ text: z.string().default("nothing") }),
    output: z.object({ text: z.string() }),
    sideEffect,
    timeoutSeconds: 10,
    typicalSeconds: 0.1,
    costMicros: 40,
    unavailable: () => null,
    run: ({ text }, { stepId }) => {
      calls.push(stepId);
      return Promise.resolve({ output: { text: `${stepId}(${text})` }, summary: "Did it", costMicros: 40 });
    },
  });
afterAll(workerWithin(url, [tool("t.read", "read"), tool("t.keyed", "idempotent"), tool("t.once", "once")]));

const toolVersions = { "t.read": "1", "t.keyed": "1", "t.once": "1" };
const reads = (ref: string): Record<string, Argument> => ({ text: { kind: "ref", ref, path: ["text"] } });
const step = (id: string, name: string, from?: string): Step =>
  testStep(id, { tool: name, args: from === undefined ? {} : reads(from) });

test("a run done again takes over what did not change, also by way of another rerun, and never what must not be repeated", async () => {
  const { ctx, workspaceId } = await newMember(db);
  await allowEverything(db, workspaceId);
  const steps = [
    step("a", "t.read"),
    step("b", "t.keyed", "a"),
    step("mail", "t.once", "b"),
    step("c", "t.read", "mail"),
    step("d", "t.read", "b"),
  ];
  const graph = testGraph(steps, ["a>b", "b>mail", "mail>c", "b>d"]);
  const first = await seedRun(db, graph, { workspaceId, toolVersions });
  const again = async (of: string, redo: string[]) => {
    // The verb checks plans against the built-in tools, which these are not.
    const run = await seedRun(db, graph, { workspaceId, toolVersions, rerun: { of, redo } });
    return finished(run.runId);
  };
  const finished = async (runId: string) => {
    await expect.poll(async () => (await getRun({ ctx, input: { runId } })).status, WAIT).toBe("succeeded");
    return getRun({ ctx, input: { runId } });
  };
  await finished(first.runId);
  calls.length = 0;

  const second = await again(first.runId, []);
  expect(calls).toEqual(["mail"]);
  expect(second.rerun).toMatchObject({
    of: { runId: first.runId, number: 1 },
    reused: 4,
    redone: 1,
    savedMicros: 160,
  });
  expect(second.steps.find(({ stepId }) => stepId === "a")).toMatchObject({
    status: "succeeded",
    summary: "Did it",
    costMicros: 0,
    reused: { runId: first.runId },
  });

  // A correction is taken over too: what reads it is done anew with it, the rest is not.
  await correctOutput({ ctx, input: { runId: second.id, stepId: "b", output: { text: "B" } } });
  calls.length = 0;
  const third = await again(second.id, []);
  expect(calls.toSorted()).toEqual(["c", "d", "mail"]);
  const { output } = await getStepRun({ ctx, input: { runId: third.id, stepId: "c" } });
  expect(output).toEqual({ text: "c(mail(B))" });

  calls.length = 0;
  const fourth = await again(third.id, ["d"]);
  expect(calls.toSorted()).toEqual(["d", "mail"]);
  expect(fourth.rerun).toMatchObject({ reused: 3, redone: 2 });
});
