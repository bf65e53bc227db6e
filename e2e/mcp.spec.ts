import path from "node:path";
import { McpDefinition } from "#lib/domain/mcp.ts";
import { Policy } from "#lib/domain/policy.ts";
import { startSignInProgram } from "#lib/testing/mcp-servers.ts";
import { hashOf } from "#lib/tools/mcp/definition.ts";
import { openInstallation } from "./installation.ts";
import { axe, expect, picture, RESULTS, SIGN_IN_PORT, test } from "./support.ts";

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

test("an owner signs in at a server by clicking, and out again", async ({ page }) => {
  const program = await startSignInProgram(SIGN_IN_PORT);
  const { prisma } = database;
  const { workspaceId } = await prisma.mcpServer.findFirstOrThrow({ where: { name: "everything" } });
  const policy = Policy.parse({ domains: { publicRead: true, hosts: [program.host] } });
  const number =
    ((await prisma.policyVersion.aggregate({ where: { workspaceId }, _max: { number: true } }))._max.number ??
      0) + 1;
  const author = { kind: "person", userId: "x", name: "Robin Ashby" };
  await prisma.policyVersion.create({ data: { workspaceId, number, policy, author, summary: "" } });
  try {
    await page.goto("/settings/mcp");
    await page.getByRole("button", { name: "Add a server" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("tools");
    await dialog.getByLabel("Address").fill(program.url);
    await dialog.getByLabel("How it knows who asks").selectOption("signIn");
    await dialog.getByLabel("Client secret").fill("without an id");
    await dialog.getByRole("button", { name: "Add" }).click();
    await expect(dialog.getByText("Enter the client id that the secret belongs to.")).toBeVisible();
    await axe(page);
    await picture(page, "sign-in-dialog");
    await dialog.getByLabel("Client secret").fill("");
    await dialog.getByRole("button", { name: "Add" }).click();

    const server = page.getByRole("region", { name: "tools" });
    const portrait = (name: string) =>
      server.screenshot({ path: path.join(RESULTS, "pictures", `mcp-${name}.png`) });
    await expect(server.getByText("Sign-in needed")).toBeVisible();
    await axe(page);
    await portrait("sign-in-needed");
    await server.getByRole("button", { name: "Connect" }).press("Enter");
    await expect(page.getByRole("heading", { name: "May Planwright act for you?" })).toBeVisible();
    await page.getByRole("button", { name: "Refuse" }).click();
    await expect(server.getByRole("alert")).toContainText("access_denied");
    await portrait("sign-in-refused");
    await server.getByRole("button", { name: "Sign in again" }).click();
    await page.getByRole("button", { name: "Allow" }).click();
    await expect(server.getByText(/Connected as ann@example\.com, by Robin Ashby/)).toBeVisible();
    await expect(server.getByText("2 to look at")).toBeVisible();
    await expect(server.getByRole("alert")).toBeHidden();
    expect(page.url()).not.toContain("code=");
    await page.setViewportSize({ width: 360, height: 800 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await axe(page);
      await portrait(`signed-in-${colorScheme}`);
    }
    await server.getByRole("button", { name: "Disconnect" }).click();
    await expect(server.getByText("Sign-in needed")).toBeVisible();

    await page.goto("/api/mcp-servers/signed-in?state=nobodys&code=x");
    await expect(page).toHaveURL(/\/settings\/mcp\?sign-in=unknown$/);
    await expect(page.getByRole("alert").filter({ hasText: "did not begin in this session" })).toBeVisible();
  } finally {
    await prisma.policyVersion.delete({ where: { workspaceId_number: { workspaceId, number } } });
    await program.stop();
  }
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
