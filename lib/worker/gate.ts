import { createHash } from "node:crypto";
import type { Db } from "#lib/db/client.ts";
import type { ApprovalTerms, CallRequest } from "#lib/domain/approval.ts";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { Json, type JsonObject } from "#lib/domain/json.ts";
import type { Manifest } from "#lib/domain/manifest.ts";
import { DEFAULT_APPROVAL, spendTerms, termsFor, type Policy } from "#lib/domain/policy.ts";
import type { MarkedArgument } from "#lib/domain/provenance.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import type { Gate, GatedCall } from "#lib/executor/ports.ts";
import { checkCall, type CallVerdict } from "#lib/guardrails/check-call.ts";
import { approvedBefore } from "#lib/ledger/approved-before.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { isUndoing } from "#lib/ledger/step-facts.ts";
import { callPrice } from "#lib/tools/call-price.ts";
import { effectOf, strongestEffect, type Tool } from "#lib/tools/contract.ts";
import { marksOf, type Marks } from "./marked-arguments.ts";

/** What the gate of an attempt decides by. */
export type GateMeans = {
  db: Db;
  policy: () => Promise<Policy>;
  manifest: Manifest | null;
  tools: ReadonlyMap<string, Tool>;
  /** Values of the workspace's secrets, which must not leave. */
  ownSecrets: () => Promise<readonly string[]>;
};

/**
 * The gate of one attempt: each call is checked against the workspace's policy, what its run was approved for, what it takes along and
 * where that came from. What asks goes on only when people have approved this very call.
 */
export function gateOf(token: StepToken, means: GateMeans): Gate {
  return async (call) => {
    const [policy, own, marks] = await Promise.all([
      means.policy(),
      means.ownSecrets(),
      marksOf(call, token, means),
    ]);
    const judge = (args: JsonObject, about: Marks, sideEffect = call.recorded.sideEffect): CallVerdict => {
      const facts = {
        step: call.step,
        tool: specOf(call),
        sideEffect,
        args,
        ...about,
        priceless: callPrice(call.tool, args, means.tools) === null,
      };
      return checkCall(facts, { policy, manifest: means.manifest, own });
    };
    const verdict = judge(call.recorded.args, marks);
    if (verdict.decision !== "allow" && (await isUndoing(means.db, token))) {
      // A person has approved that this very call is made, after the run that was approved for others was over.
      return { kind: "go", args: verdict.args, notes: [] };
    }
    if (verdict.decision === "deny") return { kind: "refuse", error: refusal(verdict) };
    const notes = verdict.findings.filter(({ rule }) => rule !== "tool_asks").map(({ message }) => message);
    if (verdict.decision === "allow") return { kind: "go", args: verdict.args, notes };

    const hash = hashOf(call);
    const { tool, toolVersion, args } = call.recorded;
    const asked = { tool, toolVersion, args, marked: allMarked(marks).map(({ name }) => name) };
    const approved = await approvedBefore(means.db, token, hash, asked);
    if (!approved)
      return {
        kind: "hold",
        approval: {
          request: requestOf(call, verdict, allMarked(marks)),
          hash,
          terms: termsOf(policy, call, verdict),
        },
        notes,
      };
    if (approved.editedArgs === null) return { kind: "go", args: verdict.args, notes: [] };
    // What a reviewer wrote is the reviewer's, but the rules hold for it too.
    const edited = judge(approved.editedArgs, UNMARKED, effectWith(call, approved.editedArgs));
    if (edited.decision === "deny") return { kind: "refuse", error: refusal(edited) };
    return { kind: "go", args: edited.args, notes: ["It was approved with other arguments."] };
  };
}

/** What the call does to the world with other arguments; those that the tool cannot take are refused later, and count as the strongest. */
function effectWith({ tool }: GatedCall, args: JsonObject): SideEffect {
  const parsed = tool.input.safeParse(args);
  return parsed.success ? effectOf(tool, parsed.data) : strongestEffect(tool);
}

const UNMARKED: Marks = { marked: [], composed: [] };

/** Each argument once, though there may be two things to say about it. */
function allMarked({ marked, composed }: Marks): MarkedArgument[] {
  return [...new Map([...marked, ...composed].map((mark) => [mark.name, mark])).values()];
}

function specOf({ tool, recorded }: GatedCall) {
  const { name, title, reaches, sensitive, reads } = tool;
  return {
    name,
    title,
    version: recorded.toolVersion,
    ...(reaches && { reaches }),
    ...(sensitive && { sensitive: [...sensitive] }),
    ...(reads && { reads: [...reads] }),
  };
}

/** What an approval is bound to: the step's definition, the literal arguments and the tool as it is. */
function hashOf({ step, item, recorded }: GatedCall): string {
  const { tool, toolVersion, args, call } = recorded;
  const definition = Json.parse(JSON.parse(JSON.stringify(step)));
  const text = canonicalJson([definition, item?.index ?? null, call, tool, toolVersion, args]);
  return createHash("sha256").update(text).digest("hex");
}

function requestOf(
  { recorded, tool }: GatedCall,
  { findings }: CallVerdict,
  marked: readonly MarkedArgument[],
): CallRequest {
  const { call, tool: name, toolVersion, sideEffect, args } = recorded;
  return {
    kind: "call",
    call,
    tool: name,
    toolTitle: tool.title,
    toolVersion,
    sideEffect,
    args,
    findings,
    marked: [...marked],
  };
}

/** Who decides: of what is asked for its unknown price alone those who may raise spend caps. */
function termsOf(policy: Policy, { recorded }: GatedCall, { findings }: CallVerdict): ApprovalTerms {
  const asked = findings.filter(({ severity }) => severity === "warning");
  if (asked.every(({ rule }) => rule === "unknown_price")) return spendTerms(policy);
  return termsFor(policy, "call", recorded.tool) ?? DEFAULT_APPROVAL;
}

function refusal({ findings }: CallVerdict): StepError {
  const finding = findings.find(({ severity }) => severity === "error");
  const message = [finding?.message ?? "The policy does not allow this call.", finding?.fix]
    .filter(Boolean)
    .join(" ");
  return { code: finding?.rule ?? "denied", message, retryable: false };
}
