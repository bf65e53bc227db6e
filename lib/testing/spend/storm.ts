import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { Policy } from "#lib/domain/policy.ts";
import { capRows, type CapRow } from "#lib/domain/spend.ts";
import type { Step } from "#lib/domain/step.ts";
import { settleSpend } from "#lib/ledger/hold-spend.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { DEAR, type Charge } from "./storm-tools.ts";

/** How large a storm is. `kills`: how many workers are killed while it lasts; `directory`: where its file goes. */
type StormSize = { runs: number; workers: number; kills: number; directory: string };

/**
 * What came of it. `over`: totals beyond a cap, seen at any time; `wrong`: totals that are not the sum of their holds, and charges beyond a
 * cap; `stopped`: runs that wait at a cap.
 */
type StormReport = {
  runs: number;
  succeeded: number;
  stopped: number;
  holds: number;
  lost: number;
  charges: number;
  looks: number;
  killed: number;
  over: string[];
  wrong: string[];
};

/** By workspace: what it caps, in dollars' millionths, tokens, calls and seconds, and which tools its steps use. */
const WORKSPACES: { caps: z.input<typeof Policy>["caps"]; tools: string[] }[] = [
  {
    caps: { run: { micros: 550 }, day: { micros: 9_000 } },
    tools: ["storm.paid", "storm.upto", "storm.free"],
  },
  {
    caps: { step: { calls: 2 }, run: { calls: 7 }, memberDay: { micros: 700 } },
    tools: ["storm.paid", "storm.once"],
  },
  {
    caps: { run: { tokens: 900, micros: 20_000 }, day: { tokens: 60_000 } },
    tools: ["storm.model", "storm.upto"],
  },
  {
    caps: { run: { seconds: 60 }, step: { micros: 250 }, day: { calls: 400 } },
    tools: ["storm.paid", "storm.upto"],
  },
  { caps: { run: { micros: 800 }, day: { micros: 30_000 } }, tools: ["storm.paid", "storm.dear"] },
];
/** The one whose tools say less than they take. */
const DISHONEST = WORKSPACES.length - 1;

/** A workspace with its runs, each by its id with the one that it is a part of in the end, or its own. */
type Space = { id: string; caps: CapRow[]; wholes: Map<string, string> };
/** Runs are parts of each other in threes: the second of the first, the third of the second. */
const FAMILY = 3;

/**
 * Runs many small plans under tight caps, some as parts of others, with parallel steps, retries, fallbacks, models and a tool that lies about its price, while
 * their workers are killed again and again; and looks at the totals all the time and at the charges in the end.
 */
export async function spendStorm(db: Db, url: string, size: StormSize): Promise<StormReport> {
  const file = path.join(size.directory, "charges");
  writeFileSync(file, "");
  const provider = await startProvider();
  const fleet = new Fleet(url, file, size);
  try {
    const spaces = await seed(db, provider.address, size.runs);
    fleet.start();
    const seen = await watch(db, spaces, fleet);
    await fleet.stop();
    await settleSpend(db);
    const charges = readFileSync(file, "utf8").split("\n").filter(Boolean);
    const wrong = [
      ...(await wrongTotals(db)),
      ...overcharged(
        spaces,
        charges.map((line) => JSON.parse(line) as Charge),
      ),
    ];
    const runs = await db.run.findMany({ select: { status: true, reason: true } });
    return {
      runs: runs.length,
      succeeded: runs.filter(({ status }) => status === "succeeded").length,
      stopped: runs.filter(({ reason }) => reason?.startsWith("Stopped: spend cap")).length,
      holds: await db.spendHold.count(),
      lost: await db.spendHold.count({ where: { status: "lost" } }),
      charges: charges.length,
      killed: fleet.killed,
      ...seen,
      wrong,
    };
  } finally {
    await fleet.stop();
    await provider.close();
  }
}

/** A model's server that speaks the protocol of one provider, counts tokens, and fails now and then. */
async function startProvider(): Promise<{ address: string; close: () => Promise<void> }> {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      asked++;
      if (asked % 7 === 0)
        response.writeHead(500, { "content-type": "application/json" }).end('{"error":{"message":"no"}}');
      else {
        response.writeHead(200, { "content-type": "application/json" }).end(
          JSON.stringify({
            id: "m",
            type: "message",
            role: "assistant",
            model: "m",
            content: [{ type: "text", text: "Something." }],
            stop_reason: "end_turn",
            usage: { input_tokens: 12, output_tokens: 30 + (asked % 60) },
          }),
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { address: `http://127.0.0.1:${port}/v1`, close };
}

async function seed(db: Db, model: string, runs: number): Promise<Space[]> {
  const spaces: Space[] = [];
  for (const { caps } of WORKSPACES) {
    const id = await seedWorkspace(db);
    const policy = Policy.parse({ caps, otherwise: { once: "allow" } });
    const row = { workspaceId: id, number: 2, policy, author: { kind: "api", name: "Test" }, summary: "" };
    await db.policyVersion.create({ data: row });
    const connectionId = newId();
    const connection = { workspaceId: id, id: connectionId, name: "Ours", kind: "anthropic", baseUrl: model };
    await db.modelConnection.create({ data: { ...connection, createdBy: newId() } });
    const choices = ["claude-sonnet-4-5", "claude-haiku-4-5"].map((name) => ({ connectionId, model: name }));
    await db.modelProfile.create({ data: { workspaceId: id, role: "executor", choices } });
    spaces.push({ id, caps: capRows(policy.caps), wholes: new Map() });
  }
  for (let at = 0; at < runs; at++) {
    const place = at % WORKSPACES.length;
    const [space, tools] = [spaces[place], WORKSPACES[place]?.tools];
    if (!space || !tools) continue;
    const toolVersions = Object.fromEntries([...tools, "storm.parts"].map((name) => [name, "1"]));
    const { runId } = await seedRun(db, graphOf(at, tools), { workspaceId: space.id, toolVersions });
    const above = space.wholes.size % FAMILY === 0 ? undefined : [...space.wholes].at(-1);
    space.wholes.set(runId, above?.[1] ?? runId);
    if (!above) continue;
    const parent = { parentRun: above[0], parentStep: "parts" };
    await db.run.updateMany({ where: { workspaceId: space.id, id: runId }, data: parent });
  }
  return spaces;
}

/** A small plan: some steps side by side, some after others, with retries and fallbacks; and one that waits for the run's part. */
function graphOf(at: number, tools: readonly string[]) {
  const pick = (index: number) => tools[(at * 7 + index * 3) % tools.length] ?? "";
  const steps = Array.from({ length: 5 + (at % 5) }, (_, index): Step => {
    const fallback = { tool: pick(index + 1), args: {} };
    return testStep(`s${index}`, {
      tool: pick(index),
      args: {
        ms: { kind: "literal", value: (at + index) % 4 === 0 ? 40 : 2 },
        fails: { kind: "literal", value: index % 3 === 0 ? 0.5 : 0 },
      },
      timeoutSeconds: 20,
      retry: { maxAttempts: 3, backoffSeconds: 0 },
      fallbacks: index % 2 === 0 ? [fallback] : [],
      optional: index % 4 === 3,
    });
  });
  const arrows = steps.slice(3).map(({ id }, index) => `s${index % 3}>${id}`);
  return testGraph([testStep("parts", { tool: "storm.parts", timeoutSeconds: 20 }), ...steps], arrows);
}

/** Worker programs, of which one is killed every now and then, and another begun. */
class Fleet {
  killed = 0;
  readonly #start: () => ChildProcess;
  readonly #size: StormSize;
  readonly #workers: ChildProcess[] = [];
  #open = true;
  #killing: Promise<void> = Promise.resolve();

  constructor(url: string, file: string, size: StormSize) {
    const program = path.join(import.meta.dirname, "storm-worker.ts");
    this.#size = size;
    this.#start = () =>
      spawn(process.execPath, [program, file], {
        stdio: "ignore",
        env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: "silent", NODE_ENV: "test" },
      });
  }

  start(): void {
    for (let at = 0; at < this.#size.workers; at++) this.#workers.push(this.#start());
    this.#killing = this.#killNowAndThen();
  }

  async stop(): Promise<void> {
    this.#open = false;
    await this.#killing;
    await Promise.all(this.#workers.splice(0).map(kill));
  }

  async #killNowAndThen(): Promise<void> {
    while (this.#open && this.killed < this.#size.kills) {
      await pause(400);
      const [oldest] = this.#workers.splice(0, 1);
      if (!oldest || !this.#open) continue;
      await kill(oldest);
      this.killed++;
      this.#workers.push(this.#start());
    }
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await gone;
}

const Total = z.object({
  workspaceId: z.string(),
  scope: z.string(),
  micros: z.coerce.number(),
  tokens: z.coerce.number(),
  calls: z.coerce.number(),
  millis: z.coerce.number(),
});
const QUANTITIES = ["micros", "tokens", "calls", "millis"] as const;

/** Looks at all totals until the last run rests. */
async function watch(
  db: Db,
  spaces: readonly Space[],
  fleet: Fleet,
): Promise<Pick<StormReport, "over" | "looks">> {
  const over = new Set<string>();
  const honest = spaces.slice(0, DISHONEST);
  for (let looks = 1; ; looks++) {
    const rows = z.array(Total).parse(await db.spendTotal.findMany());
    for (const total of rows) {
      const caps = honest.find(({ id }) => id === total.workspaceId)?.caps ?? [];
      const cap = caps.find(({ scope }) => total.scope.startsWith(`${scope}:`));
      for (const quantity of QUANTITIES) {
        const most = cap?.[quantity] ?? Number.POSITIVE_INFINITY;
        if (total[quantity] > most) over.add(`${total.scope}: ${total[quantity]} ${quantity} of ${most}`);
      }
    }
    if (await rests(db)) return { over: [...over], looks };
    if (fleet.killed > 100_000) throw new Error("It does not end.");
    await pause(100);
  }
}

/** Whether every run is over or waits for somebody or for its part, and no end of a call is awaited but of those that a person must settle. */
async function rests(db: Db): Promise<boolean> {
  const [row] = await db.$queryRaw<{ busy: boolean }[]>`
    select exists (
        select from runs r
        where r.status not in ('succeeded', 'failed', 'aborted', 'needs_attention')
          and not exists (
            select from step_runs s join runs part on part.workspace_id = s.workspace_id and part.parent_run = s.run_id
            where s.workspace_id = r.workspace_id and s.run_id = r.id and s.waiting_for = 'run'
              and part.status not in ('succeeded', 'failed', 'aborted')))
      or exists (
        select from step_runs s
        where s.status in ('ready', 'running') or (s.status = 'waiting' and s.waiting_for = 'timer'))
      or exists (
        select from spend_holds h
        join step_runs s on s.workspace_id = h.workspace_id and s.run_id = h.run_id and s.step_id = h.step_id
        where h.status = 'held' and coalesce(s.waiting_for, '') <> 'decision')
      or exists (
        select from spend_stops t
        join step_runs s on s.workspace_id = t.workspace_id and s.run_id = t.run_id and s.step_id = t.step_id
          and s.attempt = t.attempt and s.waiting_for = 'spend'
        where (t.stop->'stop'->>'passing')::boolean)
      as busy`;
  return row?.busy === false;
}

/** Totals that are not what their holds add up to. */
async function wrongTotals(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ scope: string }[]>`
    select t.scope from spend_totals t
    join lateral (
      select coalesce(sum(h.micros), 0) as micros, coalesce(sum(h.tokens), 0) as tokens, coalesce(sum(h.calls), 0) as calls,
        coalesce(sum(h.millis), 0) as millis
      from spend_holds h
      where h.workspace_id = t.workspace_id and t.scope = any(spend_scopes(h.runs, h.of_step, h.member, h.day))) as h on true
    where (t.micros, t.tokens, t.calls, t.millis) <> (h.micros, h.tokens, h.calls, h.millis)`;
  return rows.map(({ scope }) => `the total of ${scope} is not the sum of its holds`);
}

/** Runs with their parts, and workspaces, that were really charged more than their caps; of the dishonest tool's calls what it says. */
function overcharged(spaces: readonly Space[], charges: readonly Charge[]): string[] {
  return spaces.flatMap(({ id, caps, wholes }, place) => {
    const honest = ({ tool, micros }: Charge) =>
      place === DISHONEST && tool === "storm.dear" ? DEAR.says : micros;
    const theirs = charges.filter(({ runId }) => wholes.has(runId));
    const sum = (some: readonly Charge[]) => some.reduce((total, one) => total + honest(one), 0);
    const most = (scope: CapRow["scope"]) =>
      caps.find((cap) => cap.scope === scope)?.micros ?? Number.POSITIVE_INFINITY;
    const runs = [...new Set(wholes.values())].filter(
      (whole) => sum(theirs.filter(({ runId }) => wholes.get(runId) === whole)) > most("run"),
    );
    return [
      ...runs.map((runId) => `run ${runId} with its parts was charged more than its cap`),
      ...(sum(theirs) > most("day") ? [`workspace ${id} was charged more than its cap of a day`] : []),
    ];
  });
}
