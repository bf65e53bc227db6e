/** After how many failures in a row a provider is left alone, and for how long. */
const MOST_FAILURES = 5;
const OPEN_MS = 30_000;

type Circuit = { failures: number; openUntil: number; probing: boolean };

/**
 * Circuit breakers of a process, one for each connection: after some failures in a row nobody waits for it until a pause is over;
 * then one request tries, and the others follow when it answers.
 */
export class Breakers {
  readonly #circuits = new Map<string, Circuit>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Milliseconds until a connection may be asked again; 0 when it may now, and then the caller must say how it ended. */
  waitMs(key: string): number {
    const circuit = this.#circuits.get(key);
    if (!circuit || circuit.failures < MOST_FAILURES) return 0;
    const left = circuit.openUntil - this.#now();
    if (left > 0) return left;
    if (circuit.probing) return OPEN_MS;
    circuit.probing = true;
    return 0;
  }

  /** The connection answered, be it with a refusal. */
  succeeded(key: string): void {
    this.#circuits.delete(key);
  }

  /** It could not be reached, had trouble of its own or took too long. */
  failed(key: string): void {
    const failures = (this.#circuits.get(key)?.failures ?? 0) + 1;
    this.#circuits.set(key, { failures, openUntil: this.#now() + OPEN_MS, probing: false });
  }

  /** The request was given up by us: it says nothing about the connection. */
  abandoned(key: string): void {
    const circuit = this.#circuits.get(key);
    if (circuit) circuit.probing = false;
  }
}
