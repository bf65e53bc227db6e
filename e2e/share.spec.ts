import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { keyOf } from "#lib/auth/sign-in-limit.ts";
import { RunDocument } from "#lib/domain/run-document.ts";
import { openChain, CHAIN } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { card, expect, look, planGoal, runStatus, startRun, test } from "./support.ts";

/** Somebody outside: another browser, in which nobody has signed in. */
async function stranger(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ storageState: { cookies: [], origins: [] } });
}

/** Makes a link in the dialog that is open, and gives its address. */
async function makeLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Make a link" }).click();
  const field = page.getByLabel("The link", { exact: true });
  await expect(field).toHaveValue(/\/share\/[\w-]{43}$/);
  return field.inputValue();
}

async function share(page: Page, menu: string): Promise<void> {
  await page.getByRole("button", { name: menu }).click();
  await page.getByRole("menuitem", { name: "Share by a link" }).click();
}

/** The titles in the outline of a shared plan, from above. */
function outlined(page: Page): Promise<string[]> {
  return page.getByRole("navigation", { name: "Outline" }).getByRole("button").allTextContents();
}

/** Collects whatever a page asks of another installation, or of routes that are for members. */
function watch(page: Page): string[] {
  const astray: string[] = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    const own = origin === new URL(page.url()).origin || page.url() === "about:blank";
    if (!own || (pathname.startsWith("/api/") && !pathname.startsWith("/api/share/")))
      astray.push(request.url());
  });
  return astray;
}

test("a link is copied also where there is no TLS, and so no clipboard; where the browser refuses, it says so", async ({
  page,
}) => {
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined }),
  );
  await openChain(page);
  await share(page, "More for this plan");
  const link = await makeLink(page);
  const dialog = page.getByRole("dialog", { name: "Share the plan" });
  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.getByText("The browser does not let this page copy.")).toBeVisible();
  await look(page, "share-not-copied");
  await page.evaluate(() => {
    Reflect.deleteProperty(document, "execCommand");
  });
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
  await page.goto("/");
  const goal = page.getByLabel("What do you want to get done?");
  await goal.focus();
  await page.keyboard.press("Control+v");
  await expect(goal).toHaveValue(link);
});

test("a plan is shared by a link that shows that version to whoever has it, until it is revoked", async ({
  page,
  browser,
  expectedErrors,
}) => {
  const address = await openChain(page);
  await share(page, "More for this plan");
  const dialog = page.getByRole("dialog", { name: "Share the plan" });
  await expect(dialog.getByText("There are no links")).toBeVisible();
  await dialog.getByLabel("How long it holds").selectOption("Until a date");
  await dialog.getByRole("button", { name: "Make a link" }).click();
  await expect(dialog.getByText("Choose a day.")).toBeVisible();
  await dialog.getByLabel("How long it holds").selectOption("1 day");
  const link = await makeLink(page);
  const row = dialog.getByRole("list", { name: "Links" }).getByRole("listitem");
  await expect(row).toContainText("never opened");
  await look(page, "share-dialog");

  const outside = await stranger(browser);
  const reader = await outside.newPage();
  const astray = watch(reader);
  const answer = await reader.goto(link);
  expect(answer?.status()).toBe(200);
  expect(await answer?.allHeaders()).toMatchObject({
    "referrer-policy": "no-referrer",
    "x-robots-tag": expect.stringContaining("noindex"),
    "cache-control": expect.stringContaining("no-store"),
  });
  for (const title of CHAIN) await expect(card(reader, title)).toBeVisible();
  await expect(reader.getByRole("button", { name: /Run|Undo|Add/ })).toHaveCount(0);
  await reader.getByRole("navigation", { name: "Outline" }).getByRole("button", { name: CHAIN[1] }).click();
  await expect(
    reader.getByRole("complementary", { name: "Inspector" }).getByRole("heading", { name: CHAIN[1] }),
  ).toBeVisible();
  // Keys that change a plan in the editor change nothing here.
  await card(reader, CHAIN[1]).click();
  await reader.keyboard.press("Delete");
  expect(await outlined(reader)).toEqual([...CHAIN]);
  await look(reader, "share-plan");

  // What comes after it was shared is not shown.
  await page.keyboard.press("Escape");
  await card(page, CHAIN[2]).click();
  await page.getByRole("complementary").getByLabel("Title", { exact: true }).first().fill("Added afterwards");
  await page.keyboard.press("Enter");
  await expect(card(page, "Added afterwards")).toBeVisible();
  await reader.reload();
  await expect(card(reader, CHAIN[2])).toBeVisible();
  expect(await outlined(reader)).toEqual([...CHAIN]);

  await test.step("its token opens nothing else", async () => {
    const { pathname, origin } = new URL(link);
    const token = pathname.split("/").at(-1) ?? "";
    const planId = address.split("/").at(-1) ?? "";
    const ways: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${token}` },
      { cookie: `next-auth.session-token=${token}` },
    ];
    for (const headers of ways) {
      for (const path of [
        "/api/home",
        "/api/plans",
        `/api/plans/${planId}`,
        `/api/plans/${planId}/export`,
        `/api/plans/${planId}/comments`,
        `/api/plans/${planId}/share-links`,
        "/api/policy",
        "/api/secrets/names",
        "/api/events?topics=inbox&after=0",
      ]) {
        for (const query of ["", `${path.includes("?") ? "&" : "?"}token=${token}`]) {
          const response = await outside.request.get(`${origin}${path}${query}`, { headers });
          expect(response.status(), path).toBe(401);
        }
      }
    }
    for (const path of [`/plans/${planId}`, "/", "/settings/secrets", "/runs"]) {
      const response = await outside.request.get(`${origin}${path}?token=${token}`, { maxRedirects: 0 });
      expect(response.status(), path).toBe(303);
    }
    for (const path of [`${token}/steps/step-1`, `${token}x`, token.slice(1), "x".repeat(43)]) {
      const response = await outside.request.get(`${origin}/api/share/${path}`);
      expect(response.status(), path).toBe(404);
    }
  });

  await test.step("it ends at once when it is revoked, also on the open page", async () => {
    await share(page, "More for this plan");
    await expect(row).toContainText("opened 2 times");
    await row.getByRole("button", { name: "Revoke" }).click();
    await expect(row).toContainText("Revoked");
    const answers = await outside.request.get(link.replace("/share/", "/api/share/"));
    expect(answers.status()).toBe(404);
    await expect(reader.getByText("This link shows nothing any more")).toBeVisible();
    await expect(reader.locator(".react-flow")).toHaveCount(0);
    expect((await reader.goto(link))?.status()).toBe(404);
    await expect(reader.getByText("This link shows nothing any more")).toBeVisible();
    await look(reader, "share-ended");
  });
  expect(astray).toEqual([]);
  expectedErrors.push(/404/);
  await outside.close();
});

test("an address may make so many requests for shared pages and no more, while others go on", async ({
  page,
  browser,
}) => {
  await openChain(page);
  await share(page, "More for this plan");
  const link = await makeLink(page);
  const outside = await stranger(browser);
  const ask = async (address: string, url: string) => {
    const answer = await outside.request.get(url, { headers: { "x-forwarded-for": address } });
    return { status: answer.status(), text: await answer.text() };
  };
  const api = link.replace("/share/", "/api/share/");
  const database = openInstallation();
  try {
    const { prisma } = database;
    const [busy, other] = ["203.0.113.7", "203.0.113.8"];
    const key = keyOf("share", busy);
    const counted = (tries: number, seconds: number) =>
      prisma.signInTry.upsert({
        where: { key },
        create: { key, tries, resetsAt: new Date(Date.now() + seconds * 1_000) },
        update: { tries, resetsAt: new Date(Date.now() + seconds * 1_000) },
      });
    expect((await ask(busy, api)).status).toBe(200);
    expect((await prisma.signInTry.findUniqueOrThrow({ where: { key } })).tries).toBe(1);
    // Wrong tokens count as well, and so does every route that is a link's.
    await counted(3_997, 600);
    expect((await ask(busy, link)).status).toBe(200);
    expect((await ask(busy, `${api}/steps/a`)).status).toBe(404);
    expect((await ask(busy, `${new URL(link).origin}/api/share/${"x".repeat(43)}`)).status).toBe(404);
    for (const url of [
      api,
      link,
      `${api}/events`,
      `${api}/steps/a/output`,
      `${api}/steps/a/files/report.md`,
    ]) {
      const { status, text } = await ask(busy, url);
      expect(status, url).toBe(429);
      expect(text).toContain("Too many tries. Try again in 10 minutes.");
    }
    // What was asked for says nothing of whether there is such a link.
    expect(await ask(busy, `${api.slice(0, -1)}!`)).toEqual(await ask(busy, api));
    expect((await ask(other, api)).status).toBe(200);
    await counted(9_999, -1);
    expect((await ask(busy, link)).status).toBe(200);
  } finally {
    await database.close();
    await outside.close();
  }
});

test("a finished run is exported and shared with its outputs, files and, where it is wished, its costs", async ({
  page,
  browser,
}) => {
  await planGoal(page, "Analyse our marketing metrics, then compile a report about heron nests");
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });

  await test.step("as files", async () => {
    const exported = async (what: string) => {
      await page.getByRole("button", { name: "More for this run" }).click();
      const saving = page.waitForEvent("download");
      await page.getByRole("menuitem", { name: what }).click();
      const download = await saving;
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
    };
    const json = await exported("All of the run, as JSON");
    expect(json.name).toMatch(/\.run\.json$/);
    expect(RunDocument.parse(JSON.parse(json.text)).run.status).toBe("succeeded");
    const report = await exported("A report, as Markdown");
    expect(report.name).toMatch(/\.md$/);
    for (const heading of ["## Goal", "## What was done", "## Results", "## Steps"]) {
      expect(report.text).toContain(heading);
    }
  });

  await share(page, "More for this run");
  const dialog = page.getByRole("dialog", { name: "Share the run" });
  const plain = await makeLink(page);
  await dialog.getByLabel("Show what it cost").check();
  const before = plain;
  await dialog.getByRole("button", { name: "Make a link" }).click();
  await expect(page.getByLabel("The link", { exact: true })).not.toHaveValue(before);
  const costly = await page.getByLabel("The link", { exact: true }).inputValue();

  const outside = await stranger(browser);
  const reader = await outside.newPage();
  const astray = watch(reader);
  await reader.goto(plain);
  await expect(reader.getByText("Read only")).toBeVisible();
  const output = reader.getByRole("region", { name: "Output" });
  await expect(output.getByRole("heading").first()).toBeVisible();
  await expect(reader.getByRole("tab", { name: "Cost" })).toHaveCount(0);
  await expect(reader.locator("header").getByText("$")).toHaveCount(0);
  await look(reader, "share-run");
  const files = output.getByRole("list", { name: "Files" }).getByRole("link");
  const saving = reader.waitForEvent("download");
  await files.first().click();
  expect((await saving).url()).toContain("/api/share/");
  await reader.getByRole("tab", { name: "Timeline" }).click();
  const rows = reader.getByRole("list", { name: "Steps in time" }).getByRole("button");
  const own = page.getByRole("list", { name: "Steps in time" }).getByRole("button");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Timeline" }).click();
  // What it shows is what its owner sees, once both have read all of it: runs, waits and their lengths.
  await expect(async () => {
    await expect(own).not.toHaveCount(0);
    expect(await rows.allTextContents()).toEqual(await own.allTextContents());
  }).toPass();
  await look(reader, "share-run-timeline");
  await test.step("played back", async () => {
    await reader.getByRole("button", { name: "Play back" }).click();
    const bar = reader.getByRole("group", { name: "Playback" });
    const steps = await rows.count();
    await expect(bar.getByText(`of ${steps} steps`)).toBeVisible();
    await bar.getByRole("slider", { name: "Moment" }).press("Home");
    await expect(bar.getByText(`0 of ${steps} steps`)).toBeVisible();
    await look(reader, "share-run-playback");
    await bar.getByRole("slider", { name: "Moment" }).press("End");
    await expect(bar.getByText(`${steps} of ${steps} steps`)).toBeVisible();
    await bar.getByRole("button", { name: "End the playback" }).click();
  });
  await rows.first().click();
  await expect(reader.getByRole("complementary", { name: /^Step: / })).toBeVisible();
  await look(reader, "share-run-step");
  await reader.goto(costly);
  await reader.getByRole("tab", { name: "Cost" }).click();
  await expect(reader.getByRole("table", { name: "Cost by step" })).toBeVisible();
  expect(astray).toEqual([]);
  await outside.close();
});
