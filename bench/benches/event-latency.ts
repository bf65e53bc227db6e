import { createDb } from "../../lib/db/client.ts";
import { migrate } from "../../lib/db/migrate.ts";
import { StreamEvent } from "../../lib/domain/event.ts";
import { runTopic } from "../../lib/ledger/keys.ts";
import { CONCURRENCY, type Bench } from "../bench.ts";
import { chain } from "../graphs.ts";
import { newWorkspace, sealPlan, startRun } from "../planwright/plans.ts";
import { startPrograms } from "../planwright/programs.ts";
import { startWeb, type Web } from "../planwright/web.ts";
import { quantile } from "../rows.ts";

const RUNS = 20;
const STEPS = 25;
const STEP_MS = 200;
/** Nobody reads a stream for longer: a step that is never heard of fails the bench. */
const LONGEST_MS = 120_000;

/** A step's end as a browser hears of it. `recordedAt`: when the ledger says it was done. */
type Heard = { key: string; recordedAt: number; heardAt: number };

/** From a step's end to the browser's hearing of it, over the real web process, while twenty runs are watched. */
export const eventLatency: Bench = {
  name: "event-latency",
  engines: ["planwright"],
  most: 3,
  round: async ({ server }) => {
    const url = await server.newDatabase("events");
    await migrate(url);
    const database = createDb(url, 10);
    const workspaceId = await newWorkspace(database);
    const web = await startWeb(database, url, workspaceId);
    const returned = new Map<string, number>();
    const stopWorker = await startPrograms(url, CONCURRENCY, 1, ({ runId, stepId, at }) => {
      returned.set(`${runId} ${stepId}`, at);
    });
    try {
      const plan = await sealPlan(database, workspaceId, chain(STEPS, { ms: STEP_MS }), false);
      const heard = await Promise.all(
        Array.from({ length: RUNS }, async () => follow(web, await startRun(database, plan))),
      );
      const all = heard.flat();
      const sinceRecorded = all.map(({ recordedAt, heardAt }) => heardAt - recordedAt);
      const sinceReturned = all.flatMap(({ key, heardAt }) => heardAt - (returned.get(key) ?? Number.NaN));
      const ms = (value: number) => ({ value, unit: "ms" });
      return {
        step_done_to_event_p50: ms(quantile(sinceRecorded, 0.5)),
        step_done_to_event_p99: ms(quantile(sinceRecorded, 0.99)),
        tool_returned_to_event_p50: ms(quantile(sinceReturned, 0.5)),
        tool_returned_to_event_p99: ms(quantile(sinceReturned, 0.99)),
      };
    } finally {
      await stopWorker();
      await web.stop();
      await database.close();
      await server.dropDatabase(url);
    }
  },
};

/** Reads a run's stream until each step's success was heard of. */
async function follow(web: Web, runId: string): Promise<Heard[]> {
  const query = `topics=${encodeURIComponent(runTopic(runId))}&after=0`;
  const answer = await fetch(`${web.address}/api/events?${query}`, {
    headers: { cookie: web.cookie },
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  if (!answer.ok || !answer.body)
    throw new Error(`The stream was refused: ${answer.status} ${await answer.text()}`);
  const heard = new Map<string, Heard>();
  let text = "";
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const heardAt = Date.now();
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      const { at, body } = StreamEvent.parse(JSON.parse(data));
      if (body.type !== "step.done") continue;
      const key = `${runId} ${body.stepId}`;
      if (!heard.has(key)) heard.set(key, { key, recordedAt: Date.parse(at), heardAt });
    }
    if (heard.size === STEPS) break;
  }
  if (heard.size < STEPS) throw new Error(`The stream ended after ${heard.size} of ${STEPS} steps.`);
  return [...heard.values()];
}
