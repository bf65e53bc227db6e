import type { Page } from "@playwright/test";
import { docxOf, pdfOf, wordParagraph } from "#lib/testing/files.ts";
import { openInstallation } from "./installation.ts";
import { axe, expect, test } from "./support.ts";
import { withWorkerStopped } from "./worker-process.ts";

type Dropped = { name: string; bytes: Buffer };

/** Drops files on the page, as a person does who drags them there. */
async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      for (const { name, content } of given) {
        const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name));
      }
      return data;
    },
    files.map(({ name, bytes }) => ({ name, content: bytes.toString("base64") })),
  );
  const main = page.getByRole("main");
  await main.dispatchEvent("dragenter", { dataTransfer: transfer });
  await expect(page.getByText("Drop files to add them to the workspace's knowledge")).toBeVisible();
  await main.dispatchEvent("drop", { dataTransfer: transfer });
  await expect(page.getByText("Drop files to add them to the workspace's knowledge")).toBeHidden();
}

const row = (page: Page, name: string) =>
  page.getByRole("list", { name: "Documents" }).getByRole("listitem").filter({ hasText: name });
const upload = (page: Page, name: string) =>
  page.getByRole("list", { name: "Uploads" }).getByRole("listitem").filter({ hasText: name });

async function remove(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(row(page, name)).toBeHidden();
}

test.beforeEach(async ({ page }) => {
  await page.goto("/knowledge");
  // The start page of an empty workspace offers the samples; the specs before have loaded them.
  await expect(page.getByRole("heading", { name: "Knowledge" })).toBeVisible();
});

test("files dropped on the page are read, found with their page, and searches say why", async ({ page }) => {
  await drop(page, [
    {
      name: "herons.pdf",
      bytes: pdfOf([["A first page about ferries."], ["The heronry on Gull Island has forty nests."]]),
    },
    {
      name: "otters.docx",
      bytes: docxOf(
        wordParagraph("Otters", { style: "Heading1" }) +
          wordParagraph("Otters build holts in the river bank."),
      ),
    },
  ]);
  await expect(row(page, "herons.pdf")).toContainText("2 passages");
  await expect(row(page, "otters.docx")).toContainText("1 passage");
  await expect(row(page, "otters.docx")).toContainText("Word");

  await page.getByRole("button", { name: "Test the search" }).click();
  const section = page.getByRole("region", { name: "Search test" });
  await section.getByLabel("What would a step find for this?").fill("heronrry nests");
  await page.keyboard.press("Enter");
  const first = section.getByRole("list", { name: "Passages" }).getByRole("listitem").first();
  await expect(first).toContainText("page 2");
  await expect(first.getByLabel("Why it was found")).toContainText(/Words\s*place 1: nests/);
  await expect(first.getByLabel("Why it was found")).toContainText("heronrry ~ heronry");
  await expect(first.locator("mark").filter({ hasText: "nests" })).toBeVisible();
  await axe(page);

  await first.getByRole("button", { name: "herons" }).click();
  const viewer = page.getByRole("dialog");
  await expect(viewer.locator("[aria-current=location]")).toContainText("page 2");
  const download = page.waitForEvent("download");
  await viewer.getByRole("link", { name: "Download the original" }).click();
  expect((await download).suggestedFilename()).toBe("herons.pdf");
  await page.keyboard.press("Escape");
  for (const name of ["herons.pdf", "otters.docx"]) await remove(page, name);
});

test("an upload shows how far it is, and can be stopped", async ({ page }) => {
  const network = await page.context().newCDPSession(page);
  // So slow that it would take minutes: what is shown on the way is seen, however quick this machine is.
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 };
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", slow);
  await page.locator("input[type=file][multiple]").setInputFiles({
    name: "slow.txt",
    mimeType: "text/plain",
    buffer: Buffer.alloc(20_000_000, "slow words "),
  });
  const sending = upload(page, "slow.txt");
  const bar = sending.getByRole("progressbar", { name: "Uploading slow.txt" });
  await expect(bar).toBeVisible();
  await expect(sending).toContainText(/of 20/);
  await sending.getByRole("button", { name: "Stop uploading slow.txt" }).click();
  await expect(sending).toBeHidden();
  await network.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });
  await page.reload();
  await expect(row(page, "slow.txt")).toBeHidden();
});

test("an upload goes on while its reader is on another page, and tells there that it is done", async ({
  page,
}) => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const sending = (url: URL) => url.pathname === "/api/knowledge" && url.searchParams.has("name");
  await page.route(sending, async (route) => {
    asked.resolve();
    await released.promise;
    await route.continue();
  });
  await page.locator("input[type=file][multiple]").setInputFiles(
    ["one", "two", "three"].map((name) => ({
      name: `${name}.txt`,
      mimeType: "text/plain",
      buffer: Buffer.from(`The ${name} of the tides.`),
    })),
  );
  await asked.promise;
  const places = page.getByRole("navigation", { name: "Main" });
  await places.getByRole("link", { name: "Tools" }).click();
  await page.waitForURL("/tools");
  await places.getByRole("link", { name: "Knowledge" }).click();
  await expect(upload(page, "one.txt")).toBeVisible();
  await expect(upload(page, "three.txt")).toContainText("Waiting for its turn");
  await places.getByRole("link", { name: "Tools" }).click();
  await page.waitForURL("/tools");
  released.resolve();
  // Each is told when it is done, in any order, and a notice leaves by itself: they are waited for side by side.
  await Promise.all(
    ["one", "two", "three"].map((name) => expect(page.getByText(`“${name}.txt” is uploaded.`)).toBeVisible()),
  );
  await places.getByRole("link", { name: "Knowledge" }).click();
  for (const name of ["one.txt", "two.txt", "three.txt"]) {
    await expect(row(page, name)).toContainText("1 passage");
    await remove(page, name);
  }
});

test("what cannot be taken or read says why, beside the file", async ({ page, expectedErrors }) => {
  // The browser's console tells of every answer of 400.
  expectedErrors.push(/400/);
  await drop(page, [
    { name: "program.exe", bytes: Buffer.from("MZ") },
    { name: "photo.pdf", bytes: Buffer.from("89504e470d0a1a0a0000", "hex") },
    { name: "scan.pdf", bytes: pdfOf(["picture"]) },
  ]);
  await expect(upload(page, "program.exe").getByRole("alert")).toContainText(".exe file cannot be read");
  await expect(upload(page, "photo.pdf").getByRole("alert")).toContainText("It is a picture (PNG)");
  // Another try of what is refused for what it is would be refused again.
  await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await expect(row(page, "scan.pdf")).toContainText("Cannot be read");
  await expect(row(page, "scan.pdf")).toContainText("it was scanned and has no text");
  await axe(page);
  await upload(page, "photo.pdf").getByRole("button", { name: "Take photo.pdf off the list" }).click();
  await expect(upload(page, "photo.pdf")).toBeHidden();
  await remove(page, "scan.pdf");
});

test("a name or a content that is there asks first", async ({ page, expectedErrors }) => {
  expectedErrors.push(/409/);
  const text = (words: string) => Buffer.from(words);
  await drop(page, [{ name: "tides.txt", bytes: text("The tide turns at noon.") }]);
  await expect(row(page, "tides.txt")).toContainText("1 passage");
  await drop(page, [{ name: "copy.txt", bytes: text("The tide turns at noon.") }]);
  await expect(upload(page, "copy.txt")).toContainText("“tides.txt” has exactly the same content.");
  await upload(page, "copy.txt").getByRole("button", { name: "Take copy.txt off the list" }).click();
  await drop(page, [{ name: "tides.txt", bytes: text("The tide turns at six.") }]);
  await upload(page, "tides.txt").getByRole("button", { name: "Keep both" }).click();
  await expect(row(page, "tides (2).txt")).toContainText("1 passage");
  await drop(page, [{ name: "tides.txt", bytes: text("The tide turns at dawn.") }]);
  await upload(page, "tides.txt").getByRole("button", { name: "Replace it" }).click();
  await expect(upload(page, "tides.txt")).toBeHidden();
  await row(page, "tides.txt")
    .filter({ hasNotText: "(2)" })
    .getByRole("button", { name: "tides", exact: true })
    .click();
  await expect(page.getByRole("dialog")).toContainText("The tide turns at dawn.");
  await page.keyboard.press("Escape");
  for (const name of ["tides.txt", "tides (2).txt"]) await remove(page, name);
});

test("a file waits for the worker and is read when it is there, before the reader's eyes", async ({
  page,
}) => {
  const database = openInstallation();
  try {
    await withWorkerStopped(database, async () => {
      await drop(page, [{ name: "later.txt", bytes: Buffer.from("Read me later.") }]);
      await expect(row(page, "later.txt")).toContainText("Waiting to be read");
      await page.getByRole("button", { name: "More for later.txt" }).click();
      await expect(page.getByRole("menuitem", { name: "Stop reading" })).toBeVisible();
      await page.keyboard.press("Escape");
    });
    await expect(row(page, "later.txt")).toContainText("1 passage");
    await remove(page, "later.txt");
  } finally {
    await database.close();
  }
});

test("a file from another site's page is refused", async ({ page }) => {
  const send = (headers: Record<string, string>) =>
    page.request.post("/api/knowledge?name=evil.txt", { data: "evil", headers });
  const file = { "x-planwright-file": "1", "content-type": "application/octet-stream" };
  expect((await send({ ...file, origin: "https://evil.example" })).status()).toBe(403);
  expect((await send({ "content-type": "text/plain" })).status()).toBe(403);
  expect((await page.request.post("/api/knowledge", { headers: file, data: "x" })).status()).toBe(400);
});
