import pg from "pg";
import { timeRuns, workOf, type Engine, type EngineOptions, type Output } from "../engine.ts";
import type { BenchGraph, BenchStep } from "../graphs.ts";

/**
 * The limit that an engine on Postgres can be measured against: a table of steps with counts, a loop that claims what is ready and
 * then completes what was done, each a batch and a commit of its own, and nothing else: no attempts, no events, no leases.
 */
const TABLES = `
  create table if not exists steps (
    run text, id text, status text not null, pending int not null, step jsonb not null, output jsonb,
    primary key (run, id)
  );
  create index if not exists steps_ready on steps (run, id) where status = 'ready';
  create table if not exists dependencies (run text, before text, after text, primary key (run, before, after));
  create table if not exists calls (run text, id text, args jsonb, result jsonb, primary key (run, id));`;

const START = `
  with given as (select value as step from jsonb_array_elements($2::jsonb)),
  added as (
    insert into steps (run, id, status, pending, step)
    select $1, step->>'id', case when step->'before' = '[]' then 'ready' else 'blocked' end,
      jsonb_array_length(step->'before'), step
    from given
  )
  insert into dependencies (run, before, after)
  select $1, before, step->>'id' from given, jsonb_array_elements_text(step->'before') as before`;

const CLAIM = `
  with picked as (
    select run, id from steps where status = 'ready' order by run, id limit $1 for update skip locked
  )
  update steps s set status = 'running' from picked
  where s.run = picked.run and s.id = picked.id
  returning s.run, s.step, (
    select (first.output->>'value')::int from steps first where first.run = s.run and first.id = s.step->'before'->>0
  ) as input`;

const BEGIN_CALLS = `
  insert into calls (run, id, args) select run, id, args
  from unnest($1::text[], $2::text[], $3::jsonb[]) as call(run, id, args)`;

const COMPLETE = `
  with given as (select * from unnest($1::text[], $2::text[], $3::jsonb[]) as given(run, id, output)),
  done as (
    update steps s set status = 'done', output = given.output from given
    where s.run = given.run and s.id = given.id and s.status = 'running'
    returning s.run, s.id
  ), called as (
    update calls c set result = given.output from given where $4 and c.run = given.run and c.id = given.id
  ), lowered as (
    select d.run, d.after as id, count(*) as by
    from dependencies d join done on done.run = d.run and done.id = d.before
    group by d.run, d.after
  )
  update steps s
  set pending = s.pending - lowered.by, status = case when s.pending = lowered.by then 'ready' else s.status end
  from lowered where s.run = lowered.run and s.id = lowered.id`;

type Finished = { run: string; id: string; output: Output };
type Claimed = { run: string; step: BenchStep; input: number | null };

class Bare implements Engine {
  #pool = new pg.Pool();
  #options: EngineOptions = { url: "", concurrency: 1 };
  #runs = 0;

  async prepareDatabase(url: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(TABLES);
    await client.end();
  }

  async open(options: EngineOptions): Promise<void> {
    this.#options = options;
    this.#pool = new pg.Pool({ connectionString: options.url, max: 10 });
    await this.#pool.query("select 1");
  }

  async carryOut({ runs, calls }: Parameters<Engine["carryOut"]>[0]): ReturnType<Engine["carryOut"]> {
    const all = runs.flatMap(({ graph, copies }) => Array.from({ length: copies }, () => graph));
    const loop = new Loop(this.#pool, this.#options.concurrency, calls);
    const stopped = loop.run();
    const took = await Promise.race([
      timeRuns(all, (graph) => this.#start(graph, loop)),
      stopped.then((): never => {
        throw new Error("The loop ended early.");
      }),
    ]);
    loop.stop();
    await stopped;
    return took;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #start(graph: BenchGraph, loop: Loop): Promise<void> {
    const run = `${process.pid}-${Date.now()}-${this.#runs++}`;
    const ended = loop.expect(run, graph.steps.length);
    await this.#pool.query({ name: "start", text: START, values: [run, JSON.stringify(graph.steps)] });
    loop.wake();
    await ended;
  }
}

/** Claims, works and completes in turn. */
class Loop {
  readonly #left = new Map<string, { steps: number; end: () => void }>();
  #finished: Finished[] = [];
  #running = 0;
  #over = false;
  #awake = false;
  #wake = () => {};
  readonly #pool: pg.Pool;
  readonly #concurrency: number;
  readonly #calls: boolean;

  constructor(pool: pg.Pool, concurrency: number, calls: boolean) {
    this.#pool = pool;
    this.#concurrency = concurrency;
    this.#calls = calls;
  }

  expect(run: string, steps: number): Promise<void> {
    return new Promise((end) => this.#left.set(run, { steps, end }));
  }

  wake(): void {
    this.#awake = true;
    this.#wake();
  }

  stop(): void {
    this.#over = true;
    this.wake();
  }

  async run(): Promise<void> {
    while (!this.#over) {
      this.#awake = false;
      const batch = this.#finished;
      this.#finished = [];
      if (batch.length > 0) await this.#complete(batch);
      const free = this.#concurrency - this.#running;
      const claimed = free > 0 ? await this.#claim(free) : [];
      for (const step of claimed) void this.#work(step);
      if (!this.#awake && this.#finished.length === 0 && claimed.length === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  async #claim(most: number): Promise<Claimed[]> {
    const { rows } = await this.#pool.query<Claimed>({ name: "claim", text: CLAIM, values: [most] });
    this.#running += rows.length;
    if (this.#calls && rows.length > 0) {
      const values = [
        rows.map(({ run }) => run),
        rows.map(({ step }) => step.id),
        rows.map(({ step }) => JSON.stringify({ ms: step.ms, bytes: step.bytes })),
      ];
      await this.#pool.query({ name: "begin-calls", text: BEGIN_CALLS, values });
    }
    return rows;
  }

  async #work({ run, step, input }: Claimed): Promise<void> {
    const output = await workOf(step, input ?? 0);
    this.#finished.push({ run, id: step.id, output });
    this.#running--;
    this.wake();
  }

  async #complete(batch: readonly Finished[]): Promise<void> {
    const values = [
      batch.map(({ run }) => run),
      batch.map(({ id }) => id),
      batch.map(({ output }) => JSON.stringify(output)),
      this.#calls,
    ];
    await this.#pool.query({ name: "complete", text: COMPLETE, values });
    for (const { run } of batch) {
      const left = this.#left.get(run);
      if (!left || --left.steps > 0) continue;
      this.#left.delete(run);
      left.end();
    }
  }
}

/** The engine "bare". */
export const engine: Engine = new Bare();
