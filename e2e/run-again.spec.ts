import type { Page } from "@playwright/test";
import AxeBuilder from "@axe-core/playwright";
import type { Database } from "#lib/db/client.ts";
import { openInstallation } from "./installation.ts";
import { card, expect, planGoal, REFERENCE_GOAL, runStatus, startRun, test } from "./support.ts";
import { withWorkerStopped } from "./worker-process.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
test.afterAll(async () => {
  await database.close();
});
