import { newId } from "#lib/domain/ids.ts";
import { RunSettings } from "#lib/domain/settings.ts";
import { openInstallation } from "./installation.ts";
import { ownWorkspace } from "./seeded-run.ts";
import { axe, expect, look, picture, test } from "./support.ts";

test("the settings of runs: refused field by field, saved by keyboard, still there afterwards", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  const most = page.getByLabel("Most steps of this workspace at once");
  const factor = page.getByLabel("How many times its expected time is too long");
  const planning = page.getByLabel("Spend cap for planning a goal");
  const days = page.getByLabel("Days that events and large outputs are kept");

  await most.fill("none");
  await factor.fill("0.5");
  await days.fill("4000");
  await planning.fill("0");
  await page.getByRole("button", { name: "Limit a tool" }).click();
  await page.getByLabel(/^Most at once with/).fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This is not a whole number from 1 to 10,000.")).toHaveCount(2);
  await expect(page.getByText("This is not a number from 1 to 100.")).toBeVisible();
  await expect(page.getByText("This is not a whole number from 1 to 3,650.")).toBeVisible();
  await expect(page.getByText("This is not an amount from $0.01 to $10,000.")).toBeVisible();
  await expect(most).toBeFocused();
  await axe(page);
  await picture(page, "settings-refused");

  await page.getByRole("button", { name: "Undo the changes" }).click();
  await expect(most).toHaveValue("");
  await most.focus();
  await page.keyboard.type("12");
  await page.getByRole("button", { name: "Limit a tool" }).press("Enter");
  await page.getByLabel("Tool", { exact: true }).selectOption({ label: "Search the web" });
  await page.getByLabel("Most at once with Search the web").fill("3");
  await page.getByLabel("What happens to the step", { exact: true }).selectOption({ label: "Ask a person" });
  await expect(planning).toHaveValue("5");
  await planning.fill("$1.50");
  await page.getByLabel("Spend cap for a message of the chat").fill("");
  await days.fill("90");
  await days.press("Enter");
  await expect(page.getByText("The settings are saved.")).toBeVisible();

  await page.reload();
  await expect(most).toHaveValue("12");
  await expect(page.getByLabel("Most at once with Search the web")).toHaveValue("3");
  await expect(page.getByLabel("What happens to the step", { exact: true })).toHaveValue("ask");
  await expect(planning).toHaveValue("1.5");
  await expect(page.getByLabel("Spend cap for a message of the chat")).toHaveValue("");
  await planning.fill("5");
  await page.getByLabel("Spend cap for a message of the chat").fill("2");
  await expect(days).toHaveValue("90");
  await page.getByRole("button", { name: "Remove the limit of Search the web" }).click();
  await expect(page.getByRole("button", { name: "Limit a tool" })).toBeFocused();
  for (const field of [most, days]) await field.fill("");
  await page
    .getByLabel("What happens to the step", { exact: true })
    .selectOption({ label: "Wait, and mark it" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
});

test("settings that are not saved yet are still there after another page, and go on top of what was saved meanwhile", async ({
  page,
}) => {
  const database = openInstallation();
  const most = page.getByLabel("Most steps of this workspace at once");
  const days = page.getByLabel("Days that events and large outputs are kept");
  const chat = page.getByLabel("Spend cap for a message of the chat");
  const where = { id: await ownWorkspace(database.prisma) };
  const { runSettings } = await database.prisma.workspace.findUniqueOrThrow({ where });
  const before = RunSettings.parse(runSettings);
  const save = (changes: Partial<RunSettings>) =>
    database.prisma.workspace.update({ where, data: { runSettings: { ...before, ...changes } } });
  try {
    await save({});
    await page.goto("/settings/runs");
    await days.fill("45");
    await most.fill("7");
    await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Policy" }).click();
    await page.waitForURL("/settings/policy");
    await page.goBack();
    await expect(days).toHaveValue("45");
    await expect(most).toHaveValue("7");

    // Another owner changes one of them and something else.
    await save({ mostSteps: 6, chatCapMicros: 3_000_000 });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(/^Somebody else has saved these settings meanwhile/)).toBeVisible();
    await expect(chat).toHaveValue("3");
    await expect(days).toHaveValue("45");
    await expect(most).toHaveValue("7");
    await expect(most).toHaveAccessibleDescription(/Saving puts yours in its place/);
    await look(page, "settings-conflict");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
    await page.reload();
    await expect(most).toHaveValue("7");
    await expect(chat).toHaveValue("3");
    await expect(days).toHaveValue("45");
  } finally {
    await save({});
    await database.prisma.concurrencyLimit.deleteMany({ where: { workspaceId: where.id } });
    await database.close();
  }
});

test("what is typed while the settings are being saved stays, not saved yet", async ({ page }) => {
  await page.goto("/settings/runs");
  const days = page.getByLabel("Days that events and large outputs are kept");
  const sent = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route("/settings/runs", async (route) => {
    if (route.request().method() === "POST") {
      sent.resolve();
      await released.promise;
    }
    await route.continue();
  });
  await days.fill("60");
  await page.getByRole("button", { name: "Save" }).click();
  await sent.promise;
  await days.fill("61");
  released.resolve();
  await expect(page.getByText("The settings are saved.")).toBeVisible();
  await expect(days).toHaveValue("61");
  await expect(page.getByText("Not saved yet.")).toBeVisible();
  await days.fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`both pages are whole and clean, wide and narrow (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      for (const place of ["runs", "workers"]) {
        await page.goto(`/settings/${place}`);
        await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
        if (place === "workers") await expect(page.getByText("Alive", { exact: true })).toBeVisible();
        await axe(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${place} at ${width}`).toBe(0);
        await picture(page, `settings-${place}-${theme}-${width}`);
      }
    }
  });
}

test("the workers' page shows a worker that comes and goes without a reload", async ({ page }) => {
  const database = openInstallation();
  const id = newId();
  try {
    await page.goto("/settings/workers");
    const rows = page.getByRole("list", { name: "Workers" }).getByRole("listitem");
    await expect(rows.filter({ hasText: "Alive" })).toHaveCount(1);
    await database.prisma.worker.create({
      data: { id, lockKey: 7n, host: "another-machine", pid: 4321, concurrency: 8, stoppedAt: new Date() },
    });
    await expect(rows.filter({ hasText: "another-machine" })).toContainText("Stopped");
    await picture(page, "settings-workers-stopped");
    await database.prisma.worker.delete({ where: { id } });
    await expect(rows.filter({ hasText: "another-machine" })).toHaveCount(0);
  } finally {
    await database.prisma.worker.deleteMany({ where: { id } });
    await database.close();
  }
});
