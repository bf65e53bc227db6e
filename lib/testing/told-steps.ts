import type { EventBody } from "#lib/domain/event.ts";
import { stepAfter } from "#lib/domain/reduce-events.ts";
import { StepRunView } from "#lib/domain/run.ts";

/** A run's steps as its events tell of them, which are to be taken in their order. */
export class ToldSteps {
  readonly #views = new Map<string, StepRunView>();

  /** The last that was said of each step, by id. */
  get views(): ReadonlyMap<string, StepRunView> {
    return this.#views;
  }

  /** @returns the step that the event changed, if it changed one */
  take({ body, at }: { body: EventBody; at: string | Date }): StepRunView | undefined {
    const stepId =
      body.type === "step.changed" ? body.step.stepId : "stepId" in body ? body.stepId : undefined;
    if (stepId === undefined || stepId === null) return undefined;
    const known = this.#views.get(stepId) ?? StepRunView.parse({ stepId, status: "blocked", attempt: 0 });
    const view = stepAfter(known, body, new Date(at).toISOString());
    if (!view || view === known) return undefined;
    this.#views.set(stepId, view);
    return view;
  }
}
