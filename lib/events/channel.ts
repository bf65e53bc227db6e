import { z } from "zod";

/** The Postgres channel on which writers say which topics have grown. */
export const CHANNEL = "planwright_events";

/** One notification: pairs of workspace id and topic. It carries ids only; readers fetch the events. */
export const Announcement = z.array(z.tuple([z.string(), z.string()]));
export type Announcement = z.infer<typeof Announcement>;

// Postgres refuses payloads of 8,000 bytes and more; a pair has at most 26 + 31 ASCII characters and punctuation.
const PAIRS_PER_PAYLOAD = 100;

/** Splits pairs into payloads that fit Postgres's limit. */
export function payloads(pairs: Announcement): string[] {
  const parts: string[] = [];
  for (let at = 0; at < pairs.length; at += PAIRS_PER_PAYLOAD) {
    parts.push(JSON.stringify(pairs.slice(at, at + PAIRS_PER_PAYLOAD)));
  }
  return parts;
}

/** Reads a payload; null when it is not one of ours. */
export function parsePayload(payload: string): Announcement | null {
  try {
    return Announcement.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
