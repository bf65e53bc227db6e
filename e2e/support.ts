import AxeBuilder from "@axe-core/playwright";
import path from "node:path";
import { expect, test as base, type Page, type Route } from "@playwright/test";

/** What the specs leave behind; each installation that is tested at the same time has its own. */
export const RESULTS = process.env["PLANWRIGHT_E2E_RESULTS"] || path.join(import.meta.dirname, "results");

/** The account that the first spec creates and the others sign in with. */
export const OWNER = {
  name: "Robin Ashby",
  email: "robin@example.test",
  password: "seven quiet herons",
  state: path.join(RESULTS, "owner.json"),
};

/** Where the server listens at which a spec signs in: the installation must list it as local before it starts. */
export const SIGN_IN_PORT = Number(process.env["PLANWRIGHT_E2E_PORT"] || "3100") + 100;

/** The reference goal of the product. */
export const REFERENCE_GOAL =
  "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";

/** A search for words that no sample document has, alone in its query so that it comes up empty, beside a step that succeeds. */
export const FRUITLESS_GOAL =
  "Research xylographic zeppelins and analyse our marketing metrics, then draft a newsletter, finally compile a report";

/**
 * Playwright's test, but an error in the browser's console or an exception in the page fails it. A spec that provokes
 * failures on purpose names what it expects with `expectedErrors.push(/…/)`.
 */
export const test = base.extend<{ expectedErrors: RegExp[] }>({
  expectedErrors: async ({}, use) => {
    await use([]);
  },
  page: async ({ page, expectedErrors }, use) => {
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await use(page);
    const unexpected = errors.filter((error) => !expectedErrors.some((pattern) => pattern.test(error)));
    expect(unexpected, "errors in the browser's console").toEqual([]);
  },
});
export { expect };

/** Types a goal on the start page, and waits for the plan to be drafted. Gives the plan's page address. */
export async function planGoal(page: Page, goal: string): Promise<string> {
  await page.goto("/");
  await page.getByLabel("What do you want to get done?").fill(goal);
  await page.getByRole("button", { name: "Make a plan" }).click();
  await page.waitForURL(/\/plans\/[0-9a-z]{26}$/);
  return page.url();
}

/** A step's card on the canvas, by its title. */
export function card(page: Page, title: string) {
  return page
    .locator(".react-flow__node")
    .filter({ has: page.getByRole("heading", { name: title, exact: true }) });
}

/**
 * The cards whose names say this of their steps, such as "succeeded". A card that is seen from afar, as it is where a notice leaves the
 * canvas little height, shows signs for its words.
 */
export function cardsThat(page: Page, say: string) {
  return page.locator(`.react-flow__node[aria-label*=", ${say}"]`);
}

/** The editor's main button, of a plan that only reads and of one that does more. */
export function runButton(page: Page) {
  return page.getByRole("button", { name: /^(Run|Approve and run)$/ });
}

/** The button of the dialog that it opens. */
export function startButton(page: Page) {
  return page.getByRole("dialog").getByRole("button", { name: /^(Start the run|Approve and run)$/ });
}

/** Presses Run in the editor once the plan is valid, approves what the run may use, and waits for the run's page. */
export async function startRun(page: Page): Promise<void> {
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await runButton(page).click();
  await startButton(page).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{26}$/);
}

/** The state in the header of a run's page. */
export function runStatus(page: Page, word: string) {
  return page.locator("header").getByText(word, { exact: true });
}

/**
 * Fails with every fault that axe finds on the page, and the elements that have it. Asked again while it finds some: axe
 * reads colours one after the other, and a page that has just changed its theme may repaint in between.
 */
export async function axe(page: Page, what?: string): Promise<void> {
  // Our pages have no frames, for which alone the other mode opens a page of its own, and elements without a fault need not be
  // described: a sixth of the time.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  await expect(async () => {
    const { violations } = await builder.analyze();
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(told, what).toEqual([]);
  }).toPass();
}

/** Keeps a picture of the whole page, for whoever wants to look at it. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: path.join(RESULTS, "pictures", `${name}.png`),
    animations: "disabled",
    fullPage: true,
  });
}

/** Fails when the window itself can be scrolled: only what is in it may be. */
export async function fitsTheWindow(page: Page): Promise<void> {
  const beyond = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight];
    });
  await expect.poll(beyond).toEqual([0, 0]);
}

/** The page in light and dark, wide and narrow, each without anything that axe finds; pictures by that name are kept. */
export async function look(page: Page, name: string): Promise<void> {
  for (const [looks, colorScheme, width] of [
    ["light", "light", 1440],
    ["dark", "dark", 1440],
    ["narrow", "light", 390],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    await axe(page, `${name}, ${looks}`);
    await fitsTheWindow(page);
    await page.screenshot({ path: path.join(RESULTS, "pictures", `${name}-${looks}.png`) });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
  // A narrow page has other panes: a key for one of these before the wide ones are back would go with them.
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    while (window.innerWidth < 1440) await frame();
    await frame();
    await frame();
  });
}

/** Keeps the answers to some requests back: `asked` when the first has come, until `release` is called. */
export async function holdBack(page: Page, wanted: (url: URL) => boolean) {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const hold = async (route: Route) => {
    asked.resolve();
    await released.promise;
    // The page may have given the request up meanwhile.
    await route.continue().catch(() => {});
  };
  await page.route(wanted, hold);
  return { asked: asked.promise, release: released.resolve };
}
