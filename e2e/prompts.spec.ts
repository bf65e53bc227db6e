import type { Locator, Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { MODELS, startFakeModels } from "#lib/testing/fake-models.ts";
import { step } from "#lib/testing/hostile-answers.ts";
import { openInstallation } from "./installation.ts";
import { axe, expect, OWNER, picture, planGoal, startRun, test } from "./support.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
// The specs share one installation, and each test begins with what comes with it.
test.beforeEach(forget);
test.afterAll(async () => {
  await forget();
  await database.close();
});

function ownWorkspace() {
  return database.prisma.workspace.findFirstOrThrow({
    where: { members: { some: { user: { email: OWNER.email } } } },
  });
}

async function forget() {
  await database.prisma.activePrompt.deleteMany();
  await database.prisma.promptVersion.deleteMany();
}

const editor = (page: Page) => page.getByRole("textbox", { name: /^(Text of|Built-in text|Unsaved text)/ });
const versions = (page: Page) => page.getByRole("region", { name: "Versions" });
const tab = (page: Page, name: string) => page.getByRole("tab", { name });
async function openDraftPrompt(page: Page) {
  await page.goto("/settings/prompts?prompt=plan.draft");
  await expect(editor(page)).toHaveValue(/^You are a planner\./);
}
/** Adds a line at the end by keyboard. */
async function write(field: Locator, line: string) {
  await field.press("Control+End");
  await field.pressSequentially(`\n${line}`);
}

test("a prompt is edited, saved, compared, activated and rolled back, and each run keeps what it began with", async ({
  page,
}) => {
  await page.goto("/settings/runs");
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Prompts" }).click();
  const list = page.getByRole("list", { name: "Prompts" });
  await expect(list.getByRole("listitem")).toHaveCount(12);
  await expect(list.getByText("Built-in", { exact: true })).toHaveCount(12);
  await list.getByRole("link", { name: "Draft a plan" }).press("Enter");
  await expect(page.getByText("Built-in active")).toBeVisible();

  await write(editor(page), "- Never plan more than eight steps.");
  await page.getByLabel("What is changed").fill("Fewer steps");
  await page.getByRole("button", { name: "Save as new version" }).press("Enter");
  await expect(page.getByText("Saved as version 1.")).toBeVisible();
  await expect(versions(page).getByText("Fewer steps")).toBeVisible();
  await expect(versions(page).getByText(/Robin Ashby, /)).toBeVisible();
  // Saving alone activates nothing.
  await expect(page.getByText("Built-in active")).toBeVisible();
  await expect(editor(page)).toHaveValue(/Never plan more than eight steps\.$/);

  await page.getByRole("button", { name: "Compare version 1 with the active one" }).click();
  await expect(page.getByText("0 lines removed, 1 line added.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Differences" })).toContainText(
    "Added: - Never plan more than eight steps.",
  );
  await page.getByRole("button", { name: /^Show \d+ lines that are the same/ }).click();
  await expect(page.getByRole("list", { name: "Differences" })).toContainText("You are a planner.");
  await page.getByRole("button", { name: "Swap the two" }).click();
  await expect(page.getByText("1 line removed, 0 lines added.")).toBeVisible();

  await tab(page, "Text").click();
  await page.getByRole("button", { name: "Activate version 1" }).click();
  await expect(page.getByText("Version 1 active", { exact: true })).toBeVisible();
  await expect(versions(page).getByRole("listitem").filter({ hasText: "Fewer steps" })).toContainText(
    "Active",
  );
  await expect(versions(page).getByText(/^Version 1 active since .*, by Robin Ashby$/)).toBeVisible();

  await planGoal(page, "Research refill shops, then draft a newsletter");
  await startRun(page);
  await expect(page.getByText("prompts: Draft a plan 1")).toBeVisible();
  const run = page.url();
  await picture(page, "prompts-run");

  await page.goto("/settings/prompts?prompt=plan.draft");
  await versions(page).getByRole("button", { name: "Built-in", exact: true }).press("Enter");
  await page.getByRole("button", { name: "Roll back to the built-in text" }).click();
  await expect(page.getByText("Built-in active", { exact: true })).toBeVisible();
  await page.goto(run);
  await expect(page.getByText("prompts: Draft a plan 1")).toBeVisible();
  await planGoal(page, "Research refill shops, then draft a newsletter");
  await startRun(page);
  await expect(page.getByText("built-in prompts")).toBeVisible();
});

test("what does not fit is refused, and unsaved text is kept and never lost unasked", async ({ page }) => {
  await openDraftPrompt(page);
  const builtIn = await editor(page).inputValue();
  await editor(page).fill("   ");
  await page.getByRole("button", { name: "Save as new version" }).click();
  await expect(page.getByText("The text is empty.")).toBeVisible();
  await expect(editor(page)).toBeFocused();
  await axe(page, "refused");
  await picture(page, "prompts-refused");
  await editor(page).fill("x".repeat(20_001));
  await page.getByRole("button", { name: "Save as new version" }).click();
  await expect(page.getByText("The text is longer than 20,000 characters.")).toBeVisible();

  await editor(page).fill("First of mine");
  await page.getByRole("button", { name: "Save and activate" }).click();
  await expect(page.getByText("Version 1 active", { exact: true })).toBeVisible();
  await editor(page).fill("Second of mine");
  await page.getByLabel("What is changed").fill("Not yet");
  // To another version, another prompt, and back: nothing is lost, and a version is not written into by mistake.
  await versions(page).getByRole("button", { name: "Built-in", exact: true }).click();
  await expect(editor(page)).toHaveValue(builtIn);
  await expect(editor(page)).toHaveAttribute("readonly", "");
  await picture(page, "prompts-only-shown");
  await page.getByRole("link", { name: "All prompts" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Draft a plan" });
  await expect(row).toContainText("Unsaved text");
  await row.getByRole("link").click();
  await expect(editor(page)).toHaveValue("Second of mine");
  await expect(page.getByLabel("What is changed")).toHaveValue("Not yet");

  // Leaving the tab asks first; the person stays.
  let asked = "";
  page.once("dialog", (dialog) => {
    asked = dialog.type();
    void dialog.dismiss();
  });
  await page.evaluate(() => window.location.assign("/plans"));
  await expect.poll(() => asked).toBe("beforeunload");
  await expect(editor(page)).toHaveValue("Second of mine");

  // The very text that is active is no new version.
  await editor(page).fill("First of mine");
  await page.getByRole("button", { name: "Save as new version" }).click();
  await expect(page.getByText("Version 1 is active and has this very text.")).toBeVisible();
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await expect(versions(page).getByText("Unsaved text")).toHaveCount(0);
  await expect(editor(page)).toHaveValue("First of mine");
});

test("two owners cannot overwrite each other's choice unknowingly, and both their texts are kept", async ({
  page,
  context,
}) => {
  const other = await context.newPage();
  await openDraftPrompt(page);
  await openDraftPrompt(other);
  await editor(page).fill("Mine");
  await editor(other).fill("Theirs");
  await page.getByRole("button", { name: "Save and activate" }).click();
  await expect(page.getByText("Version 1 active", { exact: true })).toBeVisible();
  await other.getByRole("button", { name: "Save and activate" }).click();
  await expect(other.getByText(/^Version 1 was made active meanwhile\./)).toBeVisible();
  await expect(other.getByText("Version 1 active", { exact: true })).toBeVisible();
  await expect(editor(other)).toHaveValue("Theirs");
  await picture(other, "prompts-conflict");
  // Told, the person decides again.
  await other.getByRole("button", { name: "Save and activate" }).click();
  await expect(other.getByText("Version 2 active", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Built-in", exact: true }).click();
  await page.getByRole("button", { name: "Roll back to the built-in text" }).click();
  await expect(page.getByText(/^Version 2 was made active meanwhile\./)).toBeVisible();
  await other.close();
});

test("a long history is shown in parts, always with the active and the built-in version", async ({
  page,
}) => {
  const { id: workspaceId } = await ownWorkspace();
  const author = { kind: "person", userId: "e2e", name: "Robin Ashby" };
  await database.prisma.promptVersion.createMany({
    data: Array.from({ length: 60 }, (_, i) => ({
      workspaceId,
      name: "plan.draft",
      number: i + 1,
      text: `Text ${i + 1}`,
      note: "",
      author,
    })),
  });
  await page.goto("/settings/prompts?prompt=plan.draft");
  const entry = (name: string) => versions(page).getByRole("button", { name, exact: true });
  await expect(entry("Version 11")).toBeVisible();
  await expect(entry("Version 10")).toHaveCount(0);
  await entry("Version 60").click();
  await page.getByRole("button", { name: "Activate version 60" }).click();
  await expect(page.getByText("Version 60 active", { exact: true })).toBeVisible();
  await versions(page).getByRole("link", { name: "Older versions" }).click();
  await expect(entry("Version 10")).toBeVisible();
  await expect(entry("Version 11")).toHaveCount(0);
  for (const name of ["Version 60", "Built-in"]) await expect(entry(name)).toBeVisible();
  await entry("Version 2").click();
  await expect(editor(page)).toHaveValue("Text 2");
  await page.getByRole("button", { name: "Roll back to version 2" }).click();
  await expect(page.getByText("Version 2 active", { exact: true })).toBeVisible();
  await versions(page).getByRole("link", { name: "Newest versions" }).click();
  await expect(entry("Version 60")).toBeVisible();
  await expect(entry("Version 2")).toBeVisible();
});

test("a prompt is tried on a plan's goal: without a model it says what to do, with one it shows the draft", async ({
  page,
  expectedErrors,
}) => {
  // Refusals of a route are shown on the page, and Chromium says them too.
  expectedErrors.push(/status of (400|503).*\/api\/prompts\/try/, /\/favicon\.ico/);
  await planGoal(page, "Research refill shops, then draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await openDraftPrompt(page);
  await editor(page).fill("Plan like a sailor.");
  await tab(page, "Try").click();
  await expect(page.getByLabel("Prompt", { exact: true })).toHaveValue("draft");
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await expect(page.getByText(/^No planner model is connected\./)).toBeVisible();
  await axe(page, "no model");
  await picture(page, "prompts-try-without-model");

  const mock = await startFakeModels();
  const { id: workspaceId } = await ownWorkspace();
  const id = newId();
  try {
    const steps = [
      step("look", { title: "Look into the workspace's documents" }),
      step("dream", { title: "Dream up a newsletter", tool: "web.search", dependsOn: ["look"] }),
    ];
    mock.onMessage(/./s, {
      content: JSON.stringify({ assumptions: [], steps }),
      usage: { prompt_tokens: 1_400, completion_tokens: 50 },
    });
    await database.prisma.modelConnection.create({
      data: {
        workspaceId,
        id,
        name: "Local",
        kind: "compatible",
        baseUrl: `${mock.url}/v1`,
        createdBy: "e2e",
      },
    });
    await database.prisma.modelProfile.create({
      data: { workspaceId, role: "planner", choices: [{ connectionId: id, model: MODELS.compatible }] },
    });
    await page.getByRole("button", { name: "Try", exact: true }).click();
    const result = page.getByRole("region", { name: "Result of the trial" });
    await expect(result).toContainText("1,400 in, 50 out");
    await expect(result).toContainText("web.search, after 1");
    await expect(result.getByRole("list", { name: "Findings" })).toContainText("Dream up a newsletter");
    await expect(result.getByRole("region", { name: "The plan at present" })).toContainText("steps");
    expect(JSON.stringify(mock.getRequests()[0]?.body)).toContain("Plan like a sailor.");
    await axe(page, "tried");
    await picture(page, "prompts-tried");
    // The outcome stays while another tab is looked at.
    await tab(page, "Text").click();
    await tab(page, "Try").click();
    await expect(result).toContainText("1,400 in, 50 out");

    // While a trial hangs, everything else is done at once; and it can be given up.
    mock.reset();
    mock.onMessage(/./s, { content: "{}" }, { streamingProfile: { ttft: 60_000, tps: 1 } });
    await page.getByRole("button", { name: "Try", exact: true }).click();
    await expect(page.getByText(/The planner is at work/)).toBeVisible();
    await tab(page, "Text").click();
    await page.getByRole("button", { name: "Save as new version" }).click();
    await expect(page.getByText(/^Saved as version \d+\.$/)).toBeVisible();
    await tab(page, "Try").click();
    await expect(page.getByText(/The planner is at work/)).toBeVisible();
    await picture(page, "prompts-trying");
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(page.getByText(/The planner is at work/)).toBeHidden();
    await expect(page.getByRole("button", { name: "Try", exact: true })).toBeFocused();

    // The chat's prompt is tried with a message.
    mock.reset();
    const reply = { understood: false, reply: "Which step do you mean?", operations: [] };
    mock.onMessage(/./s, {
      content: JSON.stringify(reply),
      usage: { prompt_tokens: 900, completion_tokens: 20 },
    });
    await page.goto("/settings/prompts?prompt=chat.edit");
    await tab(page, "Try").click();
    await page.getByRole("button", { name: "Try", exact: true }).click();
    await expect(page.getByText("Write a message, as you would in the chat.")).toBeVisible();
    await page.getByLabel("Message").fill("remove that one");
    await page.getByRole("button", { name: "Try", exact: true }).click();
    await expect(result).toContainText("Which step do you mean?");
    await expect(result).toContainText("900 in, 20 out");
    await axe(page, "chat tried");
    await picture(page, "prompts-chat-tried");
  } finally {
    await database.prisma.modelProfile.deleteMany({ where: { workspaceId, role: "planner" } });
    await database.prisma.modelConnection.deleteMany({ where: { workspaceId, id } });
    await mock.stop();
  }
  page.once("dialog", (dialog) => void dialog.accept());
  await page.goto("/settings/prompts?prompt=step.write");
  await expect(tab(page, "Compare")).toBeVisible();
  await expect(tab(page, "Try")).toHaveCount(0);
});

for (const theme of ["light", "dark"] as const) {
  test(`list, text and comparison are whole and clean, wide and narrow (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await openDraftPrompt(page);
    const builtIn = await editor(page).inputValue();
    const changed = builtIn
      .replace("as many as a careful expert would list", "as many as a hurried expert would list")
      .replace(/^- Keep to the goal's limits.*$/m, "- Keep to every limit that the goal names.");
    await editor(page).fill(changed);
    await page
      .getByLabel("What is changed")
      .fill("Fewer steps, and a rule about limits in fewer words than before");
    await page.getByRole("button", { name: "Save and activate" }).click();
    await expect(page.getByText("Version 1 active", { exact: true })).toBeVisible();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      const check = async (what: string) => {
        await axe(page, `${what} at ${width}`);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${what} at ${width}`).toBe(0);
        await picture(page, `prompts-${what}-${theme}-${width}`);
      };
      await page.goto("/settings/prompts");
      await expect(page.getByRole("list", { name: "Prompts" })).toContainText("by Robin Ashby");
      await check("list");
      await page.getByRole("link", { name: "Draft a plan" }).click();
      await expect(editor(page)).toHaveValue(changed);
      await check("version");
      await tab(page, "Compare").click();
      await expect(page.getByText(/removed, .* added\./)).toBeVisible();
      await check("compare");
      await tab(page, "Text").click();
      await editor(page).press("Control+End");
      await editor(page).pressSequentially(" ");
      await check("unsaved");
      await page.getByRole("button", { name: "Discard", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
      await expect(versions(page).getByText("Unsaved text")).toHaveCount(0);
    }
  });
}
