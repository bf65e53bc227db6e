import type { Logger } from "#lib/config/logger.ts";

/**
 * Does something again and again, with a pause after each time, never twice at once. A failure does not end it; the first of several
 * in a row is logged.
 * @returns ends it, and waits for the one that is under way
 */
export function repeat(
  what: string,
  everyMs: number,
  log: Logger,
  work: () => Promise<unknown>,
): () => Promise<void> {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  let failing = false;
  const turn = async () => {
    try {
      await work();
      failing = false;
    } catch (err) {
      if (!failing) log.warn({ err }, `${what} failed; trying again`);
      failing = true;
    }
    if (!over) timer = setTimeout(start, everyMs);
  };
  const start = () => {
    current = turn();
  };
  start();
  return async () => {
    over = true;
    clearTimeout(timer);
    await current;
  };
}
