import { describe, expect, test, vi } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { RunSettings } from "#lib/domain/settings.ts";
import { candidateWorld } from "#lib/testing/candidate-world.ts";
import { testDb } from "#lib/testing/database.ts";
import { MODELS } from "#lib/testing/fake-models.ts";
import { fileModelsOf } from "#lib/testing/file-models.ts";
import { step } from "#lib/testing/hostile-answers.ts";
import { activatePrompt } from "./activate-prompt.ts";
import { saveModelConnection } from "./save-model-connection.ts";
import { saveModelProfile } from "./save-model-profile.ts";
import { savePrompt } from "./save-prompt.ts";
import { stopCandidates } from "./stop-candidates.ts";

const { prisma, pool, url } = await testDb();

const mock = await fileModelsOf(url);

/** A plan that was made by rules, in a workspace that has a planner model since. */
async function world() {
  const made = await candidateWorld({ prisma, pool });
  const { ctx } = made;
  const { id } = await saveModelConnection({
    ctx,
    input: { id: null, name: "Ours", kind: "openai", baseUrl: `${mock.url}/v1`, apiKey: "sk-1234567890" },
  });
  await saveModelProfile({
    ctx,
    input: { role: "planner", choices: [{ connectionId: id, model: MODELS.openai }] },
  });
  return made;
}

describe("candidates by a model", () => {
  const answer = (name: string) =>
    JSON.stringify({
      assumptions: [`This is the ${name} one.`],
      steps: [step(`${name}-a`), step(`${name}-b`, { dependsOn: [`${name}-a`] })],
    });
  const usage = { input_tokens: 1_000, output_tokens: 500 };
  const AIMS = {
    cheap: /as cheap as it can be/,
    fast: /as fast as it can be/,
    careful: /as safe as it can be/,
  };

  test("it is asked once for each style with its aim and what tools take; what that cost is recorded", async () => {
    for (const [name, aim] of Object.entries(AIMS)) mock.onMessage(aim, { content: answer(name), usage });
    const { ask, view, workspaceId, planId, take, plan } = await world();
    await ask();
    const { candidates } = await view();
    expect(candidates.map(({ graph }) => graph?.steps.map(({ id }) => id))).toEqual([
      ["cheap-a", "cheap-b"],
      ["fast-a", "fast-b"],
      ["careful-a", "careful-b"],
    ]);
    expect(candidates[1]).toMatchObject({
      report: {
        planner: "Model planner",
        model: { provider: "Ours", name: MODELS.openai },
        prompts: { "plan.fast": 0 },
        assumptions: ["This is the fast one."],
        spend: { costMicros: 1_200 },
      },
    });
    expect(JSON.stringify(mock.getRequests())).toContain("knowledge.search: 1 s, free");
    const calls = await prisma.modelCall.findMany({ where: { workspaceId } });
    expect(calls.map(({ purpose, planId: of }) => [purpose, of])).toEqual(
      Array.from({ length: 3 }, () => ["plan.draft", planId]),
    );
    await take("fast");
    expect((await plan()).graph.steps.map(({ id }) => id)).toEqual(["fast-a", "fast-b"]);
  });

  test("an aim that the workspace wrote is used, and its version kept", async () => {
    mock.onMessage(/.*/s, { content: answer("own") });
    const { ctx, ask, of } = await world();
    await savePrompt({ ctx, input: { name: "plan.cheap", text: "Spend nothing at all.", note: "" } });
    await activatePrompt({ ctx, input: { name: "plan.cheap", from: 0, to: 1 } });
    await ask();
    expect(JSON.stringify(mock.getRequests())).toContain("Spend nothing at all.");
    expect((await of("cheap")).report?.prompts).toMatchObject({ "plan.cheap": 1 });
  });

  test("where it gives no plan, rules vary the plan as it is, and that is said", async () => {
    mock.onMessage(AIMS.cheap, { content: "The weather is nice." });
    mock.onMessage(AIMS.fast, { content: answer("fast") });
    mock.onMessage(AIMS.careful, {
      content: JSON.stringify({ refusal: "This is not for me.", assumptions: [], steps: [] }),
    });
    const { ask, view } = await world();
    await ask();
    const [cheap, fast, careful] = (await view()).candidates;
    expect(cheap).toMatchObject({ status: "ready", report: { planner: "Built-in planner", model: null } });
    expect(cheap?.report?.trouble.join(" ")).toContain("The weather is nice.");
    expect(fast?.report?.planner).toBe("Model planner");
    expect(careful?.status).toBe("failed");
    expect(careful?.message).toContain("This is not for me.");
  });

  test("what one planning may cost holds for all of them together, also over a death", async () => {
    mock.onMessage(/.*/s, { content: answer("x") });
    const { request, job, view, workspaceId, planId } = await world();
    const { setId } = await request();
    const spent = BigInt(RunSettings.parse({}).planningCapMicros ?? 0);
    const call = { role: "planner", purpose: "plan.draft", provider: "Ours", model: "m", seconds: 1 };
    await prisma.modelCall.create({
      data: {
        workspaceId,
        id: newId(),
        planId,
        costMicros: spent,
        capKey: `candidates:${setId}`,
        countedMicros: spent,
        ...call,
      },
    });
    await job(setId, 2);
    expect(mock.getRequests()).toHaveLength(0);
    for (const { report } of (await view()).candidates) {
      expect(report?.planner).toBe("Built-in planner");
      expect(report?.trouble.length).toBeGreaterThan(0);
    }
  });

  test("it is stopped while the model writes", async () => {
    const endless = `{"assumptions":[],"steps":[${JSON.stringify(step("first"))},${" ".repeat(2_000)}`;
    mock.onMessage(/.*/s, { content: endless }, { chunkSize: 40, streamingProfile: { ttft: 1, tps: 20 } });
    const { request, job, view, ctx, planId } = await world();
    const { setId } = await request();
    const working = job(setId);
    await vi.waitUntil(() => mock.getRequests().length === 3, { timeout: 20_000, interval: 20 });
    await stopCandidates({ ctx, input: { planId, setId } });
    await working;
    expect((await view()).set?.status).toBe("stopped");
  });
});
