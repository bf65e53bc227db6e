import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { ownThings } from "#lib/testing/owned-things.ts";
import { readToolFailures } from "./tool-failures.ts";

const { prisma } = await testDb();

test("counts ended calls of each tool and how many failed, of tools with enough calls, and only one's own", async () => {
  const [mine, theirs] = [await newMember(prisma), await newMember(prisma)];
  for (const { workspaceId } of [mine, theirs]) {
    const { runId, stepId } = await ownThings(prisma, workspaceId);
    const call = (tool: string, status: string) => ({
      workspaceId,
      runId,
      stepId,
      id: newId(),
      attempt: 1,
      call: 0,
      idempotencyKey: newId(),
      tool,
      toolVersion: "1",
      sideEffect: "read",
      status,
      args: {},
    });
    const search = ["succeeded", "failed", "failed", "succeeded", "started"];
    await prisma.toolCall.createMany({
      data: [
        ...search.map((status) => call("web.search", status)),
        ...["failed", "failed"].map((status) => call("cache.read", status)),
      ],
    });
  }
  expect(await readToolFailures(prisma, mine.workspaceId)).toEqual([
    { tool: "web.search", calls: 4, failed: 2 },
  ]);
  // What is too long ago says nothing of today.
  const longAgo = new Date(Date.now() - 100 * 86_400_000);
  await prisma.run.updateMany({ where: { workspaceId: mine.workspaceId }, data: { createdAt: longAgo } });
  expect(await readToolFailures(prisma, mine.workspaceId)).toEqual([]);
});
