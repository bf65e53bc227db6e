/**
 * What the thread of a program goes by. No schema is among it: with the library of schemas a thread takes 220 ms of processor time to
 * start and end, without it 160.
 */

/** Most JSON text that a program may return, in UTF-16 units. */
export const MOST_OUTPUT_CHARS = 1_000_000;
/** Lists and objects within each other in what it returns. */
export const MOST_LEVELS = 64;
/** Lines that are kept of what it logs, and characters of each. */
export const MOST_LOGS = { lines: 100, characters: 500 };

/**
 * Why a program gave nothing: `threw` an error of its own, or one that it cannot be read for; `time`; `memory`; `depth` its calls or
 * values are nested too deeply; `unsettled` it waits for what nothing will ever settle; `not_json`; `too_large` what it returned.
 */
export const CODE_FAULTS = [
  "threw",
  "time",
  "memory",
  "depth",
  "unsettled",
  "not_json",
  "too_large",
] as const;
