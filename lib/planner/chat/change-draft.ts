import { indexAncestors } from "#lib/domain/ancestor-index.ts";
import type { ChatChange } from "#lib/domain/chat.ts";
import { linkChanges } from "#lib/domain/choose-changes.ts";
import { describeChange } from "#lib/domain/describe-change.ts";
import type { Equipment } from "#lib/domain/equipment.ts";
import type { Finding } from "#lib/domain/finding.ts";
import { argumentReferences } from "#lib/domain/graph.ts";
import { newStepId, type StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { StorablePatch } from "#lib/domain/storable-patch.ts";
import type { Step } from "#lib/domain/step.ts";
import { newErrors } from "../new-errors.ts";
import { DraftPatch, type PatchRequest } from "../replan/draft-patch.ts";
import { mendReader } from "../replan/mend-reader.ts";
import type { ChatRequest } from "./chat-request.ts";

/** How many faults an answer names. */
const MOST_FAULTS = 5;

/** What changes are worked out from. */
export type ChangeRequest = PatchRequest & { equipment: Equipment };

/** Changes in the making, each of which a person will accept or leave out as a whole. */
export class ChangeDraft {
  readonly patch: DraftPatch;
  readonly request: ChangeRequest;
  readonly #changes: Omit<ChatChange, "needs">[] = [];

  constructor(request: ChangeRequest) {
    this.request = request;
    this.patch = new DraftPatch(request);
  }

  /** Of a plan's draft, in which every step may change and a person mends what a change leaves behind. */
  static ofPlan({ graph, tools, goal, today, equipment }: ChatRequest): ChangeDraft {
    const suffix = () => newStepId().slice(-4);
    return new ChangeDraft({
      graph,
      tools,
      goal,
      today,
      equipment,
      steps: [],
      lostReaders: "keep",
      suffix,
    });
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
    const said = this.patch.said.length;
    const problem = work(this.patch);
    if (problem !== null) {
      // What cannot be done whole is not done at all.
      this.patch.graph = before;
      this.patch.operations.length = from;
      this.patch.said.length = said;
      return { problem };
    }
    const rewired = this.patch.operations.slice(from).some(({ op }) => op !== "update" && op !== "connect");
    if (rewired) this.#mendReferences(before);
    const operations = this.patch.operations.slice(from);
    if (operations.length === 0) return "already";
    const after = this.patch.graph;
    this.#changes.push({
      ...describeChange({ before, after }, operations, this.request.tools),
      quote,
      operations,
    });
    return "done";
  }

  /** The changes with what each needs. @throws ZodError when one is no patch that can be kept */
  changes(): ChatChange[] {
    for (const { operations } of this.#changes) StorablePatch.parse(operations);
    return linkChanges(this.request.graph, this.#changes);
  }

  /** What the changed plan has wrong that it had not before. */
  errors(): Finding[] {
    const { graph, tools, goal, equipment } = this.request;
    return newErrors(graph, this.patch.graph, tools, goal, equipment);
  }

  /** The same in sentences that say where. */
  leftToMend(): string[] {
    const steps = [...this.patch.graph.steps, ...this.request.graph.steps];
    const titles = new Map(steps.toReversed().map((step) => [step.id, `“${step.title}”`]));
    const errors = this.errors();
    const sentences = errors.slice(0, MOST_FAULTS).map(({ stepId, message }) => {
      const where = stepId === null ? "" : ` in ${titles.get(stepId) ?? stepId}`;
      const words = message.replace(/“([a-z0-9][a-z0-9_-]*)”/g, (same, id: string) => titles.get(id) ?? same);
      return `To mend afterwards${where}: ${words}`;
    });
    const more = errors.length - sentences.length;
    return more > 0 ? [...sentences, `And ${more} more.`] : sentences;
  }

  /** Takes out references that a change cut off, where the step that reads can do without. */
  #mendReferences(before: PlanGraph): void {
    const { graph, request } = this.patch;
    const [then, still] = [indexAncestors(before), indexAncestors(graph)];
    const updates = graph.steps.flatMap((step): PatchOperation[] => {
      if (!this.patch.open(step.id)) return [];
      const lost = readsOf(step).filter((id) => then(id, step.id) && !still(id, step.id));
      const mended = lost.reduce<Step | null>(
        (one, stepId) => one && mendReader(one, { stepId, partsOnly: false }, request.goal),
        step,
      );
      if (lost.length === 0 || mended === null) return [];
      return [{ op: "update", stepId: step.id, changes: { args: mended.args, fallbacks: mended.fallbacks } }];
    });
    if (updates.length > 0) this.patch.apply(updates);
  }
}

/** The steps whose outputs a step's arguments and its fallbacks' read. */
function readsOf(step: Step): StepId[] {
  const references = [step.args, ...step.fallbacks.map(({ args }) => args)].flatMap(argumentReferences);
  return [...new Set(references.map(({ ref }) => ref))];
}
