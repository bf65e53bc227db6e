import type { ModelRole, ModelUsage } from "#lib/domain/model.ts";
import { modelUse, type ModelUse } from "#lib/domain/run.ts";
import type { ModelErrorCode } from "./port.ts";

/** One try of one model, as it is recorded: one request, or two when the first answer did not fit. */
export type ModelCall = {
  id: string;
  role: ModelRole;
  purpose: string;
  provider: string;
  model: string;
  /** What the provider counted; null when it did not get as far. */
  usage: ModelUsage | null;
  /** Zero for what a provider refused; null when nobody knows, for want of a price or because the answer never came. */
  costMicros: number | null;
  priceTable: string | null;
  /** The spend cap that it counts towards, where that outlives the process. */
  capKey: string | null;
  /** As how much it counts there: its cost, and where that is not known what it may have cost at most. */
  countedMicros: number;
  /** Null when it answered; `lost` until it has ended, and for good when its process died before. */
  failure: ModelErrorCode | "aborted" | "lost" | null;
  seconds: number;
};

/** What a call took, as runs add it up. */
export function callUse({ usage, costMicros }: ModelCall): ModelUse {
  const { inputTokens = null, outputTokens = null } = usage ?? {};
  return modelUse({ inputTokens, outputTokens, costMicros });
}
