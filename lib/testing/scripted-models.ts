import type { z } from "zod";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { ModelRequest, Models } from "#lib/models/port.ts";

/** What every answer of {@link FakeModels} took. */
export const FAKE_SPEND: ModelSpend = {
  usage: { inputTokens: 1_000, cachedTokens: null, outputTokens: 50, reasoningTokens: null },
  costMicros: 400,
};

/** A model that answers with these, one after another; the last again when it is asked more often. */
export class FakeModels implements Models {
  asked: ModelRequest[] = [];
  readonly #answers: readonly unknown[];

  constructor(...answers: unknown[]) {
    this.#answers = answers;
  }

  has = () => true;
  choices = () => [{ connectionId: "fake", model: "fake" }];

  async generateObject<T>(_role: string, request: ModelRequest & { schema: z.ZodType<T> }) {
    this.asked.push({ ...request, messages: [...request.messages] });
    request.signal.throwIfAborted();
    const answer = this.#answers[Math.min(this.asked.length, this.#answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return {
      value: answer as T,
      text: JSON.stringify(answer) ?? "",
      finish: "stop" as const,
      spend: FAKE_SPEND,
      provider: "Fake",
      model: "fake-1",
      priceTable: null,
      failed: [],
    };
  }

  generateText = () => Promise.reject(new Error("not asked for"));
  embed = () => Promise.reject(new Error("not asked for"));
  streamText = (): never => {
    throw new Error("not asked for");
  };
}
