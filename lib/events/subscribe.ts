import { env } from "#lib/config/env.ts";
import { db } from "#lib/db/client.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { EventHub } from "./hub.ts";
import type { Positions } from "./read.ts";

// `next dev` evaluates modules anew at every change; the listening connection must outlive that.
const kept = globalThis as typeof globalThis & { planwrightEvents?: EventHub };

/**
 * The events of some topics of one workspace after the given positions (topic to last seen seq), without end until
 * `signal` aborts. The caller has checked that the reader may see these topics.
 */
export function subscribe(options: {
  workspaceId: string;
  positions: Positions;
  signal: AbortSignal;
}): AsyncIterable<StreamEvent> {
  kept.planwrightEvents ??= new EventHub(db(), env().DATABASE_URL);
  return kept.planwrightEvents.subscribe(options.workspaceId, options.positions, options.signal);
}
