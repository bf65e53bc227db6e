import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Violation } from "./evidence.ts";

const Line = z.looseObject({
  level: z.string(),
  time: z.string(),
  msg: z.string().default(""),
  err: z.looseObject({ message: z.string() }).optional(),
});

/** A worker without its database may say so, but not more often than this in a second. */
const MOST_LINES_A_SECOND = 150;
/** How long after the database's death its absence is an excuse, in milliseconds. */
const EXCUSED_MS = 15_000;

/** Reads what the workers logged: no fault but those that were made, and no flood. */
export function checkLogs(
  directory: string,
  workers: number,
  databaseDeaths: readonly number[],
): Violation[] {
  const found: Violation[] = [];
  for (let number = 1; number <= workers; number++) {
    const file = path.join(directory, `worker-${number}.log`);
    if (!existsSync(file)) continue; // killed before its first line
    const lines = readFileSync(file, "utf8").split("\n").flatMap(parseLine);
    const say = (what: string) =>
      found.push({ rule: "logs show no fault", runId: "", what: `worker ${number}: ${what}` });
    for (const { level, time, msg, err } of lines) {
      const made = msg === "a tool failed unexpectedly" && err?.message === "A fault that no tool declared.";
      const at = Date.parse(time);
      const excused = isExcused(at, databaseDeaths);
      const deadlock = err?.message.includes("deadlock") === true;
      if (deadlock || (!made && !excused && (level === "error" || level === "fatal"))) {
        say(`${time} ${msg} ${err?.message ?? ""}`);
      }
    }
    for (const [second, said] of Map.groupBy(lines, ({ time }) => time.slice(0, 19))) {
      if (said.length > MOST_LINES_A_SECOND) say(`${said.length} lines in the second ${second}`);
    }
  }
  return found;
}

/** Whether the database was away at this time, or had just come back. */
export function isExcused(at: number, databaseDeaths: readonly number[]): boolean {
  return databaseDeaths.some((death) => at > death - 1_000 && at < death + EXCUSED_MS);
}

function parseLine(line: string): z.infer<typeof Line>[] {
  try {
    return [Line.parse(JSON.parse(line))];
  } catch {
    return []; // the last one, cut short by a kill
  }
}
