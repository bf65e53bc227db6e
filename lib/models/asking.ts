import type { ModelRole, ModelSpend, ModelUsage } from "#lib/domain/model.ts";
import type { AskingMeans, TryEnd } from "./ask-models.ts";
import { namesOf, type Choice } from "./connection.ts";
import { ModelError, type FailedTry, type ModelAnswer, type ModelRequest } from "./port.ts";
import { costOf, PRICE_TABLE } from "./prices.ts";
import { addSpend, NO_SPEND } from "./spend.ts";
import type { TryFailure } from "./try-error.ts";
import { Turn } from "./turn.ts";

/** One request on its way through the models: what it has spent, and what failed. */
export class Asking {
  readonly role: ModelRole;
  readonly request: ModelRequest;
  readonly means: AskingMeans;
  readonly #failed: FailedTry[] = [];
  #spend: ModelSpend | null = null;
  #last: Error | undefined = undefined;

  constructor(role: ModelRole, request: ModelRequest, means: AskingMeans) {
    this.role = role;
    this.request = request;
    this.means = means;
  }

  /** Begins one try of a model. */
  turn(choice: Choice): Turn {
    return new Turn(choice, this);
  }

  /** Counts what a try took. */
  spent(spend: ModelSpend): void {
    this.#spend = this.#spend === null ? spend : addSpend(this.#spend, spend);
  }

  /** Notes that a model was not asked because its provider has failed again and again. */
  passOver(choice: Choice, openMs: number): void {
    const seconds = Math.ceil(openMs / 1_000);
    const message = `“${choice.connection.name}” failed several times in a row; it is asked again in ${seconds} s.`;
    this.#failed.push({ ...namesOf(choice), code: "unavailable", message });
  }

  /** Notes that a try failed. */
  note(choice: Choice, { code, message, cause }: TryFailure): void {
    this.#last = cause;
    this.#failed.push({ ...namesOf(choice), code, message });
    const about = { ...namesOf(choice), role: this.role, purpose: this.request.purpose, code, err: cause };
    this.means.log.warn(about, "a model could not answer");
  }

  answer<T>(choice: Choice, usage: ModelUsage | null, { value, written }: TryEnd<T>): ModelAnswer<T> {
    const known = usage !== null && costOf(choice, usage) !== null;
    return {
      value,
      text: written.text,
      finish: written.finish,
      spend: this.#spend ?? NO_SPEND,
      ...namesOf(choice),
      priceTable: known ? PRICE_TABLE : null,
      failed: this.#failed,
    };
  }

  gaveUp(): ModelError {
    const last = this.#failed.at(-1);
    const about = { spend: this.#spend ?? NO_SPEND, failed: this.#failed, cause: this.#last };
    if (!last) {
      const message = `No model is chosen for the ${this.role}. An owner can choose one under Settings, Models.`;
      return new ModelError("not_configured", message, about);
    }
    // Each model's last word, once.
    const words = new Map(this.#failed.map((one) => [`${one.provider} ${one.model}`, one.message]));
    return new ModelError(last.code, [...new Set(words.values())].join(" "), about);
  }
}
