import { mkdtempSync } from "node:fs";
import { startPostgres } from "#lib/launch/postgres.ts";
import { migrate } from "#lib/db/migrate.ts";
import { createDb } from "#lib/db/client.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { advance } from "#lib/ledger/advance.ts";
import pg from "pg";
import { chmodSync } from "node:fs";
const dir = mkdtempSync("/tmp/hotpg-"); chmodSync(dir, 0o755);
const explain = process.argv.includes("--explain");
const server = await startPostgres({ directory: dir, password: "x", logFile: dir + "/log", settings: explain ? { shared_preload_libraries: "auto_explain", "auto_explain.log_min_duration": "0", "auto_explain.log_nested_statements": "on", "auto_explain.log_analyze": "on", "auto_explain.log_timing": "on" } : process.argv.includes("--stats") ? { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track": "all", "pg_stat_statements.track_planning": "on", track_functions: "all" } : {} });
const a = new pg.Client({ connectionString: server.url("postgres") }); await a.connect(); await a.query("create database b"); await a.end();
const url = server.url("b");
await migrate(url);
const { prisma: db, pool, close } = createDb(url, 5);
import { readFileSync, readdirSync } from "node:fs";
function serverCpu() { let ticks = 0; for (const p of readdirSync("/proc")) { if (!/^\d+$/.test(p)) continue; try { const st = readFileSync(`/proc/${p}/stat`, "utf8"); const rest = st.slice(st.lastIndexOf(")") + 2).split(" "); if (Number(rest[1]) === server.identity.pid) ticks += Number(rest[11]) + Number(rest[12]); } catch {} } return ticks * 10; }
const cpu = () => { const c = process.cpuUsage(); return { s: serverCpu(), c: (c.user + c.system) / 1000 }; };
const ids = (n: number) => Array.from({ length: n }, (_, i) => `s${i}`);
const output = process.argv.includes("--big") ? "x".repeat(8000) : "out";
async function drive(limit: number, workers = 1) {
  let n = 0, calls = 0; const c0 = cpu();
  const t = performance.now();
  await Promise.all(Array.from({ length: workers }, async (_, w) => {
    let finished: any[] = []; let after: string | null = null; let idle = 0;
    for (;;) {
      const r = await advance(db, { workerId: `w${w}`, finished, limit, leaseSeconds: 60, after });
      calls++; after = r.next;
      if (r.stale.length) throw new Error("stale");
      n += finished.length;
      finished = r.claimed.map((s) => ({ workspaceId: s.workspaceId, runId: s.runId, stepId: s.stepId, attempt: s.attempt, workerId: s.workerId, kind: "succeeded", output, summary: "Done", notes: [], calls: process.argv.includes("--local") ? [{ kind: "local", call: 0, tool: "test.work", toolVersion: "1", sideEffect: "read", args: {}, outcome: { status: "succeeded", output, summary: "Done", costMicros: 0 } }] : [], resultKey: null, reused: null }));
      if (finished.length === 0 && ++idle > 2 && !r.skipped) break;
      if (finished.length) idle = 0;
    }
  }));
  const ms = performance.now() - t;
  return { steps: n, perSec: Math.round(n / ms * 1000), msPerStep: +(ms / n).toFixed(3), msPerAdvance: +(ms / calls * workers).toFixed(2), serverCpu: +((cpu().s - c0.s) / n).toFixed(3), clientCpu: +((cpu().c - c0.c) / n).toFixed(3) };
}
async function bare(n: number, limit: number, edges: [number, number][] = [], workers = 1) {
  await pool.query("drop table if exists bare, bare_dep; create table bare (id int primary key, pending int not null, status text not null, locked_by text, output jsonb); create index on bare (id) where status = 'ready'; create table bare_dep (a int, b int, primary key (a, b))");
  const pend = new Map<number, number>(); for (const [, b] of edges) pend.set(b, (pend.get(b) ?? 0) + 1);
  await pool.query("insert into bare select i, p, case when p = 0 then 'ready' else 'blocked' end from unnest($1::int[], $2::int[]) as x(i, p)", [Array.from({ length: n }, (_, i) => i), Array.from({ length: n }, (_, i) => pend.get(i) ?? 0)]);
  await pool.query("insert into bare_dep select * from unnest($1::int[], $2::int[])", [edges.map((e) => e[0]), edges.map((e) => e[1])]);
  await pool.query("analyze bare; analyze bare_dep");
  let done = 0; const c0 = cpu(); const t = performance.now();
  await Promise.all(Array.from({ length: workers }, async (_, w) => {
    const c = await pool.connect();
    let held: number[] = []; let idle = 0;
    for (;;) {
      await c.query("begin");
      if (held.length) {
        await c.query({ name: "fin", text: "update bare set status = 'done', output = $2 where id = any($1) and locked_by = $3", values: [held, JSON.stringify(output), `w${w}`] });
        if (edges.length) await c.query({ name: "low", text: `with d as (select b, count(*)::int as n from bare_dep where a = any($1) group by b), l as (select id, n from bare join d on d.b = bare.id order by id for update of bare)
          update bare set pending = pending - l.n, status = case when pending = l.n then 'ready' else status end from l where bare.id = l.id`, values: [held] });
      }
      const r = await c.query({ name: "claim", text: "update bare set status = 'running', locked_by = $2 where id in (select id from bare where status = 'ready' order by id limit $1 for update skip locked) returning id", values: [limit, `w${w}`] });
      await c.query("commit");
      done += held.length; held = r.rows.map((x) => x.id);
      if (!held.length && ++idle > 2) break; if (held.length) idle = 0;
    }
    c.release();
  }));
  const ms = performance.now() - t;
  return { steps: done, perSec: Math.round(done / ms * 1000), msPerStep: +(ms / done).toFixed(3), serverCpu: +((cpu().s - c0.s) / done).toFixed(3), clientCpu: +((cpu().c - c0.c) / done).toFixed(3) };
}
const diamond = (() => { const e: [number, number][] = []; for (let k = 0; k < 18; k++) { e.push([0, k + 1]); e.push([k + 1, 19]); } return e; })();
const chainE = (n: number): [number, number][] => Array.from({ length: n - 1 }, (_, i) => [i, i + 1]);
const arrows = (e: [number, number][]) => e.map(([x, y]) => `s${x}>s${y}`);
const only = process.argv.find((x) => x.startsWith("--only="))?.slice(7).split(",");
const want = (n: string) => !only || only.includes(n);
await seedRun(db, testGraph(ids(50))); await drive(20);
if (process.argv.includes("--stats")) { await pool.query("create extension pg_stat_statements"); }
for (let round = 0; round < 2; round++) {
  if (want("ind")) { const ws = await seedWorkspace(db); await seedRun(db, testGraph(ids(1000)), { workspaceId: ws }); console.log("ind-1000", JSON.stringify(await drive(20)), "bare", JSON.stringify(await bare(1000, 20))); }
  if (want("ind2")) { await seedRun(db, testGraph(ids(1000))); console.log("ind-1000 2w", JSON.stringify(await drive(20, 2)), "bare", JSON.stringify(await bare(1000, 20, [], 2))); }
  if (want("dia")) { const ws = await seedWorkspace(db); for (let i = 0; i < 100; i++) await seedRun(db, testGraph(ids(20), arrows(diamond)), { workspaceId: ws });
    const e: [number, number][] = []; for (let i = 0; i < 100; i++) for (const [x, y] of diamond) e.push([i * 20 + x, i * 20 + y]);
    console.log("dia-100x20", JSON.stringify(await drive(20)), "bare", JSON.stringify(await bare(2000, 20, e))); }
  if (want("chain")) { await seedRun(db, testGraph(ids(100), arrows(chainE(100)))); console.log("chain-100", JSON.stringify(await drive(20)), "bare", JSON.stringify(await bare(100, 20, chainE(100)))); }
  if (want("len")) for (const n of [100, 1000, 2000]) { const reads = (i: number) => testStep(`s${i}`, i ? { args: { q: { kind: "ref", ref: `s${i - 1}`, path: [] } } } : {}); await seedRun(db, testGraph(Array.from({ length: n }, (_, i) => reads(i)), arrows(chainE(n)))); console.log("len chain", n, JSON.stringify(await drive(20))); }
}
console.log(JSON.stringify((await pool.query("select relname, n_tup_upd, n_tup_hot_upd, pg_total_relation_size(relid) size, n_live_tup from pg_stat_user_tables where n_tup_ins > 0 and relname in ('runs','step_runs','topics','attempts','events','step_dependencies','tool_calls')")).rows, null, 0));
if (process.argv.includes("--stats")) { for (const r of (await pool.query("select calls, round(total_exec_time::numeric,1) ms, round(mean_exec_time::numeric,3) mean, plans, round(total_plan_time::numeric,1) plan, left(regexp_replace(query, '\\s+', ' ', 'g'), 60) q from pg_stat_statements order by total_exec_time+total_plan_time desc limit 22")).rows) console.log(Object.values(r).join("\t")); console.log((await pool.query("select funcname, calls, round(total_time::numeric,1) t, round(self_time::numeric,1) self from pg_stat_user_functions where schemaname='public' order by self_time desc limit 10")).rows.map((r) => Object.values(r).join("\t")).join("\n")); }
await close(); await server.stop();
console.log(dir);
