import { applyPatch } from "#lib/domain/apply-patch.ts";
import { adjacency } from "#lib/domain/graph.ts";
import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { idOf } from "../step-id.ts";
import { mendReader, type Gone } from "./mend-reader.ts";

/** What a patch is worked out from. */
export type PatchRequest = {
  graph: PlanGraph;
  /** How far the run's steps are; of a plan that is not running none, and every step may change. */
  steps: readonly StepRunView[];
  /** Running steps that a replan may stop in order to change them: nothing that must not be repeated is under way in them. */
  stoppable?: ReadonlySet<StepId>;
  tools: readonly ToolSpec[];
  goal: GoalAnalysis | null;
  /** What periods count from when the goal names none. */
  today: Day;
  /** What becomes of a step that cannot do without a removed one: it goes too, or stays for a person to mend. */
  lostReaders: "drop" | "keep";
  /** Ends the ids of new steps, so that none is ever used a second time. */
  suffix?: () => string;
};

/**
 * A patch in the making over a plan's or a run's graph. It refuses to touch a step that has begun or is done: whatever is asked
 * for, what has happened stays.
 */
export class DraftPatch {
  readonly operations: PatchOperation[] = [];
  /** What was done, in sentences for the person. */
  readonly said: string[] = [];
  graph: PlanGraph;
  readonly request: PatchRequest;
  private readonly status: ReadonlyMap<StepId, StepRunView>;

  constructor(request: PatchRequest) {
    this.request = request;
    this.graph = request.graph;
    this.status = new Map(request.steps.map((view) => [view.stepId, view]));
  }

  /** True while a replan may change the step: new, not begun, backing off, failed, or running and allowed to be stopped. */
  open(id: StepId): boolean {
    const view = this.status.get(id);
    if (view === undefined) return true;
    return (
      view.status === "blocked" ||
      view.status === "ready" ||
      view.status === "failed" ||
      (view.status === "running" && this.request.stoppable?.has(id) === true) ||
      (view.status === "waiting" && view.waitingFor === "timer")
    );
  }

  /** A sentence saying why a step cannot be changed, or null when it can. */
  closed(step: Step): string | null {
    if (this.open(step.id)) return null;
    const status = this.status.get(step.id)?.status ?? "running";
    const state =
      status === "running" ? "is running" : status === "waiting" ? "waits for a decision" : "is finished";
    return `"${step.title}" ${state} and stays as it is.`;
  }

  /** Adds operations that belong together, or says why they do not fit. */
  apply(operations: PatchOperation[]): string | null {
    const outcome = applyPatch(this.graph, operations);
    if (!outcome.ok) return outcome.errors[0]?.message ?? "That does not fit the plan.";
    const refusal = this.status.size === 0 ? null : this.putBeforeBegun(outcome.graph);
    if (refusal !== null) return refusal;
    this.graph = outcome.graph;
    this.operations.push(...operations);
    return null;
  }

  /** A sentence saying that a step which has begun would wait for others than before; null when none would. */
  private putBeforeBegun(graph: PlanGraph): string | null {
    const { before } = adjacency(this.graph);
    const after = adjacency(graph).before;
    for (const step of graph.steps) {
      const was = this.graph.steps.find((one) => one.id === step.id);
      if (was === undefined || this.open(step.id)) continue;
      const same = sameJson(
        [...(before.get(step.id) ?? [])].toSorted(),
        [...(after.get(step.id) ?? [])].toSorted(),
      );
      if (!same) return `"${step.title}" has begun, so nothing can be put before it any more.`;
    }
    return null;
  }

  /**
   * Takes a step out, bridging its neighbours, and mends the open steps that read it; those that cannot do without it are lost.
   * @returns a sentence why not, or null
   */
  remove(step: Step): string | null {
    const refusal = this.closed(step);
    if (refusal !== null) return refusal;
    const also = this.mendReaders({ stepId: step.id, partsOnly: false });
    for (const reader of this.request.lostReaders === "drop" ? also : []) {
      if (!this.graph.steps.some((one) => one.id === reader.id)) continue;
      const problem = this.remove(reader);
      if (problem !== null) return problem;
      this.said.push(`Drops "${reader.title}", which cannot do without "${step.title}".`);
    }
    return this.apply([{ op: "remove", stepId: step.id, bridge: true }]);
  }

  /** Mends the open steps that read what is gone; gives those that cannot be mended. */
  mendReaders(gone: Gone): Step[] {
    const lost: Step[] = [];
    for (const reader of this.graph.steps) {
      if (reader.id === gone.stepId || !this.open(reader.id)) continue;
      const mended = mendReader(reader, gone, this.request.goal);
      if (mended === null) lost.push(reader);
      else if (mended !== reader) {
        this.apply([
          { op: "update", stepId: reader.id, changes: { args: mended.args, fallbacks: mended.fallbacks } },
        ]);
      }
    }
    return lost;
  }

  /** An id like the title's that no step has. */
  freshId(title: string): StepId {
    const suffix = this.request.suffix?.();
    if (suffix !== undefined) return `${idOf(title, new Set())}-${suffix}`;
    return idOf(title, new Set([...this.graph.steps.map((step) => step.id), ...this.status.keys()]));
  }
}
