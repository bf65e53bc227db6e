/**
 * Fires once when this process is asked to end: Ctrl+C, a service manager, a closed terminal, or the end of the process that
 * started it (which holds the other end of a channel). Asking again changes nothing, since one Ctrl+C can arrive twice.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.channel) process.on("disconnect", stop);
  return controller.signal;
}
