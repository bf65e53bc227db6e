import { z } from "zod";
import { keepsRule, LikeRule, MostRule, type Allowance } from "#lib/domain/allowance.ts";
import { ApprovalRequest, ApprovalTerms, ReplanVote, type CallRequest } from "#lib/domain/approval.ts";
import { argumentFaults } from "#lib/domain/argument-faults.ts";
import { DomainError, parseInput, type Issue } from "#lib/domain/errors.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { amountText, leastRaise, RaiseTo, type SpendStop } from "#lib/domain/spend.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { announce } from "#lib/events/announce.ts";
import { loadValue } from "#lib/ledger/large-values.ts";
import { TOOLS } from "#lib/tools/registry.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";
import { decide } from "./approvals/decide.ts";
import { approvalOfEdit } from "./runs/carry-out-edit.ts";
import { checkGivenOutput } from "./runs/check-given-output.ts";
import { findReplan } from "./runs/find-replan.ts";
import { GivenOutput } from "./runs/given-output.ts";
import { withContents, withoutContents } from "./runs/output-files.ts";
import { approvalOfReplan } from "./runs/replan-approval.ts";
import { versionOf } from "./runs/version-of.ts";
import { refuseBlocked } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";

/** `same`: the argument's value as it is approved. */
const Wish = z.discriminatedUnion("kind", [z.object({ kind: z.literal("same") }), LikeRule, MostRule]);

/**
 * `args`: arguments to approve instead of those asked for; `allow`: what arguments of further calls must be that need no approval in
 * this run (an empty record allows the tool whatever its arguments); `output`: of a request about an output what is handed on instead; a
 * file named without content keeps what it held.
 */
export const ApproveRequestInput = z.object({
  approvalId: z.string(),
  args: JsonObject.optional(),
  allow: z.record(z.string().max(100), Wish).optional(),
  output: GivenOutput.optional(),
});

/**
 * Approves a call or an output, as it was asked for or with other arguments or words, raises a spend cap (`args`: RaiseTo), or lets a run go
 * on by a changed plan (of a replan `args`: ReplanVote). Approving twice changes nothing.
 * @returns `decided`: false when others must approve too
 * @throws DomainError `not_found`; `forbidden` when it is for others; `conflict`, also while a comment blocks the
 * plan that is to be approved; `invalid` when edited arguments do not fit the tool, or at
 * ["output"] when what is written in the place of an output does not pass the checks
 */
export async function approveRequest({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ApproveRequestInput>;
}): Promise<{ decided: boolean }> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { approvalId, args, allow, output } = parseInput(ApproveRequestInput, input);
  const plans: string[] = [];
  const answer = await decide(ctx, approvalId, async (run) => {
    const { tx } = run;
    const row = await tx.approval.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id: approvalId } },
      select: { request: true, output: true, runId: true, stepId: true, editedArgs: true, terms: true },
    });
    const request = ApprovalRequest.parse(restoreUnstorable(Json.parse(row.request)));
    if (request.kind === "spend") return { kind: "approve", args: raiseOf(request.stop, args), allow: null };
    if (request.kind === "output") {
      if (output === undefined || row.stepId === null) return { kind: "approve", args: null, allow: null };
      const old = await loadValue(tx, { workspaceId, runId: row.runId }, Json.parse(row.output));
      const about = { stepId: row.stepId, tool: request.tool };
      const whole = await checkGivenOutput(run, about, withContents(output, old));
      // Others who must approve too see it, and whoever has voted so far has voted for another one.
      return { kind: "approve", args: { output: withoutContents(whole) }, allow: null, output: whole };
    }
    if (request.kind === "change") {
      plans.push(run.planId);
      if (request.replanId === null) return approvalOfEdit(run, approvalId, ApprovalTerms.parse(row.terms));
      const vote = args ?? row.editedArgs ?? {};
      const replan = await findReplan(run, request.replanId);
      return approvalOfReplan(run, replan, parseInput(ReplanVote, vote), ctx.actor);
    }
    if (request.kind === "plan") {
      await refuseBlocked(tx, run, (await versionOf(run, run.versionNumber)).graph);
    }
    // The ledger says what is wrong with approving a question.
    if (request.kind !== "call") return { kind: "approve", args: null, allow: null };
    if (args) refuseMisfits(request.tool, args, await workspaceTools(tx, workspaceId));
    return {
      kind: "approve",
      args: args ?? null,
      allow: allow ? allowanceOf(request, args ?? request.args, allow) : null,
    };
  });
  for (const planId of plans) announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return answer;
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

/** @throws DomainError `invalid` with one issue an argument, at ["args", name] */
function refuseMisfits(name: string, args: JsonObject, tools: readonly ToolSpec[]): void {
  const spec = tools.find((tool) => tool.name === name);
  const faults: { path: (string | number)[]; message: string }[] = (
    spec ? argumentFaults(args, spec.inputSchema) : []
  ).map((fault) => ({ path: [fault.name], message: fault.message }));
  // A tool of ours knows more of what it takes than a schema can say.
  const parsed = faults.length === 0 ? TOOLS.get(name)?.input.safeParse(args) : undefined;
  for (const issue of parsed?.error?.issues ?? []) {
    faults.push({
      path: issue.path.map((key) => (typeof key === "number" ? key : String(key))),
      message: issue.message,
    });
  }
  const [first] = faults;
  if (!first) return;
  const where = first.path.length > 0 ? `${first.path.join(".")}: ` : "";
  throw new DomainError("invalid", `These arguments do not fit the tool. ${where}${first.message}`, {
    issues: faults.map(({ path, message }) => ({ path: ["args", ...path], message })),
  });
}

/** @throws DomainError `invalid` at ["allow", name] for a rule that the very call which is approved would not keep */
function allowanceOf(
  { tool, toolVersion }: CallRequest,
  args: JsonObject,
  wishes: Record<string, z.output<typeof Wish>>,
): Allowance {
  const issues: Issue[] = [];
  const rules: Allowance["rules"] = {};
  for (const [name, wish] of Object.entries(wishes)) {
    const value = Object.hasOwn(args, name) ? (args[name] ?? null) : undefined;
    const rule = wish.kind === "same" ? { kind: wish.kind, value: value ?? null } : wish;
    if (value === undefined)
      issues.push({ path: ["allow", name], message: "The call has no such argument." });
    else if (!keepsRule(rule, value)) {
      issues.push({ path: ["allow", name], message: "What you approve does not keep to this itself." });
    } else rules[name] = rule;
  }
  const [first] = issues;
  if (first)
    throw new DomainError("invalid", `${first.path.slice(1).join(".")}: ${first.message}`, { issues });
  return { tool, toolVersion, rules };
}
