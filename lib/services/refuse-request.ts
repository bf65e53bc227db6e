import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { prose } from "#lib/domain/text.ts";
import { decide } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const RefuseRequestInput = z.object({
  approvalId: z.string(),
  reason: prose("The reason", 2_000).default(""),
});

/**
 * Refuses a request: its step fails with the reason, which a replan is told of. Refusing twice changes nothing.
 * @throws DomainError `not_found`; `forbidden` when it is for others; `conflict` when it was decided otherwise
 */
export async function refuseRequest({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RefuseRequestInput>;
}): Promise<void> {
  authorise(ctx.actor, "decide");
  const { approvalId, reason } = parseInput(RefuseRequestInput, input);
  await decide(ctx, approvalId, () => ({ kind: "refuse", reason: reason.trim() }));
}
