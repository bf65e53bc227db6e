import { z } from "zod";

/** What the thread of a program is given. */
export const CodeOrder = z.object({
  code: z.string(),
  /** JSON text that the program gets as `input`. */
  input: z.string(),
  /** Where the program's clock stands, in milliseconds since 1970. */
  now: z.number(),
  /** What its random numbers begin with: a 32-bit number. */
  seed: z.number().int(),
  /** How long it may compute, in milliseconds. */
  milliseconds: z.number(),
});
export type CodeOrder = z.infer<typeof CodeOrder>;

/**
 * Why a program gave nothing: `threw` an error of its own, or one that it cannot be read for; `time`; `memory`; `depth` its calls or
 * values are nested too deeply; `unsettled` it waits for what nothing will ever settle; `not_json`; `too_large` what it returned.
 */
export const CodeFault = z.enum(["threw", "time", "memory", "depth", "unsettled", "not_json", "too_large"]);
export type CodeFault = z.infer<typeof CodeFault>;

/** What the thread answers, once: the value as JSON text, or why there is none; and what the program logged either way. */
export const CodeAnswer = z.object({
  json: z.string().nullable(),
  fault: CodeFault.nullable(),
  /** What the program's error says; empty without one. */
  message: z.string(),
  logs: z.array(z.string()),
  /** Lines that it logged beyond those. */
  logsLeftOut: z.number().int(),
});
export type CodeAnswer = z.infer<typeof CodeAnswer>;

/** Most JSON text that a program may return, in UTF-16 units. */
export const MOST_OUTPUT_CHARS = 1_000_000;
/** Lists and objects within each other in what it returns. */
export const MOST_LEVELS = 64;
/** Lines that are kept of what it logs, and characters of each. */
export const MOST_LOGS = { lines: 100, characters: 500 };
