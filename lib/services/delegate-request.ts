import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { delegateApproval, type Delegated } from "#lib/ledger/delegate-approval.ts";
import { deciderOf, noRequest, runOfApproval } from "./approvals/decide.ts";
import { decidersIn } from "./approvals/deciders.ts";
import { authorise, type ServiceContext } from "./context.ts";

/** `to`: the member who alone is to decide; null: whoever the terms name, again. */
export const DelegateRequestInput = z.object({ approvalId: z.string(), to: z.string().nullable() });

const REFUSALS: Record<Exclude<Delegated, "applied" | "already">, string> = {
  decided: "This waits for nobody any more, so there is nothing to hand on.",
  not_yours: "This is for others to decide or to hand on: see who may, beside the request.",
  several: "Several members must approve this, so it cannot be handed to one.",
  starter: "Whoever started the run may not decide this. Choose somebody else.",
};

/**
 * Hands a request to one member, who alone then decides, or takes it back. Doing it twice changes nothing.
 * @throws DomainError `not_found`; `forbidden` when it is for others; `invalid` at ["to"] for who may not decide; `conflict` when it waits no more
 */
export async function delegateRequest({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DelegateRequestInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { approvalId, to } = parseInput(DelegateRequestInput, input);
  const by = deciderOf(ctx);
  const runId = await runOfApproval(ctx.db, workspaceId, approvalId);
  const outcome = await changeRun(ctx.db, { workspaceId, runId }, async (run) => {
    // Read within the change, so that nobody is chosen who has just lost the right.
    const member =
      to === null ? null : (await decidersIn(run.tx, workspaceId)).find(({ userId }) => userId === to);
    return member === undefined ? "no_decider" : delegateApproval(run, approvalId, member, by);
  });
  if (outcome === null) throw noRequest();
  if (outcome === "applied" || outcome === "already") return;
  if (outcome === "no_decider") throw wrong("Choose a member of this workspace who may decide.");
  if (outcome === "starter") throw wrong(REFUSALS.starter);
  throw new DomainError(outcome === "not_yours" ? "forbidden" : "conflict", REFUSALS[outcome]);
}

function wrong(message: string): DomainError {
  return new DomainError("invalid", message, { issues: [{ path: ["to"], message }] });
}
