import { readFileSync } from "node:fs";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Step } from "#lib/domain/step.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { openInstallation } from "./installation.ts";
import { card, expect, OWNER, runStatus, startRun, test } from "./support.ts";

const literal = (value: Json) => ({ kind: "literal", value }) as Step["args"][string];
const from = (ref: string, ...path: string[]) => ({ kind: "ref", ref, path }) as Step["args"][string];

const GRAPH = testGraph(
  [
    testStep("query", {
      title: "Ask the figures",
      tool: "data.query",
      args: {
        sql: literal(
          "select channel, sum(spend) as spend from figures_for_the_query group by channel order by spend desc",
        ),
      },
    }),
    testStep("chart", {
      title: "Draw the spend",
      tool: "chart.render",
      args: {
        title: literal("Spend by channel"),
        spec: literal({
          mark: "bar",
          encoding: { x: { field: "spend", type: "quantitative" }, y: { field: "channel", sort: "-x" } },
        }),
        rows: from("query", "rows"),
      },
    }),
    testStep("code", {
      title: "Work out the share",
      tool: "code.run",
      args: {
        code: literal(
          "const all = input.reduce((sum, row) => sum + row.spend, 0);\nreturn input.map((row) => ({ channel: row.channel, share: Math.round((100 * row.spend) / all) }));",
        ),
        input: from("query", "rows"),
      },
    }),
    testStep("document", {
      title: "Put it together",
      tool: "document.compose",
      args: {
        title: literal("Where the money goes"),
        sections: {
          kind: "list",
          items: [
            { kind: "object", properties: { heading: literal("Figures"), content: from("query") } },
            { kind: "object", properties: { heading: literal("Picture"), content: from("chart") } },
            { kind: "object", properties: { heading: literal("Shares"), content: from("code", "value") } },
          ],
        },
      },
    }),
    testStep("check", {
      title: "Check the document",
      tool: "text.check",
      args: {
        text: from("document", "markdown"),
        required: literal(["Figures"]),
        forbidden: literal(["cheap"]),
      },
    }),
  ],
  ["query>chart", "query>code", "query>document", "chart>document", "code>document", "document>check"],
);

test("figures are queried, drawn, computed with and put into documents", async ({ page }) => {
  const database = openInstallation();
  let planId = "";
  try {
    const owner = await database.prisma.user.findUniqueOrThrow({
      where: { email: OWNER.email },
      include: { members: true },
    });
    const workspaceId = owner.members[0]?.workspaceId ?? "";
    planId = await newPlan(
      database.prisma,
      { workspaceId, userId: owner.id },
      { graph: GRAPH, title: "Confined tools" },
    );
    await database.prisma.document.create({
      data: {
        workspaceId,
        id: newId(),
        name: "Figures for the query.csv",
        title: "Figures",
        kind: "csv",
        content: "channel,spend\nEmail,0.10\nEmail,0.20\nSearch,1234.50\n",
        createdBy: owner.id,
      },
    });
  } finally {
    await database.close();
  }
  await page.goto(`/plans/${planId}`);
  await card(page, "Ask the figures").click();
  await expect(page.getByRole("group", { name: "SQL query" })).toBeVisible();
  await card(page, "Draw the spend").click();
  await expect(page.getByRole("group", { name: "Specification" })).toBeVisible();

  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });

  await card(page, "Draw the spend").click();
  const chart = page.getByRole("img", { name: "spend-by-channel.svg" });
  await expect(chart).toBeVisible();
  // It was really drawn: a picture that cannot be shown has no width of its own.
  await expect
    .poll(() => chart.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(50);

  await card(page, "Put it together").click();
  const files = page.getByRole("list", { name: "Files" }).first();
  for (const [name, begins] of [
    ["where-the-money-goes.md", "# Where the money goes"],
    ["where-the-money-goes.html", "<!doctype html>"],
    ["where-the-money-goes.docx", "PK"],
    ["spend-by-channel.svg", "<svg "],
  ] as const) {
    const waiting = page.waitForEvent("download");
    await files.getByRole("link", { name }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe(name);
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(0, begins.length).toString("latin1")).toBe(begins);
    if (name.endsWith(".html")) expect(bytes.toString()).toContain("data:image/svg+xml;base64,");
    if (name.endsWith(".md")) expect(bytes.toString()).toContain("| Search | 1234.5 |");
  }
});
