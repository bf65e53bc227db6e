import { z } from "zod";
import { CODE_FAULTS } from "./code-limits.ts";

/** What the thread of a program is given. */
export type CodeOrder = {
  code: string;
  /** JSON text that the program gets as `input`. */
  input: string;
  /** Where the program's clock stands, in milliseconds since 1970. */
  now: number;
  /** What its random numbers begin with: a 32-bit number. */
  seed: number;
  /** How long it may compute, in milliseconds. */
  milliseconds: number;
};

/** What its thread is started with. */
export type CodeStart = { order: CodeOrder; interpreter: WebAssembly.Module };

export const CodeFault = z.enum(CODE_FAULTS);
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
