/** One Ctrl+C can arrive several times: from the terminal, and from the process that started this one. */
const SAME_REQUEST_MS = 1_000;

/**
 * Fires once when this process is asked to end: Ctrl+C, a service manager, a closed terminal, or the end of the process that
 * started it (which holds the other end of a channel).
 * @returns `stop` aborts at the first request, `now` when it is asked again later: then nothing is to be waited for
 */
export function stopSignals(): { stop: AbortSignal; now: AbortSignal } {
  const stop = new AbortController();
  const now = new AbortController();
  let askedAt = 0;
  const ask = () => {
    if (!stop.signal.aborted) askedAt = performance.now();
    else if (performance.now() - askedAt > SAME_REQUEST_MS) now.abort();
    stop.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
  if (process.channel) process.on("disconnect", ask);
  return { stop: stop.signal, now: now.signal };
}
