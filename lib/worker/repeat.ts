import type { Logger } from "#lib/config/logger.ts";

/**
 * Does something again and again, with a pause after each time, never twice at once. A failure is logged and does not end it.
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
  const turn = async () => {
    try {
      await work();
    } catch (err) {
      log.warn({ err }, `${what} failed; trying again`);
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
