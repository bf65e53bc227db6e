import type { RunView } from "#lib/domain/view.ts";
import { makeGraph } from "./arbitrary-plan.ts";
import { stepView } from "./step-views.ts";

const ID = "0000000000000000000000000a";

/** A run of one step as it is shown while nothing has happened to it. */
export function runView(parts: Partial<RunView> = {}): RunView {
  return {
    id: ID,
    number: 1,
    planId: ID,
    planTitle: "",
    versionNumber: 1,
    status: "running",
    reason: null,
    createdAt: "",
    startedAt: null,
    finishedAt: null,
    stepsDone: 0,
    stepsTotal: 1,
    costMicros: 0,
    costUnknown: false,
    texts: {},
    goal: "",
    graph: makeGraph(["a"]),
    steps: [stepView("a")],
    replan: null,
    held: false,
    editAsked: false,
    replanUse: null,
    promptVersions: {},
    models: {},
    parent: null,
    below: [],
    rerun: null,
    seq: 0,
    firstVersion: 1,
    dropped: {},
    firstSeq: 1,
    ...parts,
  };
}
