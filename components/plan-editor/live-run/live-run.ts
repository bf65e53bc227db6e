import type { StepId } from "#lib/domain/ids.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";

/** A run under way whose remaining steps are being edited. */
export type LiveRun = {
  run: RunView;
  /** Its steps that have started, which cannot change. */
  locked: ReadonlySet<StepId>;
  states: Readonly<Record<string, StepRunView>>;
};
