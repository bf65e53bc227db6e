import { z } from "zod";
import { ApprovalRequest } from "#lib/domain/approval.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Json } from "#lib/domain/json.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { prose } from "#lib/domain/text.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { decide, deciderOf } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { openReplan } from "./runs/open-replan.ts";

/** `replan`: the planner is asked for another way, for the reason given. */
export const RefuseRequestInput = z
  .object({
    approvalId: z.string(),
    reason: prose("The reason", 2_000)
      .default("")
      .transform((text) => text.trim()),
    replan: z.boolean().default(false),
  })
  .refine(({ reason, replan }) => reason !== "" || !replan, {
    path: ["reason"],
    message: "Write why not, so that the planner can look for another way.",
  });

/**
 * Refuses a request: its step fails with the reason, and the planner is asked for another way when that is wished. Refusing twice changes
 * nothing.
 * @throws DomainError `not_found`; `forbidden` when it is for others; `conflict` when it was decided otherwise; `invalid` at ["reason"]
 */
export async function refuseRequest({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RefuseRequestInput>;
}): Promise<void> {
  authorise(ctx.actor, "decide");
  const { approvalId, reason, replan } = parseInput(RefuseRequestInput, input);
  const by = deciderOf(ctx);
  const askPlanner = async (run: OpenRun) => {
    if (!replan || isRunOver(run.status) || run.status === "aborting") return;
    const { stepId, replanId, request } = await run.tx.approval.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId: run.workspaceId, id: approvalId } },
      select: { stepId: true, replanId: true, request: true },
    });
    if (stepId === null && replanId === null) return;
    const { kind } = ApprovalRequest.parse(restoreUnstorable(Json.parse(request)));
    const what = kind === "answer" || kind === "output" ? { what: kind } : {};
    const refused = { kind: "refused" as const, by: by.name, reason, ...what };
    const { bodies } = await openReplan(run.tx, run, {
      cause: stepId === null ? { kind: "request" } : { ...refused, stepId },
      // Of a replan that was refused another one is wished, in these words.
      note: stepId === null ? reason : "",
      answers: null,
      createdBy: by.userId,
    });
    for (const body of bodies) run.emit(body);
  };
  await decide(ctx, approvalId, () => ({ kind: "refuse", reason }), askPlanner);
}
