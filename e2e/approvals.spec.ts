import type { Locator, Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { Argument } from "#lib/domain/step.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { inspector, outline } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { card as stepCard, expect, OWNER, runStatus, test, look } from "./support.ts";

// One installation for all specs: what is put into it here is taken away again.
test.describe.configure({ mode: "serial" });

let database: Database;
let workspaceId: string;
const colleague = newId();

test.beforeAll(async () => {
  database = openInstallation();
  const { members } = await database.prisma.user.findUniqueOrThrow({
    where: { email: OWNER.email },
    include: { members: true },
  });
  workspaceId = members[0]?.workspaceId ?? "";
  const email = `${colleague}@example.test`;
  await database.prisma.user.create({
    data: { id: colleague, email, name: "Ben Colley", passwordHash: "none" },
  });
  await database.prisma.member.create({ data: { workspaceId, userId: colleague, role: "approver" } });
  const secret = { name: "shop", hosts: ["hooks.example.test"], ciphertext: "none", createdBy: colleague };
  await database.prisma.secret.create({ data: { workspaceId, id: newId(), ...secret } });
});

test.afterAll(async () => {
  await database.prisma.policyVersion.deleteMany({ where: { workspaceId } });
  await database.prisma.secret.deleteMany({ where: { workspaceId, name: "shop" } });
  await database.prisma.user.delete({ where: { id: colleague } });
  await database.close();
});

async function setPolicy(policy: object): Promise<void> {
  const { _max } = await database.prisma.policyVersion.aggregate({
    where: { workspaceId },
    _max: { number: true },
  });
  const author = { kind: "api", name: "Test" };
  const rules = Policy.parse({ domains: { hosts: ["hooks.example.test"] }, ...policy });
  await database.prisma.policyVersion.create({
    data: { workspaceId, number: (_max.number ?? 0) + 1, policy: rules, author, summary: "" },
  });
}

const literal = (value: string): Argument => ({ kind: "literal", value });

/** Opens the editor with a plan whose one step asks before it acts; its secret cannot be opened, so that nothing is ever dialled. */
async function openPlan(page: Page): Promise<void> {
  const step = testStep("tell", {
    title: "Tell the shop",
    tool: "webhook.call",
    args: {
      url: literal("https://hooks.example.test/orders"),
      payload: literal("40 crates"),
      secret: literal("shop"),
    },
  });
  const planId = await seedPlan(database.prisma, workspaceId, testGraph([step]), { title: "Order crates" });
  await page.goto(`/plans/${planId}`);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Approve and run" }).click();
}

async function startAsking(page: Page): Promise<Locator> {
  await openPlan(page);
  await page.getByRole("dialog").getByRole("button", { name: "Approve and run" }).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{26}$/);
  const card = page.getByRole("article", { name: "Tell the shop: Call a webhook?" });
  await expect(card).toBeVisible();
  return card;
}

test("what a run may use is seen before it starts, and a call is handed over, edited, allowed and approved", async ({
  page,
}) => {
  await setPolicy({});
  await page.goto("/approvals");
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  await look(page, "approvals-empty");

  await openPlan(page);
  const start = page.getByRole("dialog", { name: "Run this plan?" });
  await expect(start.getByText("Call a webhook")).toBeVisible();
  await expect(start.getByText(/version [0-9a-f]{8} · cannot be taken back/)).toBeVisible();
  await expect(start.getByText("hooks.example.test, to read and to write")).toBeVisible();
  await look(page, "approvals-start");
  await start.getByRole("button", { name: "Approve and run" }).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{26}$/);

  const card = page.getByRole("article", { name: "Tell the shop: Call a webhook?" });
  await expect(card).toBeVisible();
  await expect(card.getByText(/refused by itself in 3 days/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Approvals 1 waiting for you" })).toBeVisible();
  await look(page, "approvals-in-place");

  await card.getByRole("button", { name: "Hand to somebody else…" }).click();
  await card.getByRole("button", { name: "Hand over" }).click();
  await expect(card.getByText("Choose a member.")).toBeVisible();
  await card.getByLabel("Who should decide").selectOption({ label: "Ben Colley (approver)" });
  await card.getByRole("button", { name: "Hand over" }).click();
  await expect(card.getByText(`Handed to Ben Colley by ${OWNER.name}, who alone decides`)).toBeVisible();
  await expect(card.getByRole("button", { name: "Approve" })).toBeHidden();
  await card.getByRole("button", { name: "Take it back" }).click();
  await expect(card.getByRole("button", { name: "Approve" })).toBeVisible();
  await expect(card.getByRole("button", { name: "Hand to somebody else…" })).toBeVisible();

  await database.prisma.approval.updateMany({
    where: { workspaceId, status: "pending" },
    data: { remindAt: new Date(0) },
  });
  await expect(card.getByText(/Still waiting since .*, reminded once/)).toBeVisible();

  await card.getByRole("button", { name: "Change the arguments" }).click();
  await card.getByLabel("Address").fill("");
  await card.getByRole("button", { name: "Approve with these arguments" }).click();
  await expect(card.getByText("This is needed.")).toBeVisible();
  await card.getByLabel("Address").fill("https://hooks.example.test/orders/new");
  await card.getByLabel("Also allow such calls for the rest of this run").check();
  await card.getByLabel("url", { exact: true }).selectOption({ label: "Like a pattern" });
  await card.getByLabel("Pattern for url").fill("https://other.example.test/*");
  await card.getByLabel("payload", { exact: true }).selectOption({ label: "Anything" });
  await card.getByRole("button", { name: "Approve with these arguments" }).click();
  await expect(card.getByText("What you approve does not keep to this itself.")).toBeVisible();
  await look(page, "approvals-edit");
  await card.getByLabel("Pattern for url").fill("https://hooks.example.test/*");
  await expect(
    card.getByText(/goes on unasked in this run where url is like “https:\/\/hooks\.example\.test\/\*”/),
  ).toBeVisible();
  await card.getByRole("button", { name: "Approve with these arguments" }).click();
  await expect(page.getByText("Approved. The step goes on.")).toBeVisible();
  await expect(card).toBeHidden();
  await page.getByRole("tab", { name: "What it may do" }).click();
  await expect(
    page.getByText(/where url is like “https:\/\/hooks\.example\.test\/\*” and secret is “shop”/),
  ).toBeVisible();
  await look(page, "approvals-permissions");
  await page.goto("/approvals?status=decided");
  await expect(page.getByRole("article").first().getByText("Approved", { exact: true })).toBeVisible();
  await look(page, "approvals-decided");
});

test("the editor marks a step that asks on card, outline and inspector, says why, and follows each edit", async ({
  page,
}) => {
  await setPolicy({ tools: [{ tools: "http.request", permission: "ask", when: 'args.method == "POST"' }] });
  const step = testStep("tell", {
    title: "Tell the shop",
    tool: "http.request",
    args: { url: literal("https://hooks.example.test/orders"), method: literal("POST") },
  });
  const planId = await seedPlan(database.prisma, workspaceId, testGraph([step]), { title: "Order jars" });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/plans/${planId}`);
  const onCard = stepCard(page, "Tell the shop").getByRole("img", { name: "Asks for approval" });
  const inOutline = outline(page).getByRole("img", { name: "Asks for approval" });
  await expect(onCard).toBeVisible();
  await expect(inOutline).toBeVisible();
  await expect(page.getByRole("group", { name: /^Tell the shop, .*asks for approval/ })).toBeVisible();
  await stepCard(page, "Tell the shop").click();
  const why = inspector(page).getByText("Call an HTTP API asks before it is used, by rule 1 of the policy.");
  await expect(why).toBeVisible();
  await look(page, "editor-asks");

  const method = inspector(page).getByRole("group", { name: "Method", exact: true }).getByRole("combobox");
  await method.selectOption("GET");
  await expect(onCard).toBeHidden();
  await expect(inOutline).toBeHidden();
  await expect(why).toBeHidden();
  await method.selectOption("POST");
  await expect(onCard).toBeVisible();
});

test("a refusal needs its reason, which goes to the planner", async ({ page }) => {
  await startAsking(page);
  await page.goto("/approvals");
  const card = page.getByRole("article", { name: "Tell the shop: Call a webhook?" });
  await expect(card).toBeVisible();
  await look(page, "approvals-full");
  await card.getByRole("button", { name: "Refuse…" }).click();
  await card.getByRole("button", { name: "Refuse", exact: true }).click();
  await expect(card.getByText(/Write why not/)).toBeVisible();
  await look(page, "approvals-refuse");
  await card.getByLabel("Why not").fill("Forty crates are too many.");
  const run = await card.getByRole("link", { name: /^run / }).getAttribute("href");
  await card.getByRole("button", { name: "Refuse", exact: true }).click();
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  await page.goto(run ?? "");
  const question = page.getByRole("region", { name: "The planner's question" });
  await expect(
    question.getByText(
      `Because ${OWNER.name} refused what “Tell the shop” was about to do: “Forty crates are too many.”`,
    ),
  ).toBeVisible();
});

test("where rules approve plans, a run waits for that before it begins", async ({ page }) => {
  await setPolicy({ planApproval: "rules", approvals: [{ subject: "plan", roles: ["owner"] }] });
  await openPlan(page);
  const start = page.getByRole("dialog", { name: "Ask to run this plan?" });
  await expect(start.getByText("The run begins when its plan is approved. Owners decide.")).toBeVisible();
  await start.getByRole("button", { name: "Ask for approval" }).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{26}$/);
  await expect(runStatus(page, "Waiting for approval")).toBeVisible();
  const request = page.getByRole("article", { name: "The whole plan: Run this plan?" });
  await expect(request.getByText("hooks.example.test, to read and to write")).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume" })).toBeHidden();
  await look(page, "approvals-plan");
  await request.getByRole("button", { name: "Approve the run" }).click();
  await expect(page.getByText("Approved. The run begins.")).toBeVisible();
  await expect(page.getByRole("article", { name: "Tell the shop: Call a webhook?" })).toBeVisible();
});
