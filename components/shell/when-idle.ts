const LONGEST_WAIT_MS = 1_000;

/**
 * Calls `then` when the browser has nothing more urgent to do, after a second at the latest.
 * @returns takes it back
 */
export function whenIdle(then: () => void): () => void {
  // Safari has no such callback.
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(then, LONGEST_WAIT_MS / 4);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(then, { timeout: LONGEST_WAIT_MS });
  return () => cancelIdleCallback(handle);
}
