import type { Locator, Page } from "@playwright/test";
import { newId } from "#lib/domain/ids.ts";
import { Policy } from "#lib/domain/policy.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { withMembers } from "./members.ts";
import { axe, expect, look, OWNER, runStatus, startRun, test } from "./support.ts";

// One installation for all specs: what is put into it here is taken away again.
test.describe.configure({ mode: "serial" });

/** Words that a check of a text says, and no plan of one. */
const FOUND = "must be in the text, and is not";

const installation = withMembers(async ({ prisma }, workspaceId) => {
  await prisma.policyVersion.deleteMany({ where: { workspaceId } });
  await prisma.run.deleteMany({ where: { workspaceId, version: { plan: { title: "Offers" } } } });
});

async function setPolicy(policy: object): Promise<void> {
  const { prisma, workspaceId } = installation;
  const { _max } = await prisma.policyVersion.aggregate({
    where: { workspaceId },
    _max: { number: true },
  });
  const rules = Policy.parse({ prohibited: { terms: [FOUND] }, onFailedCheck: "ask", ...policy });
  const author = { kind: "api", name: "Test" };
  await prisma.policyVersion.create({
    data: { workspaceId, number: (_max.number ?? 0) + 1, policy: rules, author, summary: "" },
  });
}

/** Starts a plan whose first step gives what the policy does not let pass, and waits for the request about it. */
async function startHeld(page: Page): Promise<Locator> {
  const literal = (value: string | string[]) => ({ kind: "literal" as const, value });
  const graph = testGraph(
    [
      testStep("check", {
        title: "Check the offer",
        tool: "text.check",
        args: { text: literal("Spring offers for the shop."), required: literal(["Autumn"]) },
      }),
      testStep("count", {
        title: "Count its words",
        tool: "text.check",
        args: { text: literal("Spring offers for the shop.") },
      }),
    ],
    ["check>count"],
  );
  const { prisma, workspaceId } = installation;
  const planId = await seedPlan(prisma, workspaceId, graph, { title: "Offers" });
  await page.goto(`/plans/${planId}`);
  await startRun(page);
  const request = requestOn(page);
  await expect(request).toBeVisible();
  return request;
}

const requestOn = (page: Page) =>
  page.getByRole("article", { name: "Check the offer: May what Check text gave go on?" }).first();

test("an output that did not pass is accepted as it is, and the run says meanwhile what it waits for", async ({
  page,
}) => {
  await setPolicy({});
  const request = await startHeld(page);
  await expect(runStatus(page, "Waiting for approval")).toBeVisible();
  await expect(request.getByText(new RegExp(`There is “${FOUND}” in`))).toBeVisible();
  await look(page, "output-request");
  await page.goto("/runs");
  await expect(
    page.getByRole("list", { name: "Runs" }).getByText("Waiting for approval").first(),
  ).toBeVisible();
  await page.goBack();
  await request.getByRole("button", { name: "Accept it as it is" }).click();
  await expect(page.getByText("Accepted. The step goes on.")).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
});

test("what is written in its place is held against the checks, and says beside itself what is wrong", async ({
  page,
}) => {
  await setPolicy({});
  const request = await startHeld(page);
  await request.getByRole("button", { name: "Change the output" }).click();
  const field = request.getByLabel("The output to hand on instead");
  const written = await field.inputValue();
  await request.getByRole("button", { name: "Hand this on" }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(request.getByRole("alert")).toContainText(`There is “${FOUND}” in`);
  await field.fill("{}");
  await request.getByRole("button", { name: "Hand this on" }).click();
  await expect(request.getByRole("alert")).toContainText("does not fit its schema");
  await look(page, "output-request-edit");
  await field.fill(written.replace(FOUND, "is missed"));
  await request.getByRole("button", { name: "Hand this on" }).click();
  await expect(page.getByText("Accepted. The step goes on.")).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
});

test("a refused output leads to another way, for the reason given", async ({ page }) => {
  await setPolicy({});
  const request = await startHeld(page);
  await request.getByRole("button", { name: "Refuse…" }).click();
  await request.getByRole("button", { name: "Refuse", exact: true }).click();
  await expect(request.getByText(/Write why not/)).toBeVisible();
  await request.getByLabel("Why not").fill("The autumn belongs in.");
  await look(page, "output-request-refuse");
  await request.getByRole("button", { name: "Refuse", exact: true }).click();
  const question = page.getByRole("region", { name: "The planner's question" });
  await expect(
    question.getByText(`Because ${OWNER.name} refused what “Check the offer” gave: “The autumn belongs in.”`),
  ).toBeVisible();
});

test("where two must approve, one does in each of two browsers; a viewer sees who may", async ({
  page,
  browser,
  baseURL,
}) => {
  await setPolicy({
    approvals: [{ subject: "output", tools: "text.*", roles: ["owner", "approver"], votes: 2 }],
  });
  const request = await startHeld(page);
  await expect(request.getByText("0 of 2 have approved")).toBeVisible();
  await expect(request.getByRole("button", { name: "Hand to somebody else…" })).toBeHidden();
  await request.getByRole("button", { name: "Accept it as it is" }).click();
  await expect(page.getByText("Your vote counts; others must approve too.")).toBeVisible();
  await expect(request.getByText("1 of 2 have approved")).toBeVisible();

  const { page: vera } = await installation.join({ name: "Vera Vale", role: "viewer" }, { browser, baseURL });
  await vera.goto(page.url());
  await expect(requestOn(vera).getByText(/Owners and approvers decide/)).toBeVisible();
  await expect(requestOn(vera).getByRole("button")).toHaveCount(0);
  await expect(vera.getByRole("button", { name: "Abort" })).toBeHidden();

  const { page: ben } = await installation.join({ name: "Ben Byre", role: "approver" }, { browser, baseURL });
  await ben.goto("/approvals");
  await requestOn(ben).getByRole("button", { name: "Accept it as it is" }).click();
  await expect(ben.getByText("Accepted. The step goes on.")).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await vera.context().close();
  await ben.context().close();
});

test("a long output that a reviewer wrote is read by pieces by who must approve it too", async ({ page }) => {
  await setPolicy({ approvals: [{ subject: "output", roles: ["owner", "approver"], votes: 2 }] });
  const request = await startHeld(page);
  await request.getByRole("button", { name: "Change the output" }).click();
  const field = request.getByLabel("The output to hand on instead");
  const written = await field.inputValue();
  await field.fill(written.replace(FOUND, `is missed${" and more of it".repeat(12_000)}`));
  await request.getByRole("button", { name: "Hand this on" }).click();
  await expect(page.getByText("Your vote counts; others must approve too.")).toBeVisible();
  const place = request.getByRole("region", { name: "The output in its place" });
  await expect(place.getByText(/^Showing .* of .*, as JSON/)).toBeVisible();
  await expect(place.locator("pre")).toHaveCount(1);
  // As whoever else must approve it comes to it.
  await page.reload();
  await expect(request.getByRole("button", { name: "Accept what was written" })).toBeVisible();
  await expect(request.getByRole("button", { name: "Change the output" })).toHaveCount(0);
  await look(page, "output-request-large");
  await axe(page, "a long output that is to be approved");
  await place.getByRole("button", { name: "Show more" }).click();
  await expect(place.locator("pre")).toHaveCount(2);
});

test("a request is handed over, and given back, in two browsers", async ({ page, browser, baseURL }) => {
  await setPolicy({ approvals: [{ subject: "output", roles: ["owner"] }] });
  const { page: ben } = await installation.join(
    { name: "Ben Barrow", role: "approver" },
    { browser, baseURL },
  );
  const request = await startHeld(page);
  await ben.goto(page.url());
  await expect(requestOn(ben).getByText(/Owners decide/)).toBeVisible();
  await expect(requestOn(ben).getByRole("button", { name: "Accept it as it is" })).toBeHidden();
  await request.getByRole("button", { name: "Hand to somebody else…" }).click();
  await request.getByLabel("Who should decide").selectOption({ label: "Ben Barrow (approver)" });
  await request.getByRole("button", { name: "Hand over" }).click();
  await expect(request.getByText(`Handed to Ben Barrow by ${OWNER.name}, who alone decides`)).toBeVisible();
  await expect(request.getByRole("button", { name: "Accept it as it is" })).toBeHidden();

  await expect(requestOn(ben).getByText("Handed to you")).toBeVisible();
  await look(ben, "output-request-handed");
  await requestOn(ben).getByRole("button", { name: "Give it back" }).click();
  await expect(requestOn(ben).getByRole("button", { name: "Accept it as it is" })).toBeHidden();
  await expect(request.getByRole("button", { name: "Accept it as it is" })).toBeVisible();
  await request.getByRole("button", { name: "Accept it as it is" }).click();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await ben.context().close();
});

test("a replan that two must accept is voted on where it is shown", async ({ page, browser, baseURL }) => {
  await setPolicy({ approvals: [{ subject: "replan", roles: ["owner", "editor"], votes: 2 }] });
  await startHeld(page);
  const runId = page.url().split("/").at(-1) ?? "";
  const { prisma, workspaceId } = installation;
  const replan = { workspaceId, id: newId(), runId, note: "", baseVersion: 1, createdBy: newId() };
  const rename = { op: "update", stepId: "count", changes: { title: "Count the words again" } };
  const changes = [
    { words: "Rename “Count its words”", also: [], quote: null, operations: [rename], needs: [] },
  ];
  await prisma.replan.create({
    data: { ...replan, status: "proposed", choice: "replan", changes },
  });
  await page.reload();
  const proposal = page.getByRole("region", { name: "Proposed replan" });
  await proposal.getByRole("button", { name: "Accept", exact: true }).click();
  await expect(page.getByText("Your vote counts; others must approve too.")).toBeVisible();
  await expect(proposal.getByText("1 of 2 have approved")).toBeVisible();
  await look(page, "replan-votes");

  const { page: ben } = await installation.join(
    { name: "Ben Brook", role: "approver" },
    { browser, baseURL },
  );
  await ben.goto(`/runs/${runId}`);
  const seen = ben.getByRole("region", { name: "Proposed replan" });
  await expect(seen.getByText(/Owners and editors decide/)).toBeVisible();
  await expect(seen.getByRole("button")).toHaveCount(0);
  const { page: eve } = await installation.join({ name: "Eve Elm", role: "editor" }, { browser, baseURL });
  await eve.goto("/approvals");
  const inbox = eve.getByRole("article", { name: "A change of the plan: Go on with a replan?" }).first();
  await expect(inbox.getByText("Rename “Count its words”")).toBeVisible();
  await look(eve, "approvals-replan");
  await inbox.getByRole("button", { name: "Accept the change" }).click();
  await expect(eve.getByText("Approved. The run goes on with the changed plan.")).toBeVisible();
  await expect(page.getByText(/version 2/)).toBeVisible();
  await ben.context().close();
  await eve.context().close();
});
