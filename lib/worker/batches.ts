import { troubleOf } from "./database-errors.ts";

/** Most requests in one commit. */
const MOST = 200;

type Waiting<Q, A> = { request: Q; answered: (answer: A) => void; refused: (err: unknown) => void };

/**
 * Writes what many ask for in one commit at a time: what is asked while one is under way goes into the next. So one alone
 * waits for nobody, and the more there are the fewer commits each costs.
 */
export class Batches<Q, A> {
  readonly #write: (requests: readonly Q[]) => Promise<readonly A[]>;
  #waiting: Waiting<Q, A>[] = [];
  #writing = false;

  /** @param write one commit; gives the answers in the order of the requests */
  constructor(write: (requests: readonly Q[]) => Promise<readonly A[]>) {
    this.#write = write;
  }

  /** @throws what the commit threw; when the database refused something in it, only for whom that was */
  ask(request: Q): Promise<A> {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    this.#waiting.push({ request, answered: resolve, refused: reject });
    if (!this.#writing) void this.#writeAll();
    return promise;
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    // What is asked in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#writeSome(this.#waiting.splice(0, MOST));
    this.#writing = false;
  }

  async #writeSome(some: readonly Waiting<Q, A>[]): Promise<void> {
    try {
      const answers = await this.#write(some.map(({ request }) => request));
      for (const [n, answer] of answers.entries()) some[n]?.answered(answer);
      for (const { refused } of some.slice(answers.length)) refused(new Error("The ledger did not answer."));
    } catch (err) {
      // Nothing of it was written; any other error leaves that open.
      const refusedData = troubleOf(err) === "data";
      if (some.length > 1 && refusedData) for (const each of some) await this.#writeSome([each]);
      else for (const { refused } of some) refused(err);
    }
  }
}
