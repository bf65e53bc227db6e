export { PlanPatch } from "#lib/domain/patch.ts";
export { StorablePatch } from "#lib/domain/storable-patch.ts";
export { validatePlan } from "#lib/domain/validate-plan.ts";
export { takeHistory } from "./take-history.ts";
export { takeUnsaved } from "./take-unsaved.ts";
