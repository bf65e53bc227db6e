import { setImmediate as turn } from "node:timers/promises";

/**
 * What comes from a source, in arrays: what came in one turn, and whatever came while the reader was busy with the last one. So a
 * reader waits for nobody, and one that is slower than its source takes many at once. An error of the source is thrown after
 * what came before it.
 * @param options.most how many things one array has at most
 * @param options.giveUp called when the reader leaves before the end: it must end what the source is busy with
 */
export async function* inBatches<T>(
  source: AsyncIterable<T>,
  { most, giveUp }: { most: number; giveUp: () => void },
): AsyncGenerator<T[]> {
  const waiting: T[] = [];
  let over = false;
  let left = false;
  let news = Promise.withResolvers<void>();
  const reading = (async () => {
    try {
      for await (const each of source) {
        if (left) return;
        waiting.push(each);
        news.resolve();
      }
    } finally {
      over = true;
      news.resolve();
    }
  })();
  // Awaited below; until then a failure must not count as one that nobody handles.
  reading.catch(() => undefined);
  try {
    for (;;) {
      if (waiting.length === 0) {
        if (over) break;
        await news.promise;
        // What is said in the same turn goes along.
        await turn();
      }
      news = Promise.withResolvers();
      if (waiting.length > 0) yield waiting.splice(0, most);
    }
  } finally {
    if (!over) {
      left = true;
      giveUp();
      await reading.catch(() => undefined);
    }
  }
  await reading;
}
