import type { StepId } from "#lib/domain/ids.ts";
import type { Step } from "#lib/domain/step.ts";

/** A step as a drafter produces it: with the steps, drafted before it, that it comes after. */
export type DraftedStep = { step: Step; dependsOn: StepId[] };
