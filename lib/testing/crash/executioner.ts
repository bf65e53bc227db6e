import { setTimeout as pause } from "node:timers/promises";
import type { CrashServer } from "./crash-server.ts";
import type { CrashWorker, Fleet } from "./fleet.ts";
import type { Kill } from "./kill-plan.ts";
import type { Random } from "./random.ts";

/** Something that was done, to whom, and when. A worker may have killed itself before: its own last line says so. */
export type Done = {
  kind: "killed" | "stopped" | "database";
  pid: number;
  workerIds: readonly string[];
  at: number;
};

/** Workers that must be left in peace at any time, so that somebody goes on. */
const AT_LEAST = 2;
const BOUNDARY_PATIENCE_MS = 5_000;
const READY_PATIENCE_MS = 180_000;

/** Carries out the kills in their order, several at a time, while at least two workers go on. */
export async function execute(
  kills: readonly Kill[],
  {
    fleet,
    server,
    random,
    say,
  }: { fleet: Fleet; server: CrashServer; random: Random; say: (line: string) => void },
): Promise<Done[]> {
  const done: Done[] = [];
  const underWay = new Set<Promise<void>>();
  for (const [at, kill] of kills.entries()) {
    if (at > 0 && at % 50 === 0) say(`${at} of ${kills.length} kills`);
    await until(() => fleet.healthy().length > AT_LEAST);
    if (kill.kind === "database") {
      if (!server.killAndRestart) continue;
      await pause(kill.afterMs);
      const at = Date.now();
      await server.killAndRestart();
      done.push({ kind: "database", pid: 0, workerIds: [], at });
      continue;
    }
    const victim = random.pick(fleet.healthy());
    const { pid, workerIds } = victim;
    const one = carryOut(kill, victim, fleet).then((outcome) => {
      done.push({ ...outcome, pid, workerIds });
    });
    underWay.add(one);
    void one.finally(() => underWay.delete(one));
  }
  await Promise.all(underWay);
  return done;
}

async function carryOut(
  kill: Exclude<Kill, { kind: "database" }>,
  victim: CrashWorker,
  fleet: Fleet,
): Promise<Pick<Done, "kind" | "at">> {
  if (kill.kind === "stop") {
    // Taken out of the healthy ones at once, so that nobody else picks it.
    victim.state = "armed";
    await pause(kill.afterMs);
    const at = Date.now();
    fleet.stop(victim);
    await pause(kill.forMs);
    fleet.resume(victim);
    return { kind: "stopped", at };
  }
  if (kill.kind === "kill") {
    victim.state = "armed";
    await pause(kill.afterMs);
  } else {
    fleet.arm(victim, { boundary: kill.boundary, nth: kill.nth });
    if (kill.drain) {
      await pause(200);
      fleet.end(victim, "SIGTERM");
    }
    const patience = new AbortController();
    await Promise.race([
      victim.ended,
      pause(BOUNDARY_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }
  const at = Date.now();
  fleet.end(victim, "SIGKILL");
  await victim.ended;
  return { kind: "killed", at };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("The workers did not become ready in time.");
    await pause(10);
  }
}
