import { OutboundError } from "./outbound-error.ts";

/**
 * Ends one outbound request: when its caller aborts, when its time is over, or when the phase it is in (connecting, waiting for headers)
 * takes too long. Whatever ends it is the reason of its signal.
 */
export class OutboundClock {
  private readonly controller = new AbortController();
  private readonly caller: AbortSignal | null;
  private readonly total: NodeJS.Timeout | null;
  private phase: NodeJS.Timeout | null = null;

  constructor(caller: AbortSignal | null, totalMs: number | null) {
    this.caller = caller;
    caller?.addEventListener("abort", this.onCaller, { once: true });
    this.total = totalMs === null ? null : this.endAfter(totalMs, (time) => `It took longer than ${time}.`);
    if (caller?.aborted) this.onCaller();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Gives what follows this long, until another phase or none. */
  begin(ms: number, says: (time: string) => string): void {
    this.endPhase();
    this.phase = this.endAfter(ms, says);
  }

  /** The phase is over in time. */
  endPhase(): void {
    if (this.phase) clearTimeout(this.phase);
    this.phase = null;
  }

  /** The request is over: nothing ends it any more. */
  stop(): void {
    this.endPhase();
    if (this.total) clearTimeout(this.total);
    this.caller?.removeEventListener("abort", this.onCaller);
  }

  private readonly onCaller = () => this.controller.abort(this.caller?.reason);

  private endAfter(ms: number, says: (time: string) => string): NodeJS.Timeout {
    const time = `${Math.max(1, Math.round(ms / 1_000))} s`;
    return setTimeout(() => this.controller.abort(new OutboundError("timed_out", says(time))), ms);
  }
}
