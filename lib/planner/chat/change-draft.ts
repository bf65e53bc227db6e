import type { ChatChange } from "#lib/domain/chat.ts";
import { linkChanges } from "#lib/domain/choose-changes.ts";
import { describeChange } from "#lib/domain/describe-change.ts";
import type { Finding } from "#lib/domain/finding.ts";
import { ancestors, argumentReferences } from "#lib/domain/graph.ts";
import { newStepId, type StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { StorablePatch } from "#lib/domain/storable-patch.ts";
import type { Step } from "#lib/domain/step.ts";
import { newErrors } from "../new-errors.ts";
import { DraftPatch } from "../replan/draft-patch.ts";
import { mendReader } from "../replan/mend-reader.ts";
import type { ChatRequest } from "./chat-request.ts";

/** Steps that lost what they read are mended one after another; more rounds than steps would mean going in circles. */
const MOST_ROUNDS = 50;

/** Changes in the making, each of which a person will accept or leave out as a whole. */
export class ChangeDraft {
  readonly patch: DraftPatch;
  readonly #request: ChatRequest;
  readonly #changes: Omit<ChatChange, "needs">[] = [];

  constructor(request: ChatRequest) {
    this.#request = request;
    const { graph, tools, goal, today } = request;
    const suffix = () => newStepId().slice(-4);
    this.patch = new DraftPatch({ graph, steps: [], tools, goal, today, lostReaders: "keep", suffix });
  }

  /**
   * Makes one change.
   * @param work does it on the patch, and gives a sentence when it cannot
   * @returns that sentence; "already" when the plan is like that without it
   */
  change(
    work: (patch: DraftPatch) => string | null,
    quote: string | null = null,
  ): { problem: string } | "already" | "done" {
    const before = this.patch.graph;
    const from = this.patch.operations.length;
    const problem = work(this.patch);
    if (problem !== null) return { problem };
    this.#mendReferences(before);
    const operations = this.patch.operations.slice(from);
    if (operations.length === 0) return "already";
    const after = this.patch.graph;
    this.#changes.push({
      ...describeChange({ before, after }, operations, this.#request.tools),
      quote,
      operations,
    });
    return "done";
  }

  /** The changes with what each needs. @throws ZodError when one is no patch that can be kept */
  changes(): ChatChange[] {
    for (const { operations } of this.#changes) StorablePatch.parse(operations);
    return linkChanges(this.#request.graph, this.#changes);
  }

  /** What the changed plan has wrong that it had not before. */
  errors(): Finding[] {
    const { graph, tools, goal } = this.#request;
    return newErrors(graph, this.patch.graph, tools, goal);
  }

  /** The same in sentences that say where. */
  leftToMend(): string[] {
    const title = (id: StepId | null) => this.patch.graph.steps.find((step) => step.id === id)?.title;
    const named = (id: StepId) =>
      `“${[this.patch.graph, this.#request.graph].flatMap(({ steps }) => steps).find((step) => step.id === id)?.title ?? id}”`;
    return this.errors().map(({ stepId, message }) => {
      const where = title(stepId) === undefined ? "" : ` in “${title(stepId)}”`;
      return `To mend afterwards${where}: ${message.replace(/“([a-z0-9][a-z0-9_-]*)”/g, (_, id: string) => named(id))}`;
    });
  }

  /** Takes out references that a change cut off, where the step that reads can do without. */
  #mendReferences(before: PlanGraph): void {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { graph, request } = this.patch;
      const mended = graph.steps.flatMap((step) => {
        const was = before.steps.find((one) => one.id === step.id);
        const lost = was === undefined ? [] : cutOff(step, before, graph);
        const better = lost.reduce<Step | null>(
          (one, stepId) => one && mendReader(one, { stepId, partsOnly: false }, request.goal),
          step,
        );
        return lost.length === 0 || better === null ? [] : [better];
      });
      const [step] = mended;
      if (step === undefined) return;
      const changes = { args: step.args, fallbacks: step.fallbacks };
      if (this.patch.apply([{ op: "update", stepId: step.id, changes }]) !== null) return;
    }
  }
}

/** The steps that a step reads and no longer comes after, though it did. */
function cutOff(step: Step, before: PlanGraph, now: PlanGraph): StepId[] {
  const reads = new Set(
    [step.args, ...step.fallbacks.map(({ args }) => args)].flatMap(argumentReferences).map(({ ref }) => ref),
  );
  if (reads.size === 0) return [];
  const [then, still] = [ancestors(before, step.id), ancestors(now, step.id)];
  return [...reads].filter((id) => then.has(id) && !still.has(id));
}
