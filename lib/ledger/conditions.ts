import { Prisma } from "#lib/db/generated/client.ts";
import { stepStatesFor, type StepEvent } from "#lib/engine/step-machine.ts";
import type { StepToken } from "./keys.ts";

/** `pending` of a step that a replan dropped after it had begun: its row stays for its attempts and calls, out of the run. */
export const DROPPED = -1;

/** SQL condition on a step_runs row named `s`: the event applies in its state, by the state machine's table. */
export function permits(event: StepEvent): Prisma.Sql {
  return Prisma.sql`(step_state(s.status, s.waiting_for) = any(${stepStatesFor(event)}::text[]) and s.pending > ${DROPPED})`;
}

/** SQL condition on a step_runs row named `s`: the token is still the one that was handed out last. */
export function heldBy(token: StepToken): Prisma.Sql {
  return Prisma.sql`(s.workspace_id = ${token.workspaceId} and s.run_id = ${token.runId} and s.step_id = ${token.stepId}
    and s.attempt = ${token.attempt} and s.locked_by = ${token.workerId})`;
}
