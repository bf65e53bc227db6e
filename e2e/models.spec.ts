import { step } from "#lib/testing/hostile-answers.ts";
import { useFakeModels } from "./fake-models.ts";
import {
  axe,
  card,
  expect,
  picture,
  planGoal,
  REFERENCE_GOAL,
  runStatus,
  startRun,
  test,
} from "./support.ts";

// One installation for all specs: what is connected here is taken away again.
test.describe.configure({ mode: "serial" });

const models = useFakeModels();

const GOAL = "Find a bakery for our breakfast meetings in Lisbon";
const STEPS = [
  step("find", { title: "Find bakeries", args: { query: "refill shops" } }),
  step("compare", {
    title: "Write the comparison",
    tool: "text.write",
    args: { brief: "Compare them", topic: "bakeries", material: [{ $from: "find" }] },
    dependsOn: ["find"],
    rubric: "It names a price.",
  }),
  step("more", { title: "Look for more", args: { query: { $open: true } }, dependsOn: ["find"] }),
];
const PLAN = JSON.stringify({ assumptions: ["Mornings only."], steps: STEPS });
const usage = { input_tokens: 1_000, output_tokens: 500 };

test("an owner connects a provider, tests a model and is told what is wrong", async ({
  page,
  expectedErrors,
}) => {
  expectedErrors.push(/status of \d+.*\/api\/models\/test/, /\/favicon\.ico/);
  await page.goto("/settings/models");
  await expect(page.getByText("No connection yet")).toBeVisible();
  await axe(page);
  await picture(page, "models-empty");
  await page.getByRole("button", { name: "Add a connection" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog.getByText("Enter the API key.")).toBeVisible();
  await expect(dialog.getByLabel("API key")).toBeFocused();
  await picture(page, "models-dialog-error");
  await dialog.getByLabel("Name").fill("Our OpenAI");
  await dialog.getByLabel("Address").fill(`${models().url}/v1`);
  await dialog.getByLabel("API key").fill("sk-secret-0123456789");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("has a key")).toBeVisible();

  const planner = page.getByRole("region", { name: "Planner", exact: true });
  await planner.getByRole("button", { name: "Choose a model" }).click();
  await planner.getByLabel("First: model").fill("gpt-4.1-mini");
  models().onMessage(/./s, { error: { message: "Incorrect API key" }, status: 401 });
  await planner.getByRole("button", { name: "Test" }).click();
  await expect(planner.getByText(/refused the request \(401\)/)).toBeVisible();
  models().reset();
  models().onMessage(/ready/, { content: "ready" });
  await planner.getByRole("button", { name: "Test" }).click();
  await expect(planner.getByText(/It answers/)).toBeVisible();
  // Another connection leaves what is chosen, and not saved yet, as it is.
  await page.getByRole("button", { name: "Add a connection" }).click();
  await dialog.getByLabel("Name").fill("Another");
  await dialog.getByLabel("Address").fill(`${models().url}/v1`);
  await dialog.getByLabel("API key").fill("sk-secret-9876543210");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("has a key")).toHaveCount(2);
  await expect(planner.getByLabel("First: model")).toHaveValue("gpt-4.1-mini");
  await page.getByRole("button", { name: "Remove Another" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("has a key")).toHaveCount(1);
  // So does going to another page and back.
  const places = page.getByRole("navigation", { name: "Settings" });
  await places.getByRole("link", { name: "Workers" }).click();
  await page.waitForURL("/settings/workers");
  await places.getByRole("link", { name: "Models" }).click();
  await expect(planner.getByLabel("First: model")).toHaveValue("gpt-4.1-mini");
  await planner.getByRole("button", { name: "Undo the changes" }).click();
  await expect(planner.getByLabel("First: model")).toBeHidden();
  await planner.getByRole("button", { name: "Choose a model" }).click();
  await planner.getByLabel("First: model").fill("gpt-4.1-mini");
  for (const role of ["Planner", "Executor", "Checker"]) {
    const section = page.getByRole("region", { name: role, exact: true });
    if (role !== "Planner") {
      await section.getByRole("button", { name: "Choose a model" }).click();
      await section.getByLabel("First: model").fill("gpt-4.1-mini");
    }
    await section.getByRole("button", { name: "Save" }).click();
    await expect(section.getByRole("button", { name: "Save" })).toBeHidden();
  }
  await page.reload();
  await expect(planner.getByLabel("First: model")).toHaveValue("gpt-4.1-mini");
  expect(await page.content()).not.toContain("sk-secret");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await axe(page);
    await picture(page, `models-settings-${scheme}`);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await picture(page, "models-settings-narrow");
});

test("a model plans step by step; who made it and what that took is on the page; planning can be stopped", async ({
  page,
}) => {
  // The blanks behind it keep the model writing until it is stopped, however long it takes to press the button.
  const content = PLAN + " ".repeat(6_000);
  models().onMessage(/./s, { content, usage }, { chunkSize: 12, streamingProfile: { ttft: 1, tps: 6 } });
  await planGoal(page, GOAL);
  await expect(card(page, "Find bakeries")).toBeVisible();
  await expect(page.getByText(/Planning: \d step/)).toBeVisible();
  await picture(page, "models-planning");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByText("Planning was stopped")).toBeVisible();
  await picture(page, "models-stopped");
  models().reset();
  models().onMessage(/./s, { content: PLAN, usage });
  await page.getByRole("button", { name: "Plan again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Plan again" }).click();
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
  await expect(page.getByText("Planned by gpt-4.1-mini (Our OpenAI).")).toBeVisible();
  await expect(page.getByText("Mornings only.")).toBeVisible();
  await expect(page.getByText(/built-in prompts · 1,500 tokens · \$0\.0012/)).toBeVisible();
  await axe(page);
  await picture(page, "models-planned");
});

test("questions come first when asked for, with files; they can be skipped", async ({ page }) => {
  const questions = [{ question: "How many guests?", default: "Ten", why: "It sizes the order." }];
  models().onMessage(/./s, { content: JSON.stringify({ questions, assumptions: [], steps: STEPS }) });
  await page.goto("/");
  await page.getByLabel("What do you want to get done?").fill(GOAL);
  await page.getByLabel("How to plan").selectOption("ask_first");
  const file = {
    name: "notes.md",
    mimeType: "text/markdown",
    buffer: Buffer.from("# Notes\n\nOnly sourdough."),
  };
  await page.getByLabel("Attach files").setInputFiles(file);
  await expect(page.getByText("notes.md")).toBeVisible();
  await picture(page, "models-goal-form");
  await page.getByRole("button", { name: "Make a plan" }).click();
  await expect(page.getByRole("heading", { name: "Before the plan is made" })).toBeVisible();
  await axe(page);
  await picture(page, "models-questions");
  await page.getByRole("button", { name: "Skip, use the defaults" }).click();
  await expect(page.getByText("How many guests? Taken: Ten")).toBeVisible();
  await expect(page.getByText("With notes.md")).toBeVisible();
  expect(JSON.stringify(models().getLastRequest()?.body)).toContain("Only sourdough.");
});

test("a model that declines is quoted, and the built-in planner is at hand", async ({ page }) => {
  models().onMessage(/./s, { content: '{"refusal":"Bread is private.","assumptions":[],"steps":[]}' });
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText(/Bread is private/)).toBeVisible();
  await picture(page, "models-refused");
  await page.getByRole("button", { name: "With the built-in planner" }).click();
  await expect(page.getByText(/Built-in planner \d/)).toBeVisible();
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
});

test("a model that cannot be reached is replaced by the built-in planner, which says why", async ({
  page,
}) => {
  models().onMessage(/./s, { error: { message: "no" }, status: 401 });
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("The model did not plan this")).toBeVisible();
  await expect(page.getByText(/refused the request \(401\)/)).toBeVisible();
  await picture(page, "models-fallen-back");
});

test("a run asks models: what was open is filled in, a text is shown as it is written, judged, and costs are counted", async ({
  page,
}) => {
  models().onMessage(/Answer with one JSON object: assumptions/, { content: PLAN, usage });
  models().onMessage(/rubric/, { content: '{"holds":true,"missing":[]}', usage });
  models().onMessage(/Fill in: query/, { content: '{"query":"more refill shops"}', usage });
  const text = "Bread from Alfama costs two euros. ".repeat(100);
  models().onMessage(
    /What the text has to say/,
    { content: text, usage },
    { chunkSize: 40, streamingProfile: { ttft: 1, tps: 8 } },
  );
  await page.goto("/knowledge");
  const sample = page.getByRole("button", { name: /sample/i }).first();
  if (await sample.isVisible().catch(() => false)) await sample.click();
  await planGoal(page, GOAL);
  await startRun(page);
  await card(page, "Write the comparison").click();
  const panel = page.getByRole("complementary", { name: "Step: Write the comparison" });
  await expect(panel.getByText("Writing", { exact: true })).toBeVisible();
  await expect(panel.getByText(/Bread from Alfama/).first()).toBeVisible();
  await picture(page, "models-writing");
  // Who comes later sees what was written before.
  await page.reload();
  await card(page, "Write the comparison").click();
  await expect(panel.getByText(/Bread from Alfama/).first()).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  const requests = panel.getByRole("group").filter({ hasText: "requests to models" });
  await expect(requests).toContainText("Wrote the text");
  await expect(requests).toContainText("Judged the output");
  await expect(requests).toContainText("gpt-4.1-mini (Our OpenAI)");
  await expect(requests).toContainText("1,500 tokens · $0.0012");
  await requests.scrollIntoViewIfNeeded();
  await picture(page, "models-requests");
  await page.getByRole("tab", { name: "Cost" }).click();
  await expect(page.getByRole("group", { name: "Cost by step" })).toContainText("$0.0012");
  await axe(page);
  await picture(page, "models-costs");
  await card(page, "Look for more").click();
  const more = page.getByRole("complementary", { name: "Step: Look for more" });
  await more.getByText("Input", { exact: true }).click();
  await expect(more.getByText("more refill shops").first()).toBeVisible();
  await expect(more.getByText("Filled in arguments")).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await axe(page);
    await picture(page, `models-filled-${scheme}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await more.getByText("Filled in arguments").scrollIntoViewIfNeeded();
  await picture(page, "models-filled-narrow");
});
