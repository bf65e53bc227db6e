import { ModelError, type CappedAccess } from "#lib/models/port.ts";
import { ChangeDraft } from "./chat/change-draft.ts";
import { followNote, NOTES_UNDERSTOOD } from "./replan/follow-note.ts";
import { mendFailures } from "./replan/mend-failures.ts";
import { mendSlow } from "./replan/mend-slow.ts";
import { replanByModel } from "./replan/model-replan.ts";
import {
  nothing,
  stoppableOf,
  type Proposal,
  type Replanned,
  type ReplanRequest,
} from "./replan/replan-request.ts";

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
    const proposal = proposeReplan(request);
    const why = `The model could not answer (${error.message.replace(/[.\s]+$/, "")}), so the built-in planner did.`;
    const explanation = `${why} ${proposal.explanation}`;
    return { ...proposal, explanation, answeredBy: null, spend: error.spend };
  }
}

/**
 * Proposes, without a model, what is to be done about steps of a run that have not started, have failed, or take too long. A note is
 * followed by a small grammar (UNDERSTOOD); without one the cause decides. Steps that are finished stay.
 */
export function proposeReplan(request: ReplanRequest): Proposal {
  const draft = new ChangeDraft({ ...request, stoppable: stoppableOf(request), lostReaders: "drop" });
  const proposal = byCause(draft, request);
  const faults = draft.errors().map(({ message }) => `To mend afterwards: ${message}`);
  if (proposal.changes.length === 0) return proposal;
  return { ...proposal, explanation: [proposal.explanation, ...faults].join(" ") };
}

function byCause(draft: ChangeDraft, { note, cause, slow, steps, graph }: ReplanRequest): Proposal {
  if (note.trim() !== "") return followNote(draft, note.trim());
  switch (cause.kind) {
    case "request":
    case "failure":
      return mendFailures(draft);
    case "slow":
      return mendSlow(draft, cause.stepId, slow);
    case "new_input": {
      const title = graph.steps.find(({ id }) => id === cause.stepId)?.title ?? cause.stepId;
      const again = steps
        .filter(({ stale, status }) => stale && status !== "running")
        .map(({ stepId }) => stepId);
      if (again.length === 0) return nothing(`No finished step has used the old output of "${title}".`);
      const many = again.length === 1 ? "the step that has" : `the ${again.length} steps that have`;
      const explanation = `Does ${many} used the old output of "${title}" again.`;
      return { choice: "retry", changes: [], steps: again, explanation };
    }
    case "finding": {
      const title = graph.steps.find(({ id }) => id === cause.stepId)?.title ?? cause.stepId;
      const explanation = `What should be different about "${title}"? ${NOTES_UNDERSTOOD}`;
      return { choice: "ask", changes: [], steps: [], explanation };
    }
    case "refused": {
      // What somebody wrote as a reason may say what to do instead; to try the same again is no way on.
      const followed = followNote(draft, cause.reason);
      if (followed.changes.length > 0) return followed;
      const title = graph.steps.find(({ id }) => id === cause.stepId)?.title ?? cause.stepId;
      const explanation = `What should be done instead of "${title}"? ${NOTES_UNDERSTOOD}`;
      return { choice: "ask", changes: [], steps: [], explanation };
    }
  }
}
