import { McpDefinition } from "#lib/domain/mcp.ts";
import { hashOf } from "#lib/tools/mcp/definition.ts";
import { openInstallation } from "./installation.ts";
import { axe, expect, picture, test } from "./support.ts";

test.describe.configure({ mode: "serial" });

const database = openInstallation();
test.afterAll(async () => {
  await database.prisma.mcpServer.deleteMany({});
  await database.close();
});

test("an owner adds a server of the installation, looks at a tool and approves it", async ({ page }) => {
  await page.goto("/settings/mcp");
  await expect(page.getByText("No MCP server yet")).toBeVisible();
  await axe(page);
  await picture(page, "mcp-empty");
  await page.getByRole("button", { name: "Add a server" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Two words");
  await dialog.getByLabel("Address").fill("ftp://example.com");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog.getByText(/small letters, digits/)).toBeVisible();
  await expect(dialog.getByText(/begins with https/)).toBeVisible();
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await axe(page);
  await picture(page, "mcp-refused");
  await dialog.getByLabel("Kind").selectOption("command");
  await dialog.getByLabel("Server").selectOption("everything");
  await dialog.getByRole("button", { name: "Add" }).click();

  const server = page.getByRole("region", { name: "everything" });
  await expect(server.getByText(/to look at/)).toBeVisible();
  await server.getByRole("button", { name: "Review Echo Tool" }).press("Enter");
  await expect(dialog.getByText("Echoes back the input string")).toBeVisible();
  await expect(dialog.getByLabel("What its calls do")).toHaveValue("once");
  await dialog.getByLabel("What its calls do").selectOption("read");
  await axe(page);
  await picture(page, "mcp-tool");
  await dialog.getByRole("button", { name: "Approve" }).click();
  const row = server.getByRole("listitem").filter({ hasText: "mcp.everything.echo" });
  await expect(row.getByText("Approved", { exact: true })).toBeVisible();
  await expect(row.getByText("Only reads")).toBeVisible();
  const tools = (await (await page.request.get("/api/tools")).json()) as { name: string }[];
  expect(tools.map(({ name }) => name).filter((name) => name.startsWith("mcp."))).toEqual([
    "mcp.everything.echo",
  ]);
});

test("a tool that has changed since is shown with what changed, and is approved anew", async ({ page }) => {
  const { prisma } = database;
  const where = { name: "echo" };
  const { approved } = await prisma.mcpTool.findFirstOrThrow({ where });
  const before = { ...McpDefinition.parse(approved), description: "Echoes what it is given" };
  await prisma.mcpTool.updateMany({ where, data: { approved: before, approvedHash: hashOf(before) } });
  await page.goto("/settings/mcp");
  const server = page.getByRole("region", { name: "everything" });
  await server.getByRole("button", { name: "Review Echo Tool" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("list", { name: "Changes" })).toContainText("Echoes what it is given");
  await axe(page);
  await picture(page, "mcp-changed");
  await dialog.getByRole("button", { name: "Approve the change" }).click();
  await expect(server.getByText("Approved", { exact: true })).toBeVisible();
});

test("a server that cannot be reached says why; all of it fits a phone and the dark", async ({ page }) => {
  await page.goto("/settings/mcp");
  await page.getByRole("button", { name: "Add a server" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("nowhere");
  await dialog.getByLabel("Address").fill("http://127.0.0.1:9/mcp");
  await dialog.getByRole("button", { name: "Add" }).click();
  const server = page.getByRole("region", { name: "nowhere" });
  await expect(server.getByRole("alert")).toContainText("127.0.0.1");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await axe(page);
    await picture(page, `mcp-full-${scheme}`);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await picture(page, "mcp-narrow");
  await server.getByRole("button", { name: "Remove nowhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(server).toBeHidden();
});
