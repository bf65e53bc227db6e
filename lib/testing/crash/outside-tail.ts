import { closeSync, openSync, readSync } from "node:fs";
import { OutsideLine } from "./outside.ts";

/** Reads the outside ledger as it grows, the way a person looks whether something has happened. */
export class OutsideTail {
  readonly #file: number;
  #rest = "";
  readonly #byStep = new Map<string, OutsideLine[]>();

  constructor(path: string) {
    this.#file = openSync(path, "a+");
  }

  /** Whether the outside shows that what an attempt of a step was to do has happened. */
  happened(runId: string, stepId: string, attempt: number): boolean {
    this.#read();
    const lines = this.#byStep.get(`${runId} ${stepId}`) ?? [];
    return lines.some((line) => line.t === "ended" && line.attempt === attempt);
  }

  close(): void {
    closeSync(this.#file);
  }

  #read(): void {
    const chunk = Buffer.alloc(1 << 16);
    for (;;) {
      const length = readSync(this.#file, chunk, 0, chunk.length, null);
      if (length === 0) break;
      this.#rest += chunk.toString("latin1", 0, length);
    }
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    // The last line has no break after it yet, but is whole as a rule.
    if (this.#take(this.#rest)) this.#rest = "";
    for (const line of lines) this.#take(line);
  }

  #take(text: string): boolean {
    if (text === "") return true;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return false; // cut short by a kill, or still being written
    }
    const line = OutsideLine.parse(json);
    const key = `${line.run} ${line.step}`;
    this.#byStep.set(key, [...(this.#byStep.get(key) ?? []), line]);
    return true;
  }
}
