import { z } from "zod";
import { ApprovalRequest, type Allowance } from "#lib/domain/approval.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { misfits } from "#lib/domain/fit-schema.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";
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
 * Approves a call, as it was asked for or with other arguments. Approving twice changes nothing.
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
    // The ledger says what is wrong with approving a question.
    if (request.kind !== "call") return { kind: "approve", args: null, allow: null };
    if (args) refuseMisfits(request.tool, args, await workspaceTools(tx, workspaceId));
    return {
      kind: "approve",
      args: args ?? null,
      allow: allow ? allowanceOf(request.tool, args ?? request.args, allow) : null,
    };
  });
}

function refuseMisfits(tool: string, args: JsonObject, tools: readonly ToolSpec[]): void {
  const spec = tools.find(({ name }) => name === tool);
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
