import { EventEmitter } from "node:events";
import { Logger, run, runMigrations, type Runner, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { timeRuns, workOf, type Engine, type EngineOptions, type Output } from "../engine.ts";
import type { BenchGraph, BenchStep, Work } from "../graphs.ts";

/** The queue knows no dependencies; this is what its users write for themselves: counts, and a job for each step that is free. */
const TABLES = `
  create table if not exists steps (
    run text, id text, pending int not null, step jsonb not null, output jsonb, primary key (run, id)
  );
  create table if not exists dependencies (run text, before text, after text, primary key (run, before, after));
  create table if not exists calls (run text, id text, args jsonb, result jsonb, primary key (run, id));`;

const addJobs = (payload: string) => `
  select count(*) from graphile_worker.add_jobs(array(
    select json_populate_record(null::graphile_worker.job_spec,
      json_build_object('identifier', 'step', 'payload', ${payload}))
    from free where pending = 0
  ))`;

const START = `
  with given as (select value as step from jsonb_array_elements($2::jsonb)),
  added as (
    insert into steps (run, id, pending, step)
    select $1, step->>'id', jsonb_array_length(step->'before'), step from given
  ), linked as (
    insert into dependencies (run, before, after)
    select $1, before, step->>'id' from given, jsonb_array_elements_text(step->'before') as before
  ), free as (
    select step, jsonb_array_length(step->'before') as pending from given
  )
  ${addJobs("json_build_object('run', $1::text, 'step', step, 'input', 0, 'calls', $3::boolean)")}`;

const COMPLETE = `
  with given as (select * from unnest($1::text[], $2::text[], $3::jsonb[]) as given(run, id, output)),
  done as (
    update steps s set output = given.output from given
    where s.run = given.run and s.id = given.id and s.output is null
    returning s.run, s.id
  ), called as (
    update calls c set result = given.output from given where $4 and c.run = given.run and c.id = given.id
  ), lowered as (
    select d.run, d.after as id, count(*) as by
    from dependencies d join done on done.run = d.run and done.id = d.before
    group by d.run, d.after
  ), free as (
    update steps s set pending = s.pending - lowered.by from lowered
    where s.run = lowered.run and s.id = lowered.id
    returning s.run, s.step, s.pending, coalesce(
      (select given.output from given where given.run = s.run and given.id = s.step->'before'->>0),
      (select first.output from steps first where first.run = s.run and first.id = s.step->'before'->>0)
    )->'value' as input
  )
  ${addJobs("json_build_object('run', run, 'step', step, 'input', input, 'calls', $4::boolean)")}`;

const BEGIN_CALLS = `
  insert into calls (run, id, args) select run, id, args
  from unnest($1::text[], $2::text[], $3::jsonb[]) as call(run, id, args)
  on conflict do nothing`;

type Payload = { run: string; step: BenchStep; input: number; calls: boolean };
type Finished = { run: string; id: string; output: Output; calls: boolean };

let pool = new pg.Pool();
let worker: Runner | undefined;
let runs = 0;
const left = new Map<string, { steps: number; end: () => void }>();

/** Writes what came while the last write was under way, in one statement. */
function batcher<T>(write: (batch: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let current = Promise.resolve();
  return (item) => {
    waiting.push(item);
    next ??= current
      .catch(() => undefined)
      .then(() => {
        const batch = waiting;
        waiting = [];
        next = undefined;
        return (current = write(batch));
      });
    return next;
  };
}

const complete = batcher<Finished>(async (batch) => {
  const values = [
    batch.map(({ run }) => run),
    batch.map(({ id }) => id),
    batch.map(({ output }) => JSON.stringify(output)),
    batch[0]?.calls ?? false,
  ];
  await pool.query({ name: "complete", text: COMPLETE, values });
  for (const { run } of batch) {
    const open = left.get(run);
    if (!open || --open.steps > 0) continue;
    left.delete(run);
    open.end();
  }
});

const beginCall = batcher<Payload>(async (batch) => {
  const values = [
    batch.map(({ run }) => run),
    batch.map(({ step }) => step.id),
    batch.map(({ step }) => JSON.stringify({ ms: step.ms, bytes: step.bytes })),
  ];
  await pool.query({ name: "begin-calls", text: BEGIN_CALLS, values });
});

async function carryOutJob(job: unknown): Promise<void> {
  const payload = job as Payload;
  const { run, step, input, calls } = payload;
  if (calls) await beginCall(payload);
  const output = await workOf(step, input);
  await complete({ run, id: step.id, output, calls });
}

async function start(graph: BenchGraph, calls: boolean): Promise<void> {
  const run = `${process.pid}-${Date.now()}-${runs++}`;
  const ended = new Promise<void>((end) => left.set(run, { steps: graph.steps.length, end }));
  await pool.query({ name: "start", text: START, values: [run, JSON.stringify(graph.steps), calls] });
  await ended;
}

/** graphile-worker alone: a job a step, its fastest documented settings, and a table of counts beside it. */
export const engine: Engine = {
  prepareDatabase: async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(TABLES);
    await client.end();
    await runMigrations({ connectionString: url });
  },
  open: async ({ url, concurrency }: EngineOptions) => {
    pool = new pg.Pool({ connectionString: url, max: 20 });
    pool.on("error", (cause) => console.error(cause));
    pool.on("connect", (client) => client.on("error", (cause) => console.error(cause)));
    const events: WorkerEvents = new EventEmitter();
    worker = await run({
      pgPool: pool,
      taskList: { step: carryOutJob },
      noHandleSignals: true,
      events,
      logger: new Logger(() => (level, message) => {
        if (level === "error") console.error(message);
      }),
      preset: {
        worker: {
          concurrentJobs: concurrency,
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
  },
  carryOut: (work: Work) => {
    const all = work.runs.flatMap(({ graph, copies }) => Array.from({ length: copies }, () => graph));
    return timeRuns(all, (graph) => start(graph, work.calls));
  },
  close: async () => {
    await worker?.stop();
    await pool.end();
  },
};
