const AGAIN_MS = 2_000;

/**
 * Code that comes after the page, when it is asked for the first time or ahead of that. Without a connection it is asked for again until
 * it is there: what waits for it comes with the connection.
 * @param load imports it
 * @returns gives it, fetched once
 */
export function loadLater<T>(load: () => Promise<T>): () => Promise<T> {
  let coming: Promise<T> | null = null;
  return () => (coming ??= untilThere(load));
}

async function untilThere<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }
}
