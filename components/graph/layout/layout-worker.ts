import { arrange } from "./arrange.ts";
import { keepPlaces } from "./keep-places.ts";
import type { LayoutAnswer, LayoutRequest } from "./request-layout.ts";

/** The Web Worker that lays plans out: one at a time, in the order they come. */
self.addEventListener("message", ({ data }: MessageEvent<LayoutRequest>) => {
  const { shape, direction, earlier } = data;
  const anchored = earlier?.direction === direction ? earlier : null;
  const answer: LayoutAnswer = anchored ? keepPlaces(shape, anchored) : arrange(shape, direction);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one partner, and no origin to name
  self.postMessage(answer);
});
