import type { Page } from "@playwright/test";
import type { Json } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { laidOut } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { card, expect, look, OWNER, runStatus, startRun, test } from "./support.ts";
import { withWorkerStopped } from "./worker-process.ts";

const literal = (value: Json) => ({ kind: "literal", value }) as Step["args"][string];
const from = (ref: string, ...path: string[]) => ({ kind: "ref", ref, path }) as Step["args"][string];

const FORM = {
  type: "object",
  properties: {
    colour: { title: "Colour", enum: ["red", "blue"] },
    copies: { title: "Copies", type: "integer", minimum: 1, maximum: 500 },
    channels: { title: "Channels", type: "array", items: { enum: ["Email", "Search"] } },
    note: { title: "Note", type: "string" },
  },
  required: ["colour", "copies"],
};

/** Puts a plan into the installation that no screen could make as quickly. */
async function makePlan(graph: PlanGraph, title: string, sealed = false): Promise<string> {
  const { prisma, close } = openInstallation();
  try {
    const owner = await prisma.user.findUniqueOrThrow({
      where: { email: OWNER.email },
      include: { members: true },
    });
    const workspaceId = owner.members[0]?.workspaceId ?? "";
    const planId = await newPlan(prisma, { workspaceId, userId: owner.id }, { graph, title });
    if (sealed) {
      const author = { kind: "person", userId: owner.id, name: OWNER.name };
      const version = { workspaceId, planId, number: 1, graph, rev: 0, author, summary: "First" };
      await prisma.planVersion.create({ data: version });
      const key = { workspaceId_id: { workspaceId, id: planId } };
      await prisma.plan.update({ where: key, data: { lastVersion: 1, sealedRev: 0 } });
    }
    return planId;
  } finally {
    await close();
  }
}
const question = (id: string, title: string, args: Record<string, Json> = {}) =>
  testStep(id, {
    title,
    tool: "human.ask",
    args: Object.fromEntries(
      Object.entries({ question: `${title}?`, form: FORM, ...args }).map(([name, value]) => [
        name,
        literal(value),
      ]),
    ),
  });
const request = (page: Page, title: string) => page.getByRole("article", { name: `${title}: ${title}?` });

test("a question is answered in place: what does not fit is said beside its field, and the answer is used", async ({
  page,
}) => {
  const graph = testGraph(
    [
      question("ask", "Choose a cover", { details: "It is for the spring catalogue." }),
      testStep("text", {
        title: "Check the choice",
        tool: "text.check",
        args: {
          text: {
            kind: "template",
            parts: ["The cover is ", { ref: "ask", path: ["colour"] }, " this spring."],
          },
          required: literal(["blue"]),
        },
      }),
    ],
    ["ask>text"],
  );
  const planId = await makePlan(graph, "A question in place");
  await page.goto(`/plans/${planId}`);
  await card(page, "Choose a cover").click();
  await expect(page.getByRole("group", { name: "Question" })).toBeVisible();
  await expect(page.getByRole("group", { name: "Form", exact: true })).toBeVisible();
  await expect(page.getByRole("group", { name: "Who may answer" })).toContainText(
    "Default: owner, editor, approver",
  );

  await startRun(page);
  const asked = request(page, "Choose a cover");
  await expect(asked).toContainText("It is for the spring catalogue.");
  // The question takes room from the plan, which is brought into view anew.
  await laidOut(page);
  // A step that is opened meanwhile has room, however much the question takes.
  await card(page, "Choose a cover").click();
  const opened = page.getByRole("complementary", { name: "Step: Choose a cover" });
  await expect(opened.getByText("Waiting", { exact: true })).toBeVisible();
  expect((await opened.boundingBox())?.height).toBeGreaterThan(600);
  await opened.getByRole("button", { name: "Close the step" }).click();

  await asked.getByLabel("Copies").fill("0.5");
  await asked.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(asked.getByText("This is needed.")).toBeVisible();
  await expect(asked.getByText("This is not a whole number.")).toBeVisible();
  // The keyboard is where the mending begins.
  await expect(
    asked.getByLabel("Copies").or(asked.getByLabel("Colour")).and(page.locator(":focus")),
  ).toHaveCount(1);

  await asked.getByLabel("Colour").selectOption({ label: "blue" });
  await expect(asked.getByText("This is needed.")).toBeHidden();
  await asked.getByLabel("Copies").fill("501");
  await asked.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(asked.getByText("This must be 500 or less, and is 501.")).toBeVisible();
  await asked.getByLabel("Copies").fill("12");
  await asked.getByRole("checkbox", { name: "Search" }).check();
  await asked.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(runStatus(page, "Succeeded")).toBeVisible();

  await card(page, "Choose a cover").click();
  const panel = page.getByRole("complementary", { name: "Step: Choose a cover" });
  await expect(panel).toContainText("Robin Ashby answered the question.");
  await expect(panel).toContainText("blue");
  await card(page, "Check the choice").click();
  await expect(page.getByRole("complementary", { name: "Step: Check the choice" })).toContainText(
    "Succeeded",
  );
});

test("however long what is to be decided on is, the buttons that decide are in sight", async ({ page }) => {
  const details = Array.from({ length: 60 }, (_, line) => `${line + 1}. What is to be known first.`).join(
    "\n",
  );
  const graph = testGraph([question("ask", "Choose a binding", { details })]);
  await page.goto(`/plans/${await makePlan(graph, "A long question")}`);
  await startRun(page);
  const answer = request(page, "Choose a binding").getByRole("button", { name: "Answer", exact: true });
  await expect(answer).toBeInViewport({ ratio: 1 });
  // What has the focus does not lie below them.
  await page.getByLabel("Note").focus();
  await expect(page.getByLabel("Note")).toBeInViewport({ ratio: 0.9 });
  await expect(answer).toBeInViewport({ ratio: 1 });
});

test("a question is answered in the inbox, on a narrow screen and by the keyboard", async ({ page }) => {
  const planId = await makePlan(testGraph([question("ask", "Choose a poster")]), "A question in the inbox");
  await page.goto(`/plans/${planId}`);
  await startRun(page);
  const address = page.url();
  await expect(request(page, "Choose a poster")).toBeVisible();

  await page.goto("/");
  const waits = page.getByRole("region", { name: "Waits for you" });
  await expect(waits).toContainText("A question in the inbox");
  await look(page, "home-waiting");
  await page.setViewportSize({ width: 360, height: 800 });
  await waits.getByRole("link", { name: "Choose a poster?" }).press("Enter");
  await page.waitForURL(/\/approvals\?request=/);
  const asked = request(page, "Choose a poster");
  // What is needed comes first, in the form's own order.
  await expect(asked.locator("form label")).toHaveText([/Colour/, /Copies/, /Note/, /Email/, /Search/]);
  await page.goto("/approvals");
  await asked.getByLabel("Colour").focus();
  await page.keyboard.press("r");
  await page.keyboard.press("Tab");
  await page.keyboard.type("3");
  await page.keyboard.press("Enter");
  await expect(asked).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole("link", { name: "Decided" }).click();
  await expect(request(page, "Choose a poster")).toContainText("Answered");
  await expect(request(page, "Choose a poster")).toContainText("red");

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(address);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
});

test("a step waits until its moment and goes on by itself", async ({ page }) => {
  const moment = new Date(Date.now() + 40_000).toISOString();
  const graph = testGraph([
    testStep("wait", { title: "Wait a little", tool: "wait.until", args: { at: literal(moment) } }),
  ]);
  const planId = await makePlan(graph, "A moment");
  await page.goto(`/plans/${planId}`);
  await card(page, "Wait a little").click();
  await expect(page.getByRole("group", { name: "Until", exact: true })).toBeVisible();
  // What has no default says none.
  await expect(page.getByRole("group", { name: "Minutes" }).getByRole("textbox")).not.toHaveAttribute(
    "placeholder",
  );
  await startRun(page);
  await card(page, "Wait a little").click();
  const panel = page.getByRole("complementary", { name: "Step: Wait a little" });
  await expect(panel.getByText(/Goes on at/)).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 90_000 });
});

test("another plan is a step: both runs lead to each other, and what it asks is answered in its own", async ({
  page,
}) => {
  const other = await makePlan(testGraph([question("ask", "Choose a paper")]), "The other plan", true);
  const graph = testGraph(
    [
      testStep("sub", {
        title: "Run the other",
        tool: "subplan.run",
        args: { plan: literal(other), version: literal(1) },
      }),
      testStep("text", {
        title: "Use its answer",
        tool: "code.run",
        args: { code: literal("return input.colour"), input: from("sub", "result") },
      }),
    ],
    ["sub>text"],
  );
  const planId = await makePlan(graph, "The whole plan");
  await page.goto(`/plans/${planId}`);
  await card(page, "Run the other").click();
  await expect(page.getByRole("group", { name: "Version" })).toBeVisible();
  const named = page.getByRole("group", { name: "Plan (needed)" }).getByRole("combobox");
  await expect(named.getByRole("option", { selected: true })).toHaveText("The other plan (1 version)");
  await startRun(page);
  const address = page.url();
  await card(page, "Run the other").click();
  const panel = page.getByRole("complementary", { name: "Step: Run the other" });
  await panel.getByRole("link", { name: /of The other plan/ }).click();
  await expect(page.getByRole("heading", { name: "The other plan", level: 1 })).toBeVisible();

  const asked = request(page, "Choose a paper");
  await asked.getByLabel("Colour").selectOption({ label: "red" });
  await asked.getByLabel("Copies").fill("1");
  await asked.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await page.getByRole("link", { name: /of The whole plan/ }).click();
  await page.waitForURL(address);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await card(page, "Use its answer").click();
  await expect(page.getByRole("complementary", { name: "Step: Use its answer" })).toContainText("red");
});

test("a run that is paused takes the one below it along, and each says so and leads to the other", async ({
  page,
}) => {
  const other = await makePlan(testGraph([question("ask", "Choose a font")]), "The lower plan", true);
  const graph = testGraph([
    testStep("sub", {
      title: "Run the lower",
      tool: "subplan.run",
      args: { plan: literal(other), version: literal(1) },
    }),
  ]);
  const planId = await makePlan(graph, "The upper plan");
  await page.goto(`/plans/${planId}`);
  await startRun(page);
  // What waits below for a person is seen above, and leads there.
  await expect(page.getByText("A run below this one waits")).toBeVisible();
  await expect(page.getByText("A request waits for a decision.")).toBeVisible();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(runStatus(page, "Paused")).toBeVisible();
  await page.getByRole("link", { name: /of The lower plan/ }).click();

  await expect(page.getByRole("heading", { name: "The lower plan", level: 1 })).toBeVisible();
  const asked = request(page, "Choose a font");
  await asked.getByLabel("Colour").selectOption({ label: "red" });
  await asked.getByLabel("Copies").fill("1");
  await asked.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(runStatus(page, "Paused")).toBeVisible();
  await expect(page.getByText("That one is paused: resume it there.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume", exact: true })).toHaveCount(0);
  await page.getByRole("link", { name: /of The upper plan/ }).click();

  await expect(page.getByText(/^It is paused with run \d+\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(page.getByText("A run below this one waits")).toBeHidden();
});

test("aborting a run aborts the one that a step of it started", async ({ page }) => {
  const other = await makePlan(testGraph([question("ask", "Choose an ink")]), "The aborted part", true);
  const graph = testGraph([
    testStep("sub", {
      title: "Run the part",
      tool: "subplan.run",
      args: { plan: literal(other), version: literal(1) },
    }),
  ]);
  const planId = await makePlan(graph, "The aborted whole");
  await page.goto(`/plans/${planId}`);
  await startRun(page);
  await card(page, "Run the part").click();
  const link = page
    .getByRole("complementary", { name: "Step: Run the part" })
    .getByRole("link", { name: /of The aborted part/ });
  await expect(link).toBeVisible();
  await page.getByRole("button", { name: "Abort", exact: true }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: /Abort/ })
    .click();
  await expect(runStatus(page, "Aborted")).toBeVisible();
  await link.click();
  await expect(page.getByRole("heading", { name: "The aborted part", level: 1 })).toBeVisible();
  await expect(runStatus(page, "Aborted")).toBeVisible();
});

test("a person elsewhere is told that a run waits for them while another of its steps goes on, and its tab says so", async ({
  page,
}) => {
  const wait = testStep("wait", {
    title: "Wait a while",
    tool: "wait.until",
    args: { minutes: literal(60) },
  });
  const planId = await makePlan(
    testGraph([question("ask", "Choose a stamp"), wait]),
    "A question beside a wait",
  );
  await page.goto(`/plans/${planId}`);
  const database = openInstallation();
  try {
    await withWorkerStopped(database, async () => {
      await startRun(page);
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Playbooks" }).click();
      await expect(page.getByRole("heading", { name: "Playbooks", level: 1 })).toBeVisible();
    });
  } finally {
    await database.close();
  }
  const notice = page
    .getByRole("status")
    .filter({ hasText: "“A question beside a wait” waits for an answer." });
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await notice.getByRole("link", { name: "See the run" }).click();
  await expect(runStatus(page, "Running")).toBeVisible();
  await expect(page).toHaveTitle(/^Waiting for an answer · 0\/2 · A question beside a wait/);
});

for (const [words, hours] of [
  ["ahead", 1],
  ["behind", -1],
] as const) {
  test(`with a browser's clock that is an hour ${words}, a run that goes on shows how long it really has`, async ({
    page,
  }) => {
    const wait = testStep("wait", {
      title: "Wait an hour",
      tool: "wait.until",
      args: { minutes: literal(60) },
    });
    const planId = await makePlan(testGraph([wait]), `A clock that is ${words}`);
    await page.clock.install({ time: Date.now() + hours * 3_600_000 });
    await page.goto(`/plans/${planId}`);
    await startRun(page);
    // It counts, and not from an hour on.
    const soFar = /^Elapsed ?(?:[3-9] s|\d\d s|[1-5] min)/;
    await expect(page.getByText("Elapsed", { exact: true }).locator("..")).toHaveText(soFar);
    await page.getByRole("tab", { name: "Timeline" }).click();
    const row = page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: "Wait an hour" });
    await expect(row).toContainText(/waited (?:[\d.]{1,4} s|[1-5] min.*) for a time or event/);
  });
}
