import type { Page } from "@playwright/test";
import { laidOut } from "./editor.ts";
import { axe, card, expect, fitsTheWindow, OWNER, planGoal, runStatus, startRun, test } from "./support.ts";

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, and nothing is refused that a page tried (${theme})`, async ({
    page,
    browser,
    baseURL,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const refused: string[] = [];
    await page.exposeFunction("tellRefused", (what: string) => refused.push(what));
    await page.addInitScript(() => {
      const { tellRefused } = window as unknown as { tellRefused: (what: string) => void };
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        tellRefused(`${location.pathname}: ${violatedDirective} ${blockedURI}`),
      );
    });
    const plan = await planGoal(page, "Research refill shops, then draft a newsletter");
    await expect(page.getByText("Valid", { exact: true })).toBeVisible();
    await page.locator(".react-flow__node").first().click();
    const check = (what: string, on = page) => axe(on, what);
    await check(plan);
    await startRun(page);
    await expect(runStatus(page, "Succeeded")).toBeVisible();
    for (const tab of ["Timeline", /Events/, "Tool calls", "Output", "Cost"]) {
      await page.getByRole("tab", { name: tab }).click();
      await check(`run, ${tab}`);
    }
    for (const path of [
      "/",
      "/plans",
      "/runs",
      "/approvals",
      "/knowledge",
      "/playbooks",
      "/tools",
      "/settings/models",
      "/settings/prompts",
      "/settings/runs",
      "/settings/policy",
      "/settings/mcp",
      "/settings/secrets",
      "/settings/workers",
    ]) {
      await page.goto(path);
      await page.getByRole("main").waitFor();
      await check(path);
    }
    expect(refused, "what the content security policy refused").toEqual([]);
    const strangers = await browser.newContext({
      ...(baseURL && { baseURL }),
      colorScheme: theme,
      storageState: { cookies: [], origins: [] },
    });
    const stranger = await strangers.newPage();
    await stranger.goto("/sign-in");
    await check("/sign-in", stranger);
    await strangers.close();
  });
}

test("every page fits windows of every width, and only what is in it is scrolled", async ({ page }) => {
  const plan = await planGoal(page, "Research refill shops, then draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await startRun(page);
  for (const path of [plan, page.url(), "/", "/tools", "/settings/policy", "/settings/prompts"]) {
    await page.goto(path);
    await page.getByRole("main").waitFor();
    for (const width of [320, 360, 480, 640, 768, 900, 1024, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      await fitsTheWindow(page);
      await expect(page.getByRole("button", { name: /^Account/ })).toBeInViewport({ ratio: 1 });
    }
  }
});

/** What there is to press or to type into that is less than 44 px high, with its height. Links within a text are as high as it is. */
function lowerThanAFinger(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pressed =
      "button, select, input:not([type=checkbox], [type=radio], [type=range]), [role=tab], nav a, a[class*=border]";
    return Array.from(document.querySelectorAll<HTMLElement>(pressed)).flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      // The canvas is zoomed, and its points have a surrounding of their own.
      if (width < 2 || height >= 44 || element.closest(".react-flow__viewport, .react-flow__attribution"))
        return [];
      return [`${element.ariaLabel ?? element.innerText ?? ""} ${Math.round(height)}`];
    });
  });
}

test("what a finger presses is 44 px high, and all of it is on a narrow page", async ({
  page,
  browser,
  baseURL,
}) => {
  const plan = await planGoal(page, "Research refill shops, then draft a newsletter");
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  const context = await browser.newContext({
    ...(baseURL && { baseURL }),
    storageState: OWNER.state,
    viewport: { width: 360, height: 780 },
    hasTouch: true,
    isMobile: true,
  });
  const phone = await context.newPage();
  for (const path of ["/", "/plans", "/runs", "/approvals", "/settings/runs", plan, page.url()]) {
    await phone.goto(path);
    await phone.getByRole("main").waitFor();
    await fitsTheWindow(phone);
    await expect(phone.getByRole("navigation", { name: "Main" }).getByRole("link").last()).toBeInViewport({
      ratio: 1,
    });
    expect(await lowerThanAFinger(phone), path).toEqual([]);
  }
  await context.close();
});

test("what is chosen is seen where the system sets the colours", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await planGoal(page, "Research refill shops, then draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await laidOut(page);
  const place = (name: string) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });
  const ground = (name: string) => place(name).evaluate((link) => getComputedStyle(link).backgroundColor);
  expect(await ground("Plans")).not.toBe(await ground("Runs"));
  // The browser lays no ground of its own behind the words, on which they would not be seen.
  const words = place("Plans").getByText("Plans");
  await expect(words).toHaveCSS("forced-color-adjust", "none");
  await expect(words).not.toHaveCSS("color", await ground("Plans"));

  await card(page, "Draft a newsletter").click();
  const outlined = (what: string) =>
    page
      .locator(what)
      .evaluateAll((all) => all.filter((each) => getComputedStyle(each).outlineStyle === "solid").length);
  expect(await outlined(".step-card")).toBe(1);
  expect(await outlined("[data-outline] li[data-step]")).toBe(1);

  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await page.getByRole("tab", { name: "Timeline" }).click();
  const bars = page.locator('[data-stretch="running"]');
  await expect(bars.first()).toBeVisible();
  const drawn = await bars.first().evaluate((bar) => getComputedStyle(bar).backgroundColor);
  expect(drawn).not.toBe(
    await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor),
  );
  const tab = (name: RegExp) =>
    page.getByRole("tab", { name }).evaluate((each) => getComputedStyle(each).backgroundColor);
  expect(await tab(/^Timeline/)).not.toBe(await tab(/^Cost/));
});

test("text of twice the size stays within its card", async ({ page }) => {
  // Nothing is on its way while it is measured.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await planGoal(page, "Research refill shops, then draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
  await fitsTheWindow(page);
  await page.getByRole("button", { name: /^Fit the plan/ }).click();
  await laidOut(page);
  const draft = card(page, "Draft a newsletter");
  const [whole, tool] = [await draft.boundingBox(), await draft.getByText("Write text").boundingBox()];
  expect((tool?.y ?? 0) + (tool?.height ?? 0)).toBeLessThan((whole?.y ?? 0) + (whole?.height ?? 0));
});
