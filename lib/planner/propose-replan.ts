import type { ModelSpend } from "#lib/domain/model.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { ModelError, type CappedAccess } from "#lib/models/port.ts";
import { UNDERSTOOD } from "./chat/instruction.ts";
import { newErrors } from "./new-errors.ts";
import { DraftPatch, type PatchRequest } from "./replan/draft-patch.ts";
import { followNote } from "./replan/follow-note.ts";
import { replanByModel } from "./replan/model-replan.ts";
import { mendFailures } from "./replan/mend-failures.ts";

/** What a replan works from: the run's graph and how far its steps are, and what the person wants changed. */
export type ReplanRequest = Pick<PatchRequest, "graph" | "steps" | "tools" | "goal" | "today"> & {
  note: string;
};

/** A replan as it was worked out: the patch or none, and who answered; null: the built-in planner. */
export type Replanned = {
  patch: PlanPatch | null;
  explanation: string;
  answeredBy: string | null;
  spend: ModelSpend | null;
};

/**
 * Works out a replan: by the planner model where there is one, else, or when it cannot answer, by the built-in planner, which then
 * says so.
 * @throws the signal's reason when it is aborted
 */
export async function workOutReplan(
  request: ReplanRequest,
  access: CappedAccess,
  signal: AbortSignal,
): Promise<Replanned> {
  signal.throwIfAborted();
  if (!access.models.has("planner")) return { ...proposeReplan(request), answeredBy: null, spend: null };
  try {
    return await replanByModel(request, access, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ModelError)) throw error;
    const { patch, explanation } = proposeReplan(request);
    const why = `The model could not answer (${error.message.replace(/[.\s]+$/, "")}), so the built-in planner did.`;
    return { patch, explanation: `${why} ${explanation}`, answeredBy: null, spend: error.spend };
  }
}

/**
 * Proposes, without a model, a patch over the steps of a run that have not started or have failed. A note is followed by a
 * small grammar (UNDERSTOOD); without one the planner mends what failed. Steps that are finished or under way stay.
 * @returns the patch, which applies to the run's graph, or null; and in plain sentences what it does or why there is none
 */
export function proposeReplan(request: ReplanRequest): { patch: PlanPatch | null; explanation: string } {
  const draft = new DraftPatch({ ...request, lostReaders: "drop" });
  const note = request.note.trim();
  if (note === "") mendFailures(draft);
  const refused = note === "" ? [] : followNote(draft, note);
  const sentences = [...draft.said];
  for (const { part, reason } of refused)
    sentences.push(reason === null ? `Not understood: "${part}".` : `Not done ("${part}"): ${reason}`);
  if (refused.some(({ reason }) => reason === null)) {
    sentences.push(`Notes that are understood: ${UNDERSTOOD.join("; ")}. An empty note mends what failed.`);
  }
  if (draft.operations.length === 0) {
    if (sentences.length === 0) {
      const failed = request.steps.some((step) => step.status === "failed");
      sentences.push(
        failed
          ? "No other way is known to do what failed. Retry or skip the step, or write a note."
          : `Nothing has failed, so there is nothing to mend. Notes that are understood: ${UNDERSTOOD.join("; ")}.`,
      );
    }
    return { patch: null, explanation: sentences.join(" ") };
  }
  const { graph, tools, goal } = request;
  for (const { message } of newErrors(graph, draft.graph, tools, goal))
    sentences.push(`To mend afterwards: ${message}`);
  return { patch: draft.operations, explanation: sentences.join(" ") };
}
