import type { StepSuccess } from "#lib/domain/call.ts";
import type { StepToken } from "./keys.ts";

/** A step that its worker has carried out, or passed by because its condition does not hold. */
export type FinishedStep = StepToken & (StepSuccess | { kind: "bypassed"; why: string });
