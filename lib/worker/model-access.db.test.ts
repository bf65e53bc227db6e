import { beforeAll, expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { newId } from "#lib/domain/ids.ts";
import { deleteModelConnection } from "#lib/services/delete-model-connection.ts";
import { getRun } from "#lib/services/get-run.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { startRun } from "#lib/services/start-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { modelAccess } from "./model-access.ts";

const { prisma: db } = await testDb();
const log = createLogger("test");

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
});

test("a run goes on with the models it was started with; with what is set now only where those are gone", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const connect = async (name: string) =>
    (
      await saveModelConnection({
        ctx,
        input: { id: null, name, kind: "openai", baseUrl: "http://127.0.0.1:9/v1", apiKey: "k" },
      })
    ).id;
  const use = (...choices: { connectionId: string; model: string }[]) =>
    saveModelProfile({ ctx, input: { role: "executor", choices } });
  const first = { connectionId: await connect("First"), model: "small" };
  const fallback = { connectionId: await connect("Second"), model: "spare" };
  const later = { connectionId: await connect("Third"), model: "large" };
  await use(first, fallback);
  const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a")]));
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  await use(later);
  const choices = async () =>
    (await modelAccess({ db, log }, workspaceId, { runId, stepId: "a" }, () => undefined)).models.choices(
      "executor",
    );

  expect((await getRun({ ctx, input: { runId } })).models).toEqual({ executor: [first, fallback] });
  expect(await choices()).toEqual([first, fallback]);
  await deleteModelConnection({ ctx, input: { id: first.connectionId } });
  expect(await choices()).toEqual([fallback]);
  await deleteModelConnection({ ctx, input: { id: fallback.connectionId } });
  expect(await choices()).toEqual([later]);
});
