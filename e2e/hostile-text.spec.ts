import { readFile } from "node:fs/promises";
import type { Browser, Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { appendEvents } from "#lib/events/append.ts";
import { addComment } from "#lib/services/add-comment.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createShareLink } from "#lib/services/create-share-link.ts";
import { openThread } from "#lib/services/open-thread.ts";
import { HOSTILE, NAUGHTY } from "#lib/testing/naughty-strings.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { inspector, row, saved, titles } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { expect, OWNER, runStatus, test } from "./support.ts";

/** Every text that can be a step's title. */
const TEXTS = [...new Set([...NAUGHTY, ...HOSTILE])].filter(
  (text) => text.trim() !== "" && text.length <= 190,
);
/** So many steps are drawn at once, in the outline and on the canvas; of more only those in view. */
const PART = 120;
/** What an input of one line shows of a text, and a larger one. */
const inLine = (text: string) => text.trim().replace(/[\r\n]/g, "");

let database: Database;
let ctx: ServiceContext & { actor: { kind: "user"; userId: string } };

test.beforeAll(async () => {
  database = openInstallation();
  const owner = await database.prisma.user.findUniqueOrThrow({
    where: { email: OWNER.email },
    include: { members: true },
  });
  const workspaceId = owner.members[0]?.workspaceId ?? "";
  const actor = {
    kind: "user" as const,
    userId: owner.id,
    workspaceId,
    role: "owner" as const,
    name: owner.name,
  };
  ctx = { actor, db: database.prisma };
});

test.afterAll(() => database.close());

/** Whatever a page does that only a text in it can have made it do. */
async function watch(page: Page, base: string | undefined): Promise<string[]> {
  const done: string[] = [];
  const own = new URL(base ?? "").origin;
  page.on("dialog", (dialog) => {
    done.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", (popup) => done.push(`popup: ${popup.url()}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${own}/`) && !/^(data|blob):/.test(url)) done.push(`request: ${url}`);
  });
  await page.exposeFunction("tellOfRun", (what: string) => done.push(`ran: ${what}`));
  await page.addInitScript(() => {
    const { tellOfRun } = window as unknown as { tellOfRun: (what: string) => void };
    for (const name of ["ranHere", "vulnerable"]) {
      for (const place of [window, document]) {
        Object.defineProperty(place, name, {
          set: () => {
            tellOfRun(name);
          },
        });
      }
    }
  });
  return done;
}

/** Elements and attributes that no part of the app makes: a text has become markup. */
async function markup(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const foreign =
      "iframe, object, embed, base, frame, applet, marquee, blink, form[action*='javascript' i], [onerror], [onload], [onclick], [onmouseover], [onfocus], a[href^='javascript' i], a[href^='data' i], a[href^='vbscript' i], img[src^='http' i], svg script, script:not([nonce]):not([src])";
    return [...document.querySelectorAll(foreign)].map((element) => element.outerHTML.slice(0, 200));
  });
}

async function ownPlan(texts: readonly string[], title: string): Promise<string> {
  const steps = texts.map((text, at) =>
    testStep(`s${at}`, {
      title: text,
      instruction: text,
      tool: "knowledge.search",
      args: { query: { kind: "literal", value: text } },
    }),
  );
  const graph = testGraph(
    steps,
    steps.slice(1).map((_, at) => `s${Math.floor(at / 8)}>s${at + 1}`),
  );
  return newPlan(
    ctx.db,
    { workspaceId: ctx.actor.workspaceId, userId: ctx.actor.userId },
    { graph, title, goal: texts.join("\n").slice(0, 20_000).toWellFormed() },
  );
}

async function draftOf(planId: string): Promise<unknown> {
  const plan = await ctx.db.plan.findFirstOrThrow({ where: { id: planId } });
  return plan.draft;
}

async function stranger(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  return context.newPage();
}

test("the editor shows them all as text, in outline, canvas, inspector and comments", async ({
  page,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const done = await watch(page, baseURL);
  for (let from = 0; from < TEXTS.length - PART; from += PART) {
    const texts = TEXTS.slice(from, from + PART);
    await page.goto(`/plans/${await ownPlan(texts, "Some of them")}`);
    await expect(page.locator(".react-flow__node")).toHaveCount(texts.length);
    expect((await titles(page)).toSorted()).toEqual(texts.map(inLine).toSorted());
    expect(await markup(page)).toEqual([]);
  }
  const last = TEXTS.slice(-PART);
  const planId = await ownPlan(last, HOSTILE[0] ?? "");
  const before = await draftOf(planId);
  const comments = HOSTILE.filter((text) => text.trim() !== "");
  const first = { planId, stepId: "s0", text: "All of them", blocks: false, key: newId() };
  const { threadId } = await openThread({ ctx, input: first });
  for (const text of comments) await addComment({ ctx, input: { planId, threadId, text, key: newId() } });

  await page.goto(`/plans/${planId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(HOSTILE[0] ?? "");
  await expect(row(page, 0)).toBeVisible();
  expect((await titles(page)).toSorted()).toEqual(last.map(inLine).toSorted());
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
  expect(await markup(page)).toEqual([]);
  const shown = await titles(page);
  for (const text of HOSTILE.filter((one) => last.includes(one))) {
    await row(page, shown.indexOf(inLine(text))).focus();
    await expect(inspector(page).getByLabel("Title", { exact: true })).toHaveValue(inLine(text));
    await expect(inspector(page).getByLabel("Instruction")).toHaveValue(text.replace(/\r\n?/g, "\n"));
    expect(await markup(page)).toEqual([]);
  }
  await row(page, shown.indexOf(inLine(last[0] ?? ""))).focus();
  const said = inspector(page).getByRole("listitem");
  for (const text of comments.slice(0, 5))
    await expect(said.filter({ hasText: text.trim() }).first()).toBeVisible();

  // Written by a person's means, and read again.
  const words = HOSTILE.slice(0, 12).join(" ");
  const instruction = inspector(page).getByLabel("Instruction");
  await instruction.fill(words);
  await instruction.blur();
  await saved(page);
  await page.reload();
  await expect(row(page, 0)).toBeVisible();
  await row(page, (await titles(page)).indexOf(inLine(last[0] ?? ""))).focus();
  await expect(inspector(page).getByLabel("Instruction")).toHaveValue(words);
  // Nothing but that has changed: looking writes nothing.
  const changed = JSON.parse(JSON.stringify(before)) as { steps: { instruction: string }[] };
  if (changed.steps[0]) changed.steps[0].instruction = words;
  expect(await draftOf(planId)).toEqual(changed);
  expect(await markup(page)).toEqual([]);
  expect(done).toEqual([]);
});

test("pictures of a plan full of them are well-formed and harmless", async ({ page, baseURL }) => {
  const done = await watch(page, baseURL);
  const planId = await ownPlan(TEXTS.slice(-60), "Pictures");
  await page.goto(`/plans/${planId}`);
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
  const exported = async (what: string) => {
    await page.getByRole("button", { name: "More for this plan" }).click();
    const saving = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: what }).click();
    return readFile(await (await saving).path());
  };
  const svg = (await exported("A picture, as SVG")).toString();
  // In a page without the app's content security policy, which would refuse the picture's own style.
  const blank = await page.context().newPage();
  const found = await blank.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      broken: document.querySelector("parsererror")?.textContent ?? null,
      kinds: [...new Set([...document.querySelectorAll("*")].map(({ localName }) => localName))].toSorted(),
      handlers: [...document.querySelectorAll("*")]
        .flatMap(({ attributes }) => [...attributes].map(({ name }) => name))
        .filter((name) => /^on|href/.test(name)),
    };
  }, svg);
  expect(found).toMatchObject({ broken: null, handlers: [] });
  for (const kind of found.kinds)
    expect(["svg", "style", "rect", "g", "clipPath", "path", "text", "title"]).toContain(kind);
  expect((await exported("A picture, as PNG")).subarray(1, 4).toString()).toBe("PNG");
  expect((await exported("The graph, as Mermaid")).toString().split("\n")).toHaveLength(1 + 60 + 59 + 1);
  expect(done).toEqual([]);
});

test("a run shows them as text: prose, tables, fields, events; so do history, search and links", async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const done = await watch(page, baseURL);
  const { workspaceId } = ctx.actor;
  const all = [...new Set([...NAUGHTY, ...HOSTILE])];
  const outputs = {
    prose: { markdown: all.join("\n\n") },
    rows: all.map((text, at) => ({ at, text })),
    fields: Object.fromEntries(all.slice(-60).map((text, at) => [`${at} ${text.slice(0, 60)}`, text])),
  };
  const steps = Object.keys(outputs).map((id, at) => testStep(id, { title: HOSTILE[at] ?? id }));
  const run = await seedRun(ctx.db, testGraph(steps), { workspaceId });
  for (const [stepId, output] of Object.entries(outputs)) {
    const about = { notes: all.slice(0, 40), summary: HOSTILE[2] ?? "" };
    await ctx.db.stepRun.updateMany({
      where: { workspaceId, runId: run.runId, stepId },
      data: {
        status: "succeeded",
        output,
        readyAt: null,
        ...about,
        startedAt: new Date(),
        finishedAt: new Date(),
      },
    });
  }
  await ctx.db.run.updateMany({
    where: { workspaceId, id: run.runId },
    data: { status: "succeeded", undone: 0, live: 0, startedAt: new Date(), finishedAt: new Date() },
  });
  const { planId } = await ctx.db.run.findFirstOrThrow({ where: { id: run.runId } });
  await ctx.db.plan.updateMany({
    where: { workspaceId, id: planId },
    data: { title: HOSTILE[3] ?? "", goal: HOSTILE[1] ?? "" },
  });
  const called = (message: string) => ({
    type: "tool.called" as const,
    stepId: "prose",
    attempt: 1,
    call: 0,
    tool: message.slice(0, 90),
    status: "succeeded" as const,
    message,
  });
  await ctx.db.$transaction((tx) =>
    appendEvents(tx, { workspaceId, topic: `run:${run.runId}`, bodies: all.map(called) }),
  );

  await test.step("the run's page", async () => {
    await page.goto(`/runs/${run.runId}`);
    await expect(runStatus(page, "Succeeded")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(HOSTILE[3] ?? "");
    await page.getByRole("tab", { name: "Output" }).click();
    const output = page.getByRole("region", { name: "Output" });
    for (const step of steps) {
      await page
        .getByRole("navigation", { name: "Outputs" })
        .getByRole("button", { name: step.title, exact: true })
        .click();
      await expect(output.getByRole("button", { name: "Show as JSON" })).toBeVisible();
      expect(await markup(page)).toEqual([]);
      await output.getByRole("button", { name: "Show as JSON" }).click();
      expect(await markup(page)).toEqual([]);
    }
    for (const tab of ["Events", "Tool calls", "Timeline", "Cost"]) {
      await page.getByRole("tab", { name: tab }).click();
      expect(await markup(page)).toEqual([]);
    }
    await page.reload();
    for (const [stepId, kept] of Object.entries(outputs)) {
      const detail = (await (await page.request.get(`/api/runs/${run.runId}/steps/${stepId}`)).json()) as {
        output: unknown;
      };
      expect(detail.output).toEqual(kept);
    }
  });

  await test.step("history and search", async () => {
    for (const list of ["/runs", "/plans"]) {
      await page.goto(list);
      const box = page
        .getByRole("searchbox")
        .or(page.getByLabel(/^Search/))
        .first();
      for (const text of HOSTILE.slice(0, 10)) {
        await box.fill(inLine(text).slice(0, 200));
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      }
      await box.fill(HOSTILE[3] ?? "");
      await expect(
        page
          .getByRole("main")
          .getByText(HOSTILE[3] ?? "")
          .first(),
      ).toBeVisible();
      expect(await markup(page)).toEqual([]);
    }
  });

  await test.step("links", async () => {
    const shown = await ownPlan(TEXTS, HOSTILE[1] ?? "");
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const links = await Promise.all([
      createShareLink({ ctx, input: { shared: { what: "plan", planId: shown, rev: 0 }, expiresAt } }),
      createShareLink({
        ctx,
        input: { shared: { what: "run", runId: run.runId, showCosts: true }, expiresAt },
      }),
    ]);
    const reader = await stranger(browser);
    const doneThere = await watch(reader, baseURL);
    await reader.goto(`${baseURL}/share/${links[0].token}`);
    const outline = reader.getByRole("navigation", { name: "Outline" }).getByRole("button");
    await expect(outline.first()).toBeVisible();
    expect(
      (await outline.evaluateAll((buttons) => buttons.map(({ textContent }) => textContent))).toSorted(),
    ).toEqual(TEXTS.map((text) => text.trim()).toSorted());
    await outline.first().click();
    expect(await markup(reader)).toEqual([]);
    await reader.goto(`${baseURL}/share/${links[1].token}`);
    for (const step of steps) {
      await reader
        .getByRole("navigation", { name: "Outputs" })
        .getByRole("button", { name: step.title, exact: true })
        .click();
      await expect(reader.getByRole("button", { name: "Show as JSON" })).toBeVisible();
      expect(await markup(reader)).toEqual([]);
    }
    expect(doneThere).toEqual([]);
    await reader.context().close();
  });
  expect(done).toEqual([]);
});
