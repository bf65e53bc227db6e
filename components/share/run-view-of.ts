import { StepRunView } from "#lib/domain/run.ts";
import type { SharedRun, SharedView } from "#lib/domain/share.ts";
import type { RunView } from "#lib/domain/view.ts";

/** A shared run as the parts of the run page take one. What readers outside are not told is as if it had never been. */
export function runViewOf({ title, goal, versionNumber, graph }: SharedView, run: SharedRun): RunView {
  const { costs, steps, whole: _, ...facts } = run;
  return {
    ...facts,
    id: "shared",
    planId: "shared",
    planTitle: title,
    goal,
    versionNumber,
    graph,
    reason: null,
    costMicros: costs?.micros ?? 0,
    costUnknown: costs?.unknown ?? false,
    replanUse: costs?.replans ?? null,
    steps: steps.map((step) => StepRunView.parse(step)),
    firstVersion: null,
    dropped: {},
    texts: {},
    replan: null,
    held: false,
    editAsked: false,
    promptVersions: {},
    models: {},
    rerun: null,
    parent: null,
    below: [],
    seq: 0,
    firstSeq: 1,
  };
}
