import type { ModelRole } from "#lib/domain/model.ts";
import type { Choice } from "#lib/models/connection.ts";
import { createModels } from "#lib/models/create-models.ts";
import { ModelError, type ModelRequest, type ModelStreamPart } from "#lib/models/port.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { askingMeans } from "./fake-models.ts";

/** Models that have the same choices in every role, with what they were asked with. */
export function modelsOf(choices: readonly Choice[], means = askingMeans()) {
  const profile: Record<ModelRole, readonly Choice[]> = {
    planner: choices,
    executor: choices,
    checker: choices,
    embedding: choices,
  };
  return { means, ...createModels(profile, means) };
}

/** A request about a picnic, without a spend cap. */
export function modelRequest(over: Partial<ModelRequest> = {}): ModelRequest {
  return {
    purpose: "test",
    messages: [
      { role: "system", text: "You plan." },
      { role: "user", text: "plan the picnic" },
    ],
    signal: new AbortController().signal,
    budget: { cap: spendCap(null), outputTokens: 1_000 },
    ...over,
  };
}

/** All parts of a stream. */
export async function partsOf(stream: AsyncIterable<ModelStreamPart>): Promise<ModelStreamPart[]> {
  const all: ModelStreamPart[] = [];
  for await (const part of stream) all.push(part);
  return all;
}

/** How asking models failed. @throws Error when it did not */
export async function modelErrorOf(promise: Promise<unknown>): Promise<ModelError> {
  const error: unknown = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ModelError)) throw new Error("It did not fail as models do.", { cause: error });
  return error;
}
