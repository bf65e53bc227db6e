/** What comes of some work, or null when it fails or takes longer than `patienceMs`, or when the signal is aborted. */
export async function inTime<T>(
  begin: (signal: AbortSignal) => Promise<T>,
  { signal, patienceMs }: { signal: AbortSignal; patienceMs: number },
): Promise<T | null> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const late = Promise.withResolvers<null>();
  const giveUp = () => late.resolve(null);
  enough.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([begin(enough).catch(() => null), late.promise]);
  } finally {
    enough.removeEventListener("abort", giveUp);
  }
}
