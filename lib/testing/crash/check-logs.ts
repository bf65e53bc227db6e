import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Violation } from "./evidence.ts";

const Line = z.looseObject({
  level: z.string(),
  time: z.string(),
  pid: z.number().default(0),
  msg: z.string().default(""),
  err: z.looseObject({ message: z.string() }).optional(),
});

/** A worker without its database may say so, but not more often than this in a second. */
const MOST_LINES_A_SECOND = 150;
/** How long after the database's death its absence is an excuse, and after a stop that transactions have ended, in milliseconds. */
const EXCUSED_MS = 15_000;
/** What is said of a connection that the database has closed. */
const CONNECTION_LOST = /connection error|connection terminated|terminating connection/i;

/**
 * Reads what the workers logged: no fault but those that were made, and no flood.
 * @param stops when workers were stopped for a while, by their process: the database ends the transactions that they had open
 */
export function checkLogs(
  directory: string,
  workers: number,
  databaseDeaths: readonly number[],
  stops: readonly { pid: number; at: number }[],
): Violation[] {
  const found: Violation[] = [];
  const say = (what: string) => found.push({ rule: "logs show no fault", runId: "", what });
  for (let number = 1; number <= workers; number++) {
    for (const { level, time, pid, msg, err } of readLog(directory, number)) {
      const made = msg === "a tool failed unexpectedly" && err?.message === "A fault that no tool declared.";
      const at = Date.parse(time);
      const ended = CONNECTION_LOST.test(err?.message ?? "");
      const excused =
        isExcused(at, databaseDeaths) ||
        (ended && stops.some((stop) => stop.pid === pid && at > stop.at && at < stop.at + EXCUSED_MS));
      const deadlock = err?.message.includes("deadlock") === true;
      if (deadlock || (!made && !excused && (level === "error" || level === "fatal"))) {
        say(`worker ${number}: ${time} ${msg} ${err?.message ?? ""}`);
      }
    }
  }
  const most = mostLinesASecond(directory, workers);
  if (most > MOST_LINES_A_SECOND) say(`a worker wrote ${most} lines in a second`);
  return found;
}

/** How many lines a worker wrote at most within one second. */
export function mostLinesASecond(directory: string, workers: number): number {
  const counts = Array.from({ length: workers }, (_, at) => {
    const seconds = Map.groupBy(readLog(directory, at + 1), ({ time }) => time.slice(0, 19));
    return Math.max(0, ...[...seconds.values()].map((lines) => lines.length));
  });
  return Math.max(0, ...counts);
}

/** Whether the database was away at this time, or had just come back. */
export function isExcused(at: number, databaseDeaths: readonly number[]): boolean {
  return databaseDeaths.some((death) => at > death - 1_000 && at < death + EXCUSED_MS);
}

function readLog(directory: string, worker: number): z.infer<typeof Line>[] {
  const file = path.join(directory, `worker-${worker}.log`);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").flatMap(parseLine) : [];
}

function parseLine(line: string): z.infer<typeof Line>[] {
  try {
    return [Line.parse(JSON.parse(line))];
  } catch {
    return []; // the last one, cut short by a kill
  }
}
