import { readFile } from "node:fs/promises";
import { insertParts, storeValue } from "#lib/ledger/large-values.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { openInstallation } from "./installation.ts";
import { expect, OWNER, test } from "./support.ts";

test("an output of 20 MB is shown a page at a time, and says when it was deleted", async ({ page }) => {
  const database = openInstallation();
  const db = database.prisma;
  try {
    const owner = await db.user.findUniqueOrThrow({
      where: { email: OWNER.email },
      include: { members: true },
    });
    const workspaceId = owner.members[0]?.workspaceId ?? "";
    const run = await seedRun(db, testGraph(["gather"]), { workspaceId });
    const rows = Array.from({ length: 400_000 }, (_, i) => `row ${i} of a long list of customers of ours`);
    const stored = storeValue("gather", { rows });
    await db.$transaction(
      async (tx) => {
        if (stored.large) await insertParts(tx, run, stored.large);
        await tx.$executeRaw`
          update step_runs set status = 'succeeded', output = ${stored.json}::jsonb, ready_at = null where run_id = ${run.runId}`;
        await tx.$executeRaw`
          update runs set status = 'succeeded', undone = 0, live = 0, finished_at = now() where id = ${run.runId}`;
      },
      { timeout: 60_000 },
    );
    await page.goto(`/runs/${run.runId}`);
    await page.getByRole("tab", { name: "Output" }).click();
    const output = page.getByRole("region", { name: "Output" });
    await expect(output.getByText(/^Showing 65\.5 kB of 1\d\.\d MB, as JSON\.$/)).toBeVisible();
    await expect(output.getByText(/row 0 of a long list/)).toBeVisible();
    await output.getByRole("button", { name: "Show more" }).click();
    await expect(output.getByText(/^Showing 131\.\d kB of/)).toBeVisible();

    // From wherever the reader wants, and never more of it than a few pages.
    await output.getByRole("textbox", { name: "Go to, in percent" }).fill("100");
    await output.getByRole("button", { name: "Go there" }).click();
    await expect(output.getByText(/as JSON, from 99 % on\.$/)).toBeVisible();
    await expect(output.getByText(/row 399999 of a long list/)).toBeVisible();
    await expect(output.getByText(/row 0 of a long list/)).toHaveCount(0);
    await expect(output.getByRole("button", { name: "Show more" })).toHaveCount(0);
    const saving = page.waitForEvent("download");
    await output.getByRole("link", { name: "Download JSON" }).click();
    const saved = JSON.parse(await readFile(await (await saving).path(), "utf8")) as { rows: string[] };
    expect(saved.rows).toHaveLength(rows.length);

    await db.largeValue.deleteMany({ where: { runId: run.runId } });
    await page.reload();
    await page.getByRole("tab", { name: "Output" }).click();
    await expect(output.getByText("This output was deleted")).toBeVisible();
  } finally {
    await database.close();
  }
});
