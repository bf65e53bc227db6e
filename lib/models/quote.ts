import { z } from "zod";
import type { ModelUsage } from "#lib/domain/model.ts";
import type { Choice } from "./connection.ts";
import type { ModelMessage } from "./port.ts";
import { costOf } from "./prices.ts";
import type { Fit } from "./spend-cap.ts";

/** An answer of fewer tokens is of no use. */
const LEAST_TOKENS = 64;
/** What providers put around each message, and around an answer's format, in tokens; several times what was seen. */
const AROUND_A_MESSAGE = 32;
const AROUND_A_FORMAT = 1_000;

/**
 * What a spend cap counts for a model whose price nobody knows, in millionths of a dollar a million tokens: as a strong model of a
 * large provider. It limits how much such a model is asked, and is never shown as its cost.
 */
const STAND_IN = { inputMicros: 3_000_000, outputMicros: 15_000_000 };

/** Tokens that a request can have at most: tokenizers work on bytes, and none makes more tokens than there are bytes. */
export function mostReading(messages: readonly ModelMessage[], format: z.ZodType | null): number {
  const said = messages.reduce((sum, { text }) => sum + Buffer.byteLength(text) + AROUND_A_MESSAGE, 0);
  if (format === null) return said;
  // Said natively, and once more in words by a server that ignores or refuses it.
  const schema = JSON.stringify(z.toJSONSchema(format, { io: "input", target: "draft-7" }));
  return said + 2 * Buffer.byteLength(schema) + AROUND_A_FORMAT;
}

/**
 * How much a request may write so that its cost stays within what is left.
 * @param readingTokens how much it reads at most
 * @param outputTokens how much it would write at most
 * @param leftTokens how much it may read and write together
 * @returns null when what is left is not enough for an answer of any use
 */
export function fitWithin(
  choice: Choice,
  readingTokens: number,
  outputTokens: number,
  leftMicros: number,
  leftTokens = Number.POSITIVE_INFINITY,
): Fit | null {
  const priced = costOf(choice, usageOf(readingTokens, outputTokens)) !== null;
  const most = (written: number) => countedCost(choice, usageOf(readingTokens, written)) ?? 0;
  const of = (written: number): Fit => ({
    mostMicros: most(written),
    outputTokens: written,
    tokens: readingTokens + written,
    priced,
  });
  const least = Math.min(LEAST_TOKENS, outputTokens);
  const whole = Math.min(outputTokens, leftTokens - readingTokens);
  if (whole < least || most(least) > leftMicros) return null;
  if (most(whole) <= leftMicros) return of(whole);
  let fits = least;
  let tooMany = whole;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (most(middle) <= leftMicros) fits = middle;
    else tooMany = middle;
  }
  return of(fits);
}

/** What a spend cap counts for a usage: its cost, or at a stand-in price; null when the tokens are not known. */
export function countedCost(choice: Choice, usage: ModelUsage): number | null {
  const cost = costOf(choice, usage);
  const { inputTokens, outputTokens } = usage;
  if (cost !== null || inputTokens === null || outputTokens === null) return cost;
  return Math.ceil((inputTokens / 1e6) * STAND_IN.inputMicros + (outputTokens / 1e6) * STAND_IN.outputMicros);
}

function usageOf(inputTokens: number, outputTokens: number): ModelUsage {
  return { inputTokens, outputTokens, cachedTokens: null, reasoningTokens: null };
}
