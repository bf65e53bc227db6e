import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { z } from "zod";

/**
 * A line of the outside ledger: what a tool really did. `began`; then `ended` (it happened) or `failed` (it declared that it had not);
 * nothing more when it was killed, stopped or died of a fault. `attempt` and `call` are what the worker was told for this key.
 */
export const OutsideLine = z.object({
  t: z.enum(["began", "ended", "failed"]),
  run: z.string(),
  step: z.string(),
  attempt: z.number(),
  call: z.number(),
  tool: z.string(),
  key: z.string(),
  args: z.string(),
  pid: z.number(),
  at: z.number(),
});
export type OutsideLine = z.infer<typeof OutsideLine>;

const Token = z.object({ runId: z.string(), stepId: z.string(), attempt: z.number(), workerId: z.string() });

/** A line that says what a worker was told had been committed, or what became of the worker itself. */
export const AckLine = z.discriminatedUnion("t", [
  z.object({ t: z.literal("claimed"), token: Token, at: z.number() }),
  z.object({ t: z.literal("finished"), token: Token, kind: z.string(), at: z.number() }),
  z.object({
    t: z.literal("begun"),
    token: Token,
    callId: z.string(),
    key: z.string(),
    call: z.number(),
    at: z.number(),
  }),
  z.object({ t: z.literal("ended"), token: Token, callId: z.string(), status: z.string(), at: z.number() }),
  z.object({ t: z.literal("failed"), token: Token, at: z.number() }),
  z.object({ t: z.literal("expanded"), token: Token, items: z.number(), at: z.number() }),
  z.object({ t: z.literal("parked"), token: Token, at: z.number() }),
  z.object({ t: z.literal("given_back"), token: Token, at: z.number() }),
  z.object({ t: z.literal("killed"), boundary: z.string(), pid: z.number(), at: z.number() }),
]);
export type AckLine = z.infer<typeof AckLine>;

/** Appends lines to a file that several processes share; each line is one write, so that a killed process leaves whole lines. */
export class LineFile<T> {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  /** Begins with a line break: should a write have been cut short, the next line still stands alone. */
  write(line: T): void {
    writeSync(this.#file, `\n${JSON.stringify(line)}`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Reads such a file; a line that was cut short by a kill was never acknowledged to anyone and is left out. */
export function readLines<T>(path: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      if (line === "") return [];
      try {
        return [schema.parse(JSON.parse(line))];
      } catch (cause) {
        if (cause instanceof SyntaxError) return [];
        throw cause;
      }
    });
}
