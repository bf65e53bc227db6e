import { axe, expect, planGoal, runStatus, startRun, test } from "./support.ts";

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
    await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 30_000 });
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
