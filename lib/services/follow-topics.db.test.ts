import { expect, test } from "vitest";
import { formatPosition, readFollowing } from "#lib/actions/stream-position.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { EventHub } from "#lib/events/hub.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { followTopics } from "./follow-topics.ts";

const { prisma, url } = await testDb();

async function newPlan(workspaceId: string, userId: string) {
  const id = newId();
  const draft = { steps: [], dependencies: [] };
  await prisma.plan.create({
    data: { workspaceId, id, title: "Plan", goal: "Goal", status: "draft", draft, createdBy: userId },
  });
  return { id, topic: `plan:${id}` };
}

const append = (workspaceId: string, topic: string, count: number) =>
  prisma.$transaction((tx) =>
    appendEvents(tx, {
      workspaceId,
      topic,
      bodies: Array.from({ length: count }, () => ({
        type: "plan.status",
        status: "draft",
        report: null,
        message: null,
      })),
    }),
  );

/** Takes so many events of a stream, then closes it. */
async function take(events: AsyncIterable<StreamEvent>, count: number): Promise<string[]> {
  const seen: string[] = [];
  for await (const { topic, seq } of events) {
    seen.push(`${topic}=${seq}`);
    if (seen.length === count) break;
  }
  return seen;
}

test("refuses topics of another workspace, and of nothing, as not found", async () => {
  const [mine, theirs] = [await newMember(prisma), await newMember(prisma)];
  const [own, foreign] = [
    await newPlan(mine.workspaceId, mine.userId),
    await newPlan(theirs.workspaceId, theirs.userId),
  ];
  const follow = (...topics: string[]) =>
    followTopics({ ctx: mine.ctx, input: { topics: topics.map((topic) => ({ topic, after: 0 })) } });
  await expect(follow(own.topic, "inbox")).resolves.toMatchObject({ workspaceId: mine.workspaceId });
  await expect(follow(own.topic, foreign.topic)).rejects.toMatchObject({ code: "not_found" });
  await expect(follow(`run:${newId()}`)).rejects.toMatchObject({ code: "not_found" });
  await expect(follow(`run:${own.id}`)).rejects.toMatchObject({ code: "not_found" });
});

test("without a position a topic is followed from now on", async () => {
  const { ctx, workspaceId, userId } = await newMember(prisma);
  const { topic } = await newPlan(workspaceId, userId);
  await append(workspaceId, topic, 3);
  const input = {
    topics: [
      { topic, after: null },
      { topic: "inbox", after: null },
    ],
  };
  expect((await followTopics({ ctx, input })).positions).toEqual({ [topic]: 3, inbox: 0 });
});

test("a reader that reconnects with the id it last saw misses nothing and sees nothing twice", async () => {
  const { ctx, workspaceId, userId } = await newMember(prisma);
  const { topic } = await newPlan(workspaceId, userId);
  await append(workspaceId, topic, 3);
  await append(workspaceId, "inbox", 2);
  // A poll that never comes: what arrives, arrives by notification or is read at the beginning.
  const hub = new EventHub(prisma, url, 1_000_000);
  const query = new URLSearchParams({ topics: `${topic},inbox`, after: "1,0" });
  const open = async (lastEventId: string | null, signal: AbortSignal) => {
    const topics = readFollowing(query, lastEventId);
    const { positions } = await followTopics({ ctx, input: { topics } });
    return hub.subscribe(workspaceId, positions, signal);
  };
  const signal = new AbortController().signal;
  const first = await take(await open(null, signal), 4);
  expect(first.toSorted()).toEqual([`inbox=1`, `inbox=2`, `${topic}=2`, `${topic}=3`]);

  // Written while nobody listened.
  await append(workspaceId, topic, 2);
  const id = formatPosition({ [topic]: 3, inbox: 2 });
  expect(await take(await open(id, signal), 2)).toEqual([`${topic}=4`, `${topic}=5`]);

  // Written while it listens.
  const live = take(await open(formatPosition({ [topic]: 5, inbox: 2 }), signal), 2);
  await append(workspaceId, "inbox", 1);
  announce(prisma, workspaceId, ["inbox"]);
  await append(workspaceId, topic, 1);
  announce(prisma, workspaceId, [topic]);
  expect((await live).toSorted()).toEqual(["inbox=3", `${topic}=6`]);
  hub.close();
});
