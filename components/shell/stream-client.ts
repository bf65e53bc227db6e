import { StreamEvent } from "#lib/domain/event.ts";

/** live: events arrive; connecting: the first connection is being made; lost: it broke and is being made again. */
export type ConnectionState = "live" | "connecting" | "lost";

/** The part of EventSource that is used; tests give their own. */
export type Source = Pick<EventSource, "readyState" | "close" | "onopen" | "onerror" | "onmessage">;

type Subscriber = {
  topics: readonly string[];
  /** Sequence number of the last event that the subscriber has, by topic. */
  position: (topic: string) => number;
  onEvent: (event: StreamEvent) => void;
  onState: (state: ConnectionState) => void;
};

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const CLOSED = 2;

/**
 * One EventSource for the whole tab, whatever number of components listen: browsers allow six connections an origin.
 * It is opened anew when the set of topics changes, from where each topic's readers stand; it may deliver an event twice,
 * never skips one that the server sent.
 */
export class StreamClient {
  readonly #open: (url: string) => Source;
  readonly #subscribers = new Set<Subscriber>();
  /** Highest sequence number seen on this stream, by topic. */
  readonly #seen = new Map<string, number>();
  #source: Source | null = null;
  #topics = "";
  /** Where the open stream began, by topic. */
  #opened = new Map<string, number>();
  #state: ConnectionState = "connecting";
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(open: (url: string) => Source) {
    this.#open = open;
  }

  /** Adds a listener; the function returned takes it away. */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    subscriber.onState(this.#state);
    this.#schedule(0);
    return () => {
      this.#subscribers.delete(subscriber);
      this.#schedule(0);
    };
  }

  /** Waits until the components of one render have all subscribed, then opens what is wanted. */
  #schedule(delay: number) {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reconcile(), delay);
  }

  #reconcile() {
    this.#timer = null;
    const topics = [...new Set([...this.#subscribers].flatMap((each) => each.topics))].toSorted();
    const wanted = topics.join(",");
    const open = this.#source !== null && this.#source.readyState !== CLOSED;
    if (open && wanted === this.#topics && !topics.some((topic) => this.#hasPassed(topic))) return;
    this.#source?.close();
    this.#source = null;
    this.#topics = wanted;
    if (wanted === "") {
      this.#failures = 0;
      this.#tell("connecting");
      return;
    }
    const after = topics.map((topic) => this.#position(topic));
    this.#opened = new Map(topics.map((topic, index) => [topic, after[index] ?? 0]));
    this.#listen(this.#open(`/api/events?topics=${encodeURIComponent(wanted)}&after=${after.join(",")}`));
  }

  /** The lowest position among a topic's readers: nobody may miss an event. */
  #position(topic: string): number {
    const readers = [...this.#subscribers].filter((each) => each.topics.includes(topic));
    return Math.max(0, Math.min(...readers.map((each) => each.position(topic))));
  }

  /** Whether the open stream is already beyond what some reader of the topic still wants. */
  #hasPassed(topic: string): boolean {
    const at = this.#seen.get(topic) ?? this.#opened.get(topic) ?? 0;
    return [...this.#subscribers].some((each) => each.topics.includes(topic) && each.position(topic) < at);
  }

  #listen(source: Source) {
    this.#source = source;
    this.#seen.clear();
    source.onopen = () => {
      this.#failures = 0;
      this.#tell("live");
    };
    source.onerror = () => {
      this.#tell(this.#state === "connecting" && this.#failures === 0 ? "connecting" : "lost");
      // The browser reconnects by itself unless the server refused.
      if (source.readyState !== CLOSED) return;
      this.#tell("lost");
      this.#schedule(RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 0);
    };
    source.onmessage = (message: MessageEvent<string>) => {
      const parsed = StreamEvent.safeParse(JSON.parse(message.data));
      if (!parsed.success) return;
      const event = parsed.data;
      if (event.seq <= (this.#seen.get(event.topic) ?? 0)) return;
      this.#seen.set(event.topic, event.seq);
      for (const each of this.#subscribers) if (each.topics.includes(event.topic)) each.onEvent(event);
    };
  }

  #tell(state: ConnectionState) {
    this.#state = state;
    for (const each of this.#subscribers) each.onState(state);
  }
}
