import type { AskedModel, EstimateBasis } from "./estimate-basis.ts";
import type { ModelRole } from "./model.ts";

/** With fewer uses than this, percentiles say nothing. */
export const ENOUGH_USES = 3;

/** What is known of a workspace that has run nothing and has no models. */
export const NOTHING_KNOWN: EstimateBasis = {
  steps: [],
  tools: [],
  items: {},
  models: { executor: null, checker: null },
};

/** Names the models that a step asks, so that uses with the same ones are found; "" when it asks none. The database makes the same text. */
export function modelsKey(
  asked: readonly (Pick<AskedModel, "provider" | "model"> & { role: ModelRole })[],
): string {
  return [...new Set(asked.map(({ role, provider, model }) => `${role} ${provider} ${model}`))]
    .toSorted()
    .join("\n");
}

/** Sizes in powers of four: amounts of bytes in one class differ by less than that. The database works out the same number. */
export function sizeClass(bytes: number): number {
  return Math.floor(Math.log(Math.max(1, bytes)) / Math.log(4));
}
