import type { StreamEvent } from "#lib/domain/event.ts";

/** What a reader of one topic does next: apply these events in order, and fetch anew when `gap`. */
export type Due = { events: StreamEvent[]; gap: boolean };

const KEPT = 300;

/**
 * Puts one topic's events in order against a view that is also fetched whole. Events that came are kept for a while,
 * because a fetch that began before them may answer after them with an older view; they are then applied again.
 */
export class EventQueue {
  #position: number;
  #events = new Map<number, StreamEvent>();
  #gapToldAt: number | null = null;

  constructor(position: number) {
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  /** An event arrived. */
  add(event: StreamEvent): Due {
    this.#events.set(event.seq, event);
    if (this.#events.size > KEPT) this.#events.delete(Math.min(...this.#events.keys()));
    return this.#due();
  }

  /** The view was fetched and stands at `position`. */
  moveTo(position: number): Due {
    if (position !== this.#position) this.#gapToldAt = null;
    this.#position = position;
    return this.#due();
  }

  #due(): Due {
    const events: StreamEvent[] = [];
    for (let next = this.#events.get(this.#position + 1); next; next = this.#events.get(this.#position + 1)) {
      events.push(next);
      this.#position = next.seq;
    }
    const ahead = [...this.#events.keys()].some((seq) => seq > this.#position);
    const gap = ahead && this.#gapToldAt !== this.#position;
    if (gap) this.#gapToldAt = this.#position;
    return { events, gap };
  }
}
