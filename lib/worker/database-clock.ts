/**
 * The database's time in this process: what its clock said, and how long ago that was. The machine's own clock may be wrong, or
 * jump; how much time passes is told by a clock that does neither.
 */
export class DatabaseClock {
  #offset: number | null = null;

  /**
   * Takes over what the database's clock said, in milliseconds since the epoch.
   * @param askedAt when it was asked, by `performance.now()`; the answer is taken to be from half way
   */
  set(databaseMs: number, askedAt: number): void {
    this.#offset = databaseMs - (askedAt + performance.now()) / 2;
  }

  /** @throws when it was never set */
  now(): Date {
    if (this.#offset === null) throw new Error("The database has not said what time it is.");
    return new Date(this.#offset + performance.now());
  }
}
