import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import type { EventBody } from "#lib/domain/event.ts";
import { Json } from "#lib/domain/json.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { readEvents } from "#lib/events/read.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import type { CrashPlan } from "./crash-plan.ts";
import type { AckLine, OutsideLine } from "./outside.ts";
import type { Deed } from "./person.ts";

/** Anything that must not be: by which rule, and what was seen. */
export type Violation = { rule: Rule; runId: string; what: string };

/** What the crash test holds the engine to. */
export const RULES = [
  "acknowledged transitions are kept",
  "every transition is legal",
  "events are gapless",
  "a step starts after its parents",
  "once is at most once",
  "a repeat has the same key and arguments",
  "recorded results are reused",
  "one attempt of a step succeeds",
  "no run is stuck",
  "counters equal a recount",
  "outputs are right",
  "a step has one run at a time",
  "conditions are obeyed",
  "workers live",
  "logs show no fault",
  "wishes are answered",
] as const;
export type Rule = (typeof RULES)[number];

/** More events than any of its runs has. */
const ALL = 1_000_000;

const StepRow = z.object({
  stepId: z.string(),
  status: z.string(),
  waitingFor: z.string().nullable(),
  attempt: z.number(),
  pending: z.number(),
  skipCause: z.string().nullable(),
  mapStep: z.string().nullable(),
  item: z.number().nullable(),
  itemValue: Json.nullable(),
  itemsTotal: z.number().nullable(),
  workerDeaths: z.number(),
  output: Json.nullable(),
});
const AttemptRow = z.object({
  stepId: z.string(),
  attempt: z.number(),
  status: z.string(),
  workerId: z.string().nullable(),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
});
const CallRow = z.object({
  id: z.string(),
  stepId: z.string(),
  attempt: z.number(),
  call: z.number(),
  key: z.string(),
  status: z.string(),
});

/** A run that a step started, and what its final steps gave. */
export type ChildEvidence = {
  runId: string;
  stepId: string;
  number: number;
  status: string;
  outputs: Record<string, Json>;
};

/** All there is to know of one run after the workers have ended: what the database says, what was really done, who was told what. */
export type Evidence = {
  runId: string;
  plan: CrashPlan;
  status: string;
  undone: number;
  live: number;
  lastSeq: number;
  events: { seq: number; body: EventBody; at: Date }[];
  steps: z.infer<typeof StepRow>[];
  attempts: z.infer<typeof AttemptRow>[];
  calls: z.infer<typeof CallRow>[];
  outside: OutsideLine[];
  acks: AckLine[];
  deeds: Deed[];
  children: ChildEvidence[];
};

/** Reads what the database says of a run. */
export async function gatherEvidence(
  db: Db,
  { workspaceId, runId }: RunKey,
  rest: Pick<Evidence, "plan" | "outside" | "acks" | "deeds">,
): Promise<Evidence> {
  const run = await db.run.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: runId } } });
  const topic = await db.topic.findUnique({
    where: { workspaceId_topic: { workspaceId, topic: runTopic(runId) } },
  });
  const where = { workspaceId, runId };
  const events = await readEvents(db, workspaceId, { [runTopic(runId)]: 0 }, ALL);
  const steps = await db.stepRun.findMany({ where, orderBy: { stepId: "asc" } });
  const attempts = await db.attempt.findMany({ where, orderBy: [{ stepId: "asc" }, { attempt: "asc" }] });
  const calls = await db.toolCall.findMany({ where, orderBy: { startedAt: "asc" } });
  return {
    ...rest,
    runId,
    status: run.status,
    undone: run.undone,
    live: run.live,
    lastSeq: Number(topic?.lastSeq ?? 0),
    events: events.map(({ seq, body, at }) => ({ seq, body, at: new Date(at) })),
    steps: z.array(StepRow).parse(steps),
    attempts: z.array(AttemptRow).parse(attempts),
    calls: z.array(CallRow).parse(calls.map((call) => ({ ...call, key: call.idempotencyKey }))),
    children: await childrenOf(db, { workspaceId, runId }),
  };
}

async function childrenOf(db: Db, { workspaceId, runId }: RunKey): Promise<ChildEvidence[]> {
  const rows = await db.run.findMany({
    where: { workspaceId, parentRun: runId },
    orderBy: { number: "asc" },
    select: {
      id: true,
      number: true,
      status: true,
      parentStep: true,
      version: { select: { graph: true } },
      steps: { select: { stepId: true, output: true } },
    },
  });
  return rows.map(({ id, number, status, parentStep, version, steps }) => {
    const { dependencies } = PlanGraph.parse(version.graph);
    const read = new Set(dependencies.map(({ from }) => from));
    const last = steps.filter(({ stepId }) => !read.has(stepId) && !stepId.includes("."));
    const outputs = Object.fromEntries(
      last.map(({ stepId, output }) => [stepId, Json.parse(output ?? null)]),
    );
    return { runId: id, stepId: parentStep ?? "", number, status, outputs };
  });
}
