import type { Browser, Page } from "@playwright/test";
import { hashPassword } from "#lib/auth/password.ts";
import type { Database } from "#lib/db/client.ts";
import type { Role } from "#lib/domain/actor.ts";
import { addMember } from "#lib/testing/members.ts";
import { openInstallation } from "./installation.ts";
import { expect, OWNER, test } from "./support.ts";

const PASSWORD = "four slow herons";

/** The workspace of the owner whom every spec is signed in as. */
export async function ownersWorkspace({ prisma }: Database): Promise<string> {
  const { members } = await prisma.user.findUniqueOrThrow({
    where: { email: OWNER.email },
    include: { members: true },
  });
  return members[0]?.workspaceId ?? "";
}

/** Another member of a workspace, in a browser of their own, signed in. */
async function memberBrowser(
  { prisma }: Database,
  workspaceId: string,
  { name, role }: { name: string; role: Role },
  { browser, baseURL }: { browser: Browser; baseURL: string | undefined },
): Promise<{ page: Page; userId: string }> {
  const { userId } = await addMember(prisma, workspaceId, name, role);
  await prisma.user.update({
    where: { id: userId },
    data: { passwordHash: await hashPassword(PASSWORD) },
  });
  const context = await browser.newContext({
    ...(baseURL && { baseURL }),
    storageState: { cookies: [], origins: [] },
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await signIn(page, userId);
  await expect(page.getByLabel("What do you want to get done?")).toBeVisible();
  return { page, userId };
}

/** Fills in the sign-in form as a member who has joined. */
export async function signIn(page: Page, userId: string): Promise<void> {
  await page.getByLabel("E-mail").fill(`${userId}@example.com`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/**
 * The installation and its workspace for the tests of one file, and other members of it, who are gone when the tests are over.
 * @param cleanUp takes away what else the tests have put there
 */
export function withMembers(cleanUp: (database: Database, workspaceId: string) => Promise<void>) {
  let database: Database;
  let workspaceId: string;
  const added: string[] = [];

  test.beforeAll(async () => {
    database = openInstallation();
    workspaceId = await ownersWorkspace(database);
  });
  test.afterAll(async () => {
    await cleanUp(database, workspaceId);
    await database.prisma.user.deleteMany({ where: { id: { in: added } } });
    await database.close();
  });

  return {
    get prisma() {
      return database.prisma;
    },
    get workspaceId() {
      return workspaceId;
    },
    /** Adds a member, and signs them in in a browser of their own. */
    async join(
      member: { name: string; role: Role },
      world: { browser: Browser; baseURL: string | undefined },
    ): Promise<{ page: Page; userId: string }> {
      const joined = await memberBrowser(database, workspaceId, member, world);
      added.push(joined.userId);
      return joined;
    },
  };
}
