import type { Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import { Policy } from "#lib/domain/policy.ts";
import { inspector, openChain, row } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { axe, expect, OWNER, picture, test } from "./support.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
// The specs share one installation, and each test begins with the default policy.
test.beforeEach(() => database.prisma.policyVersion.deleteMany());
test.afterAll(async () => {
  await database.prisma.policyVersion.deleteMany();
  await database.close();
});

/** Saves a version as another owner would, while the page is open. */
async function saveMeanwhile(number: number, policy: Partial<Policy>): Promise<void> {
  const workspace = await database.prisma.workspace.findFirstOrThrow({
    where: { members: { some: { user: { email: OWNER.email } } } },
    include: { members: true },
  });
  await database.prisma.policyVersion.create({
    data: {
      workspaceId: workspace.id,
      number,
      policy: Policy.parse(policy),
      author: { kind: "person", userId: workspace.members[0]?.userId ?? "", name: "Alex Doe" },
      summary: "Meanwhile",
    },
  });
}

async function open(page: Page) {
  await page.goto("/settings/policy");
  await expect(page.getByRole("region", { name: "Tools", exact: true })).toBeVisible();
}
const json = (page: Page) => page.getByRole("textbox", { name: "The policy as JSON" });
const versions = (page: Page) => page.getByRole("region", { name: "Versions" });
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true });
const rule = (page: Page, number: number) => page.getByRole("group", { name: `Rule ${number}`, exact: true });
const run = (page: Page) => page.getByRole("group", { name: "A run" });

test("form and JSON edit one draft, complain at the same places, and keep what does not fit", async ({
  page,
}) => {
  await open(page);
  await expect(page.getByText("The default is in force.")).toBeVisible();
  await page.getByRole("button", { name: "Add a rule for tools" }).press("Enter");
  await rule(page, 1).getByLabel("Which tools").fill("http.*");
  await rule(page, 1).getByLabel("What it may").selectOption({ label: "Deny" });
  const condition = rule(page, 1).getByLabel("Only when");
  // A condition is checked while it is typed.
  await condition.pressSequentially('args.method == "POST');
  await expect(rule(page, 1).getByRole("alert")).toContainText("at character");
  await condition.press("End");
  await condition.pressSequentially('"');
  await expect(rule(page, 1).getByRole("alert")).toHaveCount(0);
  // The form is several screens high; what saves it is in sight from the first change on.
  await expect(save(page)).toBeInViewport();

  await page.getByRole("button", { name: "Add a rule for tools" }).click();
  await rule(page, 2).getByLabel("Which tools").fill("a tool");
  await page.getByLabel("Hosts that may be read and written to").fill("example.com\nhttp://example.org/a\n");
  await run(page).getByLabel("Dollars").fill("a lot");
  await run(page).getByLabel("Calls").fill("40");
  await page.getByLabel("Prohibited patterns").fill("(never");
  await page.getByRole("button", { name: "Add a rule for approvals" }).click();
  const approval = page.getByRole("group", { name: "Approval rule 1" });
  await approval.getByLabel("Owners").uncheck();
  await approval.getByLabel("How many must approve").fill("11");
  await save(page).click();

  await expect(
    page.getByText("The policy cannot be saved like this. 6 things must be mended."),
  ).toBeVisible();
  await expect(rule(page, 2).getByLabel("Which tools")).toBeFocused();
  await expect(rule(page, 2).getByRole("alert")).toContainText("Write a tool's name");
  await expect(page.getByText("“http://example.org/a”: This is no host.")).toBeVisible();
  await expect(run(page).getByRole("alert")).toHaveText("This is not an amount from $0 to $1,000,000.");
  await expect(page.getByText(/^“\(never”: This pattern cannot be read/)).toBeVisible();
  await expect(approval.getByText("Choose at least one role.")).toBeVisible();
  await expect(approval.getByText("This is not a whole number from 1 to 10.")).toBeVisible();
  await axe(page, "refused");
  await picture(page, "policy-refused");

  // The JSON has the same draft and the same complaints, each leading to its place.
  await page.getByRole("tab", { name: "JSON" }).click();
  await expect(json(page)).toHaveValue(/"micros": "a lot"/);
  const complaints = page.getByRole("list", { name: "To be mended" }).getByRole("listitem");
  await expect(complaints).toHaveCount(6);
  await complaints.filter({ hasText: "caps.run.micros" }).getByRole("button").press("Enter");
  await expect(json(page)).toBeFocused();
  await page.keyboard.type("2500000");
  await expect(complaints).toHaveCount(5);
  await axe(page, "refused as JSON");
  await picture(page, "policy-refused-json");

  const mended = JSON.parse(await json(page).inputValue()) as Policy;
  mended.tools.pop();
  mended.domains.hosts = ["example.com"];
  mended.prohibited.patterns = ["never"];
  mended.approvals = [];
  await json(page).fill(JSON.stringify(mended));
  await expect(complaints).toHaveCount(0);
  await page.getByRole("tab", { name: "Form" }).click();
  await expect(run(page).getByLabel("Dollars")).toHaveValue("2.5");
  await expect(rule(page, 2)).toHaveCount(0);

  // What no form could show is only told.
  await page.getByRole("tab", { name: "JSON" }).click();
  const whole = await json(page).inputValue();
  await json(page).fill(whole.replace('"tools"', '"tolls"'));
  await expect(complaints).toContainText("A policy has no “tolls” here.");
  await page.getByRole("tab", { name: "Form" }).click();
  await expect(page.getByText("The form cannot show what stands in the JSON.")).toBeVisible();
  await page.getByRole("button", { name: "To the JSON" }).click();
  await json(page).fill(whole);

  await page.getByLabel("What changes").fill("Nothing is posted");
  await page.getByLabel("What changes").press("Enter");
  await expect(page.getByText("Version 1 of the policy is in force.")).toBeVisible();
  await page.reload();
  await expect(rule(page, 1).getByLabel("Only when")).toHaveValue('args.method == "POST"');
  await expect(run(page).getByLabel("Calls")).toHaveValue("40");
  await expect(page.getByLabel("Hosts that may be read and written to")).toHaveValue("example.com");
});

test("versions say who changed what when, and an old one is restored as a new one", async ({ page }) => {
  await open(page);
  await page.getByLabel("When a key, password or token is found").selectOption({ label: "Stop" });
  await page.getByLabel("What changes").fill("Keys stop");
  await save(page).click();
  await expect(versions(page).getByText("Keys stop")).toBeVisible();
  await page.getByLabel("Steps in a plan").fill("80");
  await save(page).click();
  const rows = versions(page).getByRole("list").first().locator(":scope > li");
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText("In force");
  await expect(rows.first()).toContainText(`${OWNER.name}, `);

  await page.getByRole("button", { name: "What it changed in version 2" }).press("Enter");
  const changes = page.getByRole("list", { name: "What version 2 changed" });
  await expect(changes).toContainText('Removed: "steps": 500');
  await expect(changes).toContainText('Added: "steps": 80');
  await expect(changes).not.toContainText("secrets");
  await axe(page, "what a version changed");
  await picture(page, "policy-versions");

  // What is not saved is not lost unasked.
  await page.getByLabel("Steps in a plan").fill("90");
  await page.getByRole("button", { name: "Restore version 1" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("What you changed here and have not saved is lost.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByLabel("Steps in a plan")).toHaveValue("90");
  await page.getByRole("button", { name: "Restore version 1" }).click();
  await dialog.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("Version 3 is in force.")).toBeVisible();
  await expect(page.getByLabel("Steps in a plan")).toHaveValue("500");
  await expect(page.getByLabel("When a key, password or token is found")).toHaveValue("block");
  await expect(versions(page).getByText("Version 1 again")).toBeVisible();

  await page.getByRole("button", { name: "Restore the default" }).click();
  await dialog.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("Version 4 is in force.")).toBeVisible();
  await expect(page.getByLabel("When a key, password or token is found")).toHaveValue("mask");
});

test("a policy that somebody else saved meanwhile is told of, and nobody's change is lost", async ({
  page,
}) => {
  await open(page);
  await page.getByLabel("Steps in a plan").fill("80");
  await saveMeanwhile(1, { secrets: "block" });
  await save(page).click();
  const notice = page.getByRole("alert").filter({ hasText: "Alex Doe saved version 1" });
  await expect(notice).toContainText("Both changes go together.");
  await notice.getByText("What they changed").click();
  await expect(notice.getByRole("list", { name: "What they changed" })).toContainText(
    'Added: "secrets": "block"',
  );
  await axe(page, "a conflict");
  await picture(page, "policy-conflict");
  await notice.getByRole("button", { name: "Put both together" }).click();
  await expect(page.getByLabel("Steps in a plan")).toHaveValue("80");
  await expect(page.getByLabel("When a key, password or token is found")).toHaveValue("block");
  await save(page).click();
  await expect(page.getByText("Version 2 is in force.")).toBeVisible();

  // The same part, changed by both: one of the two is chosen, and mine is there until then.
  await page.getByLabel("Steps in a plan").fill("70");
  await saveMeanwhile(3, { secrets: "block", limits: { steps: 60, fanOut: 200, replans: 10, depth: 3 } });
  await save(page).click();
  const other = page.getByRole("alert").filter({ hasText: "Alex Doe saved version 3" });
  await expect(other).toContainText("one of the two has to be chosen");
  await expect(page.getByLabel("Steps in a plan")).toHaveValue("70");
  await other.getByRole("button", { name: "Go on with mine" }).click();
  await save(page).click();
  await expect(page.getByText("Version 4 is in force.")).toBeVisible();
  await expect(page.getByLabel("Steps in a plan")).toHaveValue("70");
});

test("a policy that is not saved yet is still there after another page", async ({ page }) => {
  await open(page);
  await page.getByLabel("Steps in a plan").fill("65");
  const places = page.getByRole("navigation", { name: "Settings" });
  await places.getByRole("link", { name: "Workers" }).click();
  await page.waitForURL("/settings/workers");
  await places.getByRole("link", { name: "Policy" }).click();
  await expect(page.getByLabel("Steps in a plan")).toHaveValue("65");
  await save(page).click();
  await expect(page.getByText("Version 1 is in force.")).toBeVisible();
  // What was saved is no draft any more.
  await places.getByRole("link", { name: "Workers" }).click();
  await page.waitForURL("/settings/workers");
  await database.prisma.policyVersion.deleteMany();
  await places.getByRole("link", { name: "Policy" }).click();
  await expect(page.getByText("The default is in force.")).toBeVisible();
  await expect(page.getByLabel("Steps in a plan")).not.toHaveValue("65");
});

test("the editor says what the policy says while the plan is edited, and why it cannot run", async ({
  page,
}) => {
  await openChain(page);
  await saveMeanwhile(1, { prohibited: Policy.shape.prohibited.parse({ terms: ["gossip"] }) });
  await page.reload();
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await row(page, 1).fill("Draft a gossip column");
  await page.getByRole("button", { name: "1 problem" }).click();
  const finding = page.getByRole("menuitem").filter({ hasText: "There is “gossip” in" });
  await expect(finding).toContainText("Draft a gossip column: title");
  await expect(finding).toContainText("Take it out, or have an owner change the policy.");
  await expect(finding).toContainText("prohibited");
  await axe(page, "findings of the policy");
  await picture(page, "policy-plan-findings");
  await finding.press("Enter");
  await expect(inspector(page).getByText("There is “gossip” in")).toBeVisible();
  const start = page.getByRole("button", { name: "Run", exact: true });
  await expect(start).toHaveAttribute("aria-disabled", "true");
  await expect(start).toHaveAccessibleDescription(/^Fix 1 problem first: There is “gossip” in/);
  await row(page, 1).fill("Draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(start).not.toHaveAttribute("aria-disabled", "true");
});

for (const theme of ["light", "dark"] as const) {
  test(`the page is whole and clean, wide and narrow (${theme})`, async ({ page }) => {
    await saveMeanwhile(1, {
      tools: [{ tools: "http.*", permission: "deny", when: 'args.method == "POST"' }],
      approvals: [
        {
          subject: "call",
          tools: "*",
          roles: ["owner"],
          votes: 2,
          notTheStarter: true,
          expiresHours: 24,
          remindHours: null,
        },
      ],
    });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const width of [1280, 390, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await open(page);
      for (const tab of ["Form", "JSON"]) {
        await page.getByRole("tab", { name: tab }).click();
        await axe(page, `${tab} at ${width}`);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${tab} at ${width}`).toBe(0);
        await picture(page, `policy-${tab.toLowerCase()}-${theme}-${width}`);
      }
    }
  });
}
