import type { Database } from "#lib/db/client.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { appendEvents } from "#lib/events/append.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { insertParts, storeValue } from "#lib/ledger/large-values.ts";
import { seedRunIn } from "#lib/testing/seed-run.ts";
import { OWNER } from "./support.ts";

type Prisma = Database["prisma"];

/** The workspace of the account that the specs sign in with. */
export async function ownWorkspace(db: Prisma): Promise<string> {
  const owner = await db.user.findUniqueOrThrow({
    where: { email: OWNER.email },
    include: { members: true },
  });
  return owner.members[0]?.workspaceId ?? "";
}

/** Puts a run that has succeeded into the installation, with what its steps gave. */
export async function finishedRun(
  db: Prisma,
  graph: PlanGraph,
  outputs: Readonly<Record<string, Json>>,
  title: string,
): Promise<RunKey> {
  const workspaceId = await ownWorkspace(db);
  return db.$transaction(
    async (tx) => {
      // Workers see it when it is over: none of them begins its steps meanwhile.
      const { runId } = await seedRunIn(tx, graph, { workspaceId, title });
      const key = { workspaceId, runId };
      for (const [stepId, output] of Object.entries(outputs)) {
        const stored = storeValue(stepId, output);
        if (stored.large) await insertParts(tx, key, stored.large);
        await tx.$executeRaw`update step_runs set output = ${stored.json}::jsonb where run_id = ${runId} and step_id = ${stepId}`;
      }
      await tx.$executeRaw`
        update step_runs set status = 'succeeded', attempt = 1, ready_at = null, pending = 0,
          started_at = now() - interval '5 seconds', finished_at = now()
        where run_id = ${runId}`;
      await tx.$executeRaw`
        update runs set status = 'succeeded', undone = 0, live = 0, started_at = now() - interval '5 seconds',
          finished_at = now()
        where id = ${runId}`;
      return key;
    },
    { timeout: 60_000 },
  );
}

/** A tool call that a step has made, as it is recorded and told. */
export async function recordCall(
  db: Prisma,
  key: RunKey,
  call: {
    stepId: string;
    tool: string;
    args: JsonObject;
    result?: Json;
    failure?: string;
    attempt?: number;
    call?: number;
    costMicros?: number;
  },
): Promise<void> {
  const { stepId, tool, attempt = 1, call: place = 0, costMicros = 0 } = call;
  const status = call.failure === undefined ? ("succeeded" as const) : ("failed" as const);
  await db.toolCall.create({
    data: {
      ...key,
      id: newId(),
      stepId,
      attempt,
      call: place,
      idempotencyKey: newId(),
      tool,
      toolVersion: "1",
      sideEffect: "read",
      status,
      args: call.args,
      ...(call.result !== undefined && { result: call.result as object }),
      ...(call.failure !== undefined && {
        error: { code: "tool_failed", message: call.failure, retryable: true },
      }),
      costMicros,
      finishedAt: new Date(),
    },
  });
  const told = { type: "tool.called", stepId, attempt, call: place, tool } as const;
  await tell(db, key, [
    { ...told, status: "started", message: null },
    { ...told, status, message: call.failure ?? null, costMicros },
  ]);
}

/** Appends to the events of a run. */
export async function tell(
  db: Prisma,
  { workspaceId, runId }: RunKey,
  bodies: readonly NewEvent[],
): Promise<void> {
  await db.$transaction((tx) => appendEvents(tx, { workspaceId, topic: runTopic(runId), bodies }));
}

/** The same, each with its moment: so many seconds after the run's start. Numbers go on from where the topic stands. */
export async function tellAt(
  db: Prisma,
  { workspaceId, runId }: RunKey,
  events: readonly { seconds: number; body: NewEvent }[],
): Promise<void> {
  const topic = runTopic(runId);
  const start = (await db.run.findFirstOrThrow({ where: { id: runId } })).startedAt ?? new Date();
  const last = await db.topic.findUnique({ where: { workspaceId_topic: { workspaceId, topic } } });
  const before = Number(last?.lastSeq ?? 0);
  await db.event.createMany({
    data: events.map(({ seconds, body }, place) => ({
      workspaceId,
      topic,
      seq: before + place + 1,
      bodies: [body] as object[],
      createdAt: new Date(start.getTime() + seconds * 1_000),
    })),
  });
  const lastSeq = before + events.length;
  await db.topic.upsert({
    where: { workspaceId_topic: { workspaceId, topic } },
    create: { workspaceId, topic, lastSeq },
    update: { lastSeq },
  });
}
