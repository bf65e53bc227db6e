import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import type { Json } from "#lib/domain/json.ts";
import { RECORDED_RESULT } from "#lib/domain/recorded-result.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { openInstallation } from "./installation.ts";
import { finishedRun, recordCall, tell } from "./seeded-run.ts";
import { expect, look, test } from "./support.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
test.afterAll(async () => {
  await database.close();
});
// Pages of all kinds are looked at in one test, each in three ways.
test.setTimeout(240_000);

const EVIL = "https://evil.example.test";
const MARK = "window.pwned=true";
const HOSTILE = [
  `# Report <script>${MARK}</script>`,
  `<img src="${EVIL}/a.png" onerror="${MARK}"> <iframe src="${EVIL}/f"></iframe>`,
  `<svg onload="${MARK}"><script>${MARK}</script></svg>`,
  `![remote](${EVIL}/b.png) ![local](/api/home) ![data](data:image/svg+xml;base64,PHN2Zy8+)`,
  `[run](javascript:${MARK}) [data](data:text/html,<script>${MARK}</script>) [odd](java\tscript:${MARK}) [vb](vbscript:x)`,
  `<a href="javascript:${MARK}">raw</a> <form action="${EVIL}"><button>send</button></form> [good](https://example.test/x)`,
  `[ref]: ${EVIL}/ref.png`,
  "![by reference][ref]",
  `<link rel="stylesheet" href="${EVIL}/s.css"><style>@import "${EVIL}/t.css"; body { display: none }</style>`,
].join("\n\n");
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="120" height="60" onload="${MARK}"><script>${MARK}</script><image href="${EVIL}/c.png" width="9" height="9"/><style>@import url("${EVIL}/u.css");</style><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${EVIL}/g"/></foreignObject><rect width="60" height="40" fill="teal"/></svg>`;

/** Every address but the installation's own that the page asks for, and every dialog it opens. */
function watch(page: Page): string[] {
  const seen: string[] = [];
  const own = new Set(["127.0.0.1"]);
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && !own.has(url.hostname)) seen.push(url.href);
  });
  page.on("dialog", (dialog) => {
    seen.push(dialog.message());
    void dialog.dismiss();
  });
  return seen;
}

async function expectNothingDone(page: Page, seen: readonly string[]): Promise<void> {
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  expect(seen).toEqual([]);
  const links = await page
    .locator("main a, section a, [role=region] a")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(links.filter((href) => !/^(https?:|mailto:|\/)/.test(href))).toEqual([]);
  const sources = await page
    .locator("img")
    .evaluateAll((all) => all.map((img) => img.getAttribute("src") ?? ""));
  expect(sources.filter((src) => !src.startsWith("/api/runs/"))).toEqual([]);
  await expect(page.locator("iframe, object, embed, main form[action], base")).toHaveCount(0);
}

const rows = Array.from({ length: 120 }, (_, place) => ({
  channel: `Channel ${(place * 37) % 120}`,
  spend: (place * 7919) % 1000,
}));

test("what a step gave is shown by its kind, and nothing in it is run, loaded or followed", async ({
  page,
}) => {
  const graph = testGraph(
    [
      testStep("hostile", { title: "Write the report" }),
      testStep("table", { title: "Gather the rows" }),
      testStep("files", { title: "Make the files" }),
    ],
    ["hostile>files", "table>files"],
  );
  const files: { [key: string]: Json }[] = [
    { name: "chart.svg", mediaType: "image/svg+xml", content: PICTURE },
    { name: "page.html", mediaType: "text/html", content: `<h1>Page</h1><script>${MARK}</script>` },
    { name: "report.md", mediaType: "text/markdown", content: HOSTILE },
    {
      name: "rows.csv",
      mediaType: "text/csv",
      content: `Name,Amount\n"Smith, ""J""",10\n=cmd|'/c calc'!A1,9\n<img src=x onerror=${MARK}>,100\n`,
    },
    {
      name: "dates.ics",
      mediaType: "text/calendar",
      content: `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270104T090000Z\r\nSUMMARY:<b onclick=${MARK}>Launch</b>\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
    },
    {
      name: "data.json",
      mediaType: "application/json",
      content: JSON.stringify({ "<script>": [1, { deep: HOSTILE }] }),
    },
    {
      name: "paper.docx",
      mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      content: "UEs=",
      encoding: "base64",
    },
  ];
  const run = await finishedRun(
    database.prisma,
    graph,
    {
      hostile: { markdown: HOSTILE },
      table: { rows, note: `<script>${MARK}</script>` },
      files: { title: "Files", files },
    },
    "Outputs of every kind",
  );
  const seen = watch(page);
  await page.goto(`/runs/${run.runId}`);
  const output = page.getByRole("region", { name: "Output" });
  const outputs = page.getByRole("navigation", { name: "Outputs" });
  await expect(output.getByRole("img", { name: "chart.svg" })).toBeVisible();
  await expect
    .poll(() =>
      output.getByRole("img").evaluate((img) => (img instanceof HTMLImageElement ? img.naturalWidth : 0)),
    )
    .toBe(120);
  await page.getByRole("button", { name: "Enlarge" }).click();

  const preview = (name: string) => output.getByRole("button", { name: `Preview ${name}` });
  const shown = (name: string) => output.getByRole("region", { name: `Preview of ${name}` });
  await preview("page.html").click();
  await expect(shown("page.html").getByText("<h1>Page</h1>")).toBeVisible();
  await preview("report.md").click();
  await expect(shown("report.md").getByRole("heading", { name: /Report/ })).toBeVisible();
  await expectNothingDone(page, seen);
  await preview("rows.csv").click();
  const table = shown("rows.csv");
  await expect(table.getByRole("cell", { name: 'Smith, "J"' })).toBeVisible();
  await table.getByRole("button", { name: "Amount" }).click();
  await expect(table.getByRole("row").nth(1)).toContainText("=cmd");
  await expect(table.getByRole("columnheader", { name: "Amount" })).toHaveAttribute("aria-sort", "ascending");
  await preview("dates.ics").click();
  await expect(shown("dates.ics").getByText("2027-01-04 09:00 UTC")).toBeVisible();
  await preview("data.json").click();
  await expect(shown("data.json").getByRole("tree", { name: "data.json" })).toBeVisible();
  await expect(output.getByRole("button", { name: "Preview paper.docx" })).toHaveCount(0);
  const saving = page.waitForEvent("download");
  await output.getByRole("link", { name: /paper\.docx/ }).click();
  expect((await saving).suggestedFilename()).toBe("paper.docx");
  await expectNothingDone(page, seen);
  await look(page, "output-files");

  await outputs.getByRole("button", { name: "Write the report" }).click();
  await expect(output.getByRole("heading", { name: /Report/ })).toBeVisible();
  await expect(output.getByText("[Image: remote]")).toBeVisible();
  await expect(output.getByRole("link", { name: "good" })).toHaveAttribute("href", "https://example.test/x");
  for (const name of ["run", "data", "odd", "vb"])
    await expect(output.getByRole("link", { name, exact: true })).toHaveCount(0);
  await expectNothingDone(page, seen);
  await look(page, "output-markdown");

  await outputs.getByRole("button", { name: "Gather the rows" }).click();
  await expect(output.getByText("Rows 1 to 50 of 120")).toBeVisible();
  const head = output.getByRole("button", { name: "Spend" });
  await head.click();
  await head.click();
  const most = Math.max(...rows.map(({ spend }) => spend));
  await expect(output.getByRole("row").nth(1).getByRole("cell").first()).toHaveText(String(most));
  await output.getByRole("button", { name: "Next", exact: true }).click();
  await expect(output.getByText("Rows 51 to 100 of 120")).toBeVisible();
  await look(page, "output-table");
  await expectNothingDone(page, seen);

  await output.getByRole("button", { name: "Show as JSON" }).click();
  await expect(output.getByRole("tree", { name: "Output as JSON" })).toBeVisible();
  const whole = page.waitForEvent("download");
  await output.getByRole("link", { name: "Download JSON" }).click();
  expect(JSON.parse(await readFile(await (await whole).path(), "utf8"))).toMatchObject({ rows });
  await expectNothingDone(page, seen);
});

test("tool calls are filtered, and their arguments and results are walked through by keyboard", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const graph = testGraph(
    [testStep("a", { title: "Search the web" }), testStep("b", { title: "Write it up" })],
    ["a>b"],
  );
  const run = await finishedRun(database.prisma, graph, { a: "found", b: "written" }, "Calls to look at");
  const long = "x".repeat(30_000);
  await recordCall(database.prisma, run, {
    stepId: "a",
    tool: "web.search",
    args: { query: "refill shops" },
    failure: "No search provider is configured.",
  });
  await recordCall(database.prisma, run, {
    stepId: "a",
    tool: "web.fetch",
    call: 1,
    args: {
      "odd name": { list: Array.from({ length: 250 }, (_, place) => place) },
      [`<script>${MARK}</script>`]: HOSTILE,
    },
    result: { text: long, found: true, none: null },
    costMicros: 2_100,
  });
  await recordCall(database.prisma, run, {
    stepId: "b",
    tool: "text.write",
    args: { topic: "shops" },
    result: "ok",
  });
  // The worker was lost then, and the next one took over what web.fetch had given.
  const step = stepView("a", { status: "running", attempt: 2, tool: "web.fetch", fallback: 0 });
  await tell(database.prisma, run, [{ type: "step.changed", step, what: RECORDED_RESULT }]);
  const seen = watch(page);
  await page.goto(`/runs/${run.runId}`);
  await page.getByRole("tab", { name: "Tool calls" }).click();
  const list = page.getByRole("list", { name: "Tool calls in the order in which they began" });
  await expect(list.getByRole("listitem")).toHaveCount(3);
  await expect(list.getByRole("listitem").filter({ hasText: "web.fetch" })).toContainText(
    "Not called again: attempt 2 took over its result.",
  );
  await expect(list.getByText("Not called again")).toHaveCount(1);
  await look(page, "tool-calls-taken-over");
  await page.getByRole("combobox", { name: "Step" }).selectOption("Search the web");
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("combobox", { name: "Tool" }).selectOption("web.search");
  await expect(page.getByText("1 of 3 calls")).toBeVisible();
  await list.getByRole("button", { name: "web.search" }).click();
  await expect(list.getByText("Trying again may help.")).toBeVisible();
  await page.getByRole("combobox", { name: "Tool" }).selectOption("web.fetch");
  await page.getByRole("button", { name: "Enlarge" }).click();
  await list.getByRole("button", { name: "web.fetch" }).press("Enter");
  await expect(list.getByText("$0.0021")).toBeVisible();

  const tree = list.getByRole("tree", { name: "Arguments of web.fetch" });
  const at = (key: string) => tree.locator(`[data-row='${key}']`);
  await at("$").focus();
  await page.keyboard.press("ArrowDown");
  await expect(at('$["odd name"]')).toBeFocused();
  await expect(at('$["odd name"]')).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(at('$["odd name"].list')).toHaveAttribute("aria-expanded", "true");
  await expect(tree.getByText("Show 100 more of 150 items")).toBeVisible();
  await expect(tree.getByRole("treeitem")).toHaveCount(105);
  await tree.getByText("Show 100 more of 150 items").click();
  await expect(tree.getByText("Show 50 more of 50 items")).toBeVisible();
  await at('$["odd name"].list[3]').click();
  const part = tree.locator("xpath=..");
  await part.getByRole("button", { name: "Copy path" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('$["odd name"].list[3]');
  await part.getByRole("button", { name: "Copy value" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("3");
  await at('$["odd name"].list[3]').focus();
  await page.keyboard.press("ArrowLeft");
  await expect(at('$["odd name"].list')).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(tree.getByRole("treeitem")).toHaveCount(4);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(tree.getByText(/vbscript:x/)).toBeVisible();

  const result = list.getByRole("tree", { name: "Result of web.fetch" });
  await result.getByText("text, 30000 characters").click();
  await expect(result.getByText("Show 10,000 more of 20,000 characters")).toBeVisible();
  await look(page, "tool-calls");
  await expectNothingDone(page, seen);
  await list.getByRole("button", { name: "Search the web" }).click();
  await expect(page.getByRole("complementary", { name: "Step: Search the web" })).toBeVisible();
});

test("on a small screen the output that is shown has its button in sight, from the start", async ({
  page,
}) => {
  const ids = ["first", "second", "third", "last"];
  const graph = testGraph(
    ids.map((id) => testStep(id, { title: `Write the ${id} part of the report` })),
    ["first>last", "second>last", "third>last"],
  );
  const outputs = Object.fromEntries(ids.map((id) => [id, { text: `The ${id} part` }]));
  const run = await finishedRun(database.prisma, graph, outputs, "Four parts");
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`/runs/${run.runId}`);
  const strip = page.getByRole("navigation", { name: "Outputs" });
  const named = (id: string) => strip.getByRole("button", { name: `Write the ${id} part of the report` });
  await expect(named("last")).toHaveAttribute("aria-current", "true");
  await expect(named("last")).toBeInViewport({ ratio: 1 });
  await named("first").click();
  await expect(named("first")).toBeInViewport({ ratio: 1 });
});
