import type { StreamEvent } from "#lib/domain/event.ts";

/** A run's events from some number on up to now, without a gap. */
export type EventList = {
  events: readonly StreamEvent[];
  /** The number of the first one; that of the next to come, while there are none. */
  first: number;
  /** The number of the next to come. */
  next: number;
  /** Whether the workspace keeps none before the first. */
  complete: boolean;
};

/**
 * @param seq where the run's events stand: later ones come by themselves, earlier ones are fetched
 * @param firstKept the number of the first event that the workspace keeps
 */
export function noEvents(seq: number, firstKept: number): EventList {
  return { events: [], first: seq + 1, next: seq + 1, complete: seq < firstKept };
}

/** Events came, in order; those that are here already change nothing. */
export function withLater(list: EventList, come: readonly StreamEvent[]): EventList {
  const fresh = come.filter(({ seq }) => seq >= list.next);
  const last = fresh.at(-1);
  return last ? { ...list, events: list.events.concat(fresh), next: last.seq + 1 } : list;
}

/**
 * A page of the past was fetched: what comes right before the first. One that was asked for before the list began anew changes nothing.
 * @param limit how many were asked for; fewer come when those before them are deleted
 */
export function withEarlier(
  list: EventList,
  page: readonly StreamEvent[],
  { limit, firstKept }: { limit: number; firstKept: number },
): EventList {
  const first = page[0]?.seq ?? firstKept;
  const last = page.at(-1);
  if (last && last.seq !== list.first - 1) return list;
  const complete = first <= firstKept || page.length < Math.min(limit, list.first - 1);
  return { ...list, events: [...page, ...list.events], first, complete };
}

/**
 * Events were missing, and the latest page was fetched: it goes on from what is here, or, where more are missing than it holds, the list
 * begins anew with it.
 */
export function caughtUp(
  list: EventList,
  page: readonly StreamEvent[],
  asked: { limit: number; firstKept: number },
): EventList {
  const [first, last] = [page[0], page.at(-1)];
  if (!first || !last) return list;
  if (first.seq <= list.next) return withLater(list, page);
  return withEarlier(noEvents(last.seq, asked.firstKept), page, asked);
}
