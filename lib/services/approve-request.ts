import { z } from "zod";
import { ApprovalRequest, type Allowance } from "#lib/domain/approval.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { misfits } from "#lib/domain/fit-schema.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { amountText, leastRaise, RaiseTo, type SpendStop } from "#lib/domain/spend.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { decide } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";

/**
 * `args`: arguments to approve instead of those asked for; `allow`: names of the arguments whose values, as approved, need no further
 * approval in this run (an empty list allows the tool whatever its arguments).
 */
export const ApproveRequestInput = z.object({
  approvalId: z.string(),
  args: JsonObject.optional(),
  allow: z.array(z.string().max(100)).max(50).optional(),
});

/**
 * Approves a call, as it was asked for or with other arguments, or raises a spend cap (`args`: RaiseTo). Approving twice changes nothing.
 * @returns `decided`: false when others must approve too
 * @throws DomainError `not_found`; `forbidden` when it is for others; `conflict`; `invalid` when edited arguments do not fit the tool
 */
export async function approveRequest({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ApproveRequestInput>;
}): Promise<{ decided: boolean }> {
  authorise(ctx.actor, "decide");
  const { approvalId, args, allow } = parseInput(ApproveRequestInput, input);
  return decide(ctx, approvalId, async ({ tx, workspaceId }) => {
    const row = await tx.approval.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id: approvalId } },
      select: { request: true },
    });
    const request = ApprovalRequest.parse(restoreUnstorable(Json.parse(row.request)));
    if (request.kind === "spend") return { kind: "approve", args: raiseOf(request.stop, args), allow: null };
    // The ledger says what is wrong with approving a question.
    if (request.kind !== "call") return { kind: "approve", args: null, allow: null };
    if (args) refuseMisfits(request.tool, args);
    return {
      kind: "approve",
      args: args ?? null,
      allow: allow ? allowanceOf(request.tool, args ?? request.args, allow) : null,
    };
  });
}

/** To what a cap is raised: what was entered, or just as much as the call needs. */
function raiseOf(stop: SpendStop, args: JsonObject | undefined): RaiseTo | null {
  const least = leastRaise(stop);
  if (least === null || stop.why !== "cap") return null;
  const to = args === undefined ? { to: least } : RaiseTo.safeParse(args).data;
  const path = ["args", "to"];
  const fault = (message: string) => new DomainError("invalid", message, { issues: [{ path, message }] });
  if (!to) throw fault("This is not a whole number.");
  if (to.to < least) {
    throw fault(`This is not enough for the call: it needs ${amountText(stop.quantity, least)} at least.`);
  }
  return to;
}

function refuseMisfits(tool: string, args: JsonObject): void {
  const spec = toolSpecs().find(({ name }) => name === tool);
  const problems = spec ? misfits(args, spec.inputSchema) : [];
  if (problems.length === 0) return;
  throw new DomainError("invalid", `These arguments do not fit the tool. ${problems[0] ?? ""}`.trim(), {
    issues: problems.map((message) => ({ path: ["args"], message })),
  });
}

function allowanceOf(tool: string, args: JsonObject, names: readonly string[]): Allowance {
  return {
    tool,
    args: Object.fromEntries(
      names.flatMap((name) => (Object.hasOwn(args, name) ? [[name, args[name] ?? null]] : [])),
    ),
  };
}
