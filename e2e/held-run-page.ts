import type { Page, Request } from "@playwright/test";

/**
 * Holds back the page of a run that is gone to, as a slow server would.
 * @returns `wanted` is kept once the page has been asked for; `release` lets it come
 */
export async function holdRunPage(page: Page): Promise<{ wanted: Promise<Request>; release: () => void }> {
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const isRun = (request: Request) =>
    request.method() === "GET" &&
    // Of a link that is only in sight.
    request.headers()["next-router-prefetch"] === undefined &&
    /^\/runs\/[0-9a-z]{26}$/.test(new URL(request.url()).pathname);
  await page.route("**/runs/*", async (route) => {
    if (isRun(route.request())) await gate;
    await route.continue();
  });
  return { wanted: page.waitForRequest(isRun), release };
}
