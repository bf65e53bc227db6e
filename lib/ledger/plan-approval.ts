import { createHash } from "node:crypto";
import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { ApprovalTerms, type NewApproval } from "#lib/domain/approval.ts";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import { Json } from "#lib/domain/json.ts";
import { Manifest } from "#lib/domain/manifest.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { appendEvents } from "#lib/events/append.ts";
import { insertApproval } from "./approval-rows.ts";
import type { OpenRun } from "./change-run.ts";
import { INBOX, runTopic, type RunKey } from "./keys.ts";
import { setRunStatus } from "./set-run-status.ts";

/** Why a run stands still whose plan others must approve. */
const WAITS = "Waits for an approval of the plan.";

/**
 * Keeps a run that was just written from beginning until its plan is approved: it stands paused, and nothing but the approval lets it go on.
 * Part of the caller's transaction, which has inserted the run.
 */
export async function holdRun(
  tx: Tx,
  key: RunKey,
  plan: { versionNumber: number; graph: PlanGraph; manifest: Manifest },
  terms: ApprovalTerms,
): Promise<void> {
  const bodies: NewEvent[] = [];
  const status = await setRunStatus(tx, key, "paused", WAITS);
  const run = { ...key, tx, emit: (body: NewEvent) => void bodies.push(body) };
  await insertApproval(run, { stepId: null, attempt: 0 }, requestOf(plan, terms));
  const { workspaceId } = key;
  await appendEvents(tx, { workspaceId, topic: INBOX, bodies });
  await appendEvents(tx, { workspaceId, topic: runTopic(key.runId), bodies: [...bodies, status] });
}

function requestOf(
  { versionNumber, graph, manifest }: { versionNumber: number; graph: PlanGraph; manifest: Manifest },
  terms: ApprovalTerms,
): NewApproval {
  const steps = graph.steps.map(({ title, tool }) => ({ title, tool }));
  return { request: { kind: "plan", versionNumber, steps, manifest }, hash: hashOf(graph, manifest), terms };
}

function hashOf(graph: PlanGraph, manifest: Manifest): string {
  const plan = Json.parse(JSON.parse(JSON.stringify([graph, manifest])));
  return createHash("sha256").update(canonicalJson(plan)).digest("hex");
}

/** Whether a run waits for its plan to be approved; its row is locked. */
export async function isHeld({
  tx,
  workspaceId,
  runId,
}: Pick<OpenRun, "tx" | "workspaceId" | "runId">): Promise<boolean> {
  const ofPlan = { request: { path: ["kind"], equals: "plan" } };
  return (await tx.approval.count({ where: { workspaceId, runId, ...ofPlan, status: "pending" } })) > 0;
}

/** Whether a run waits with the very plan that a request showed. */
export async function isPlanAsShown(run: OpenRun, hash: string): Promise<boolean> {
  if (run.status !== "paused") return false;
  const { graph, manifest } = await planOf(run);
  return hashOf(graph, manifest) === hash;
}

const Pending = z.object({ id: z.string(), hash: z.string(), terms: z.unknown() });

/** After a change of its plan: what was asked about the old one is void, and asked anew about the new one under the same terms. */
export async function askPlanAnew(run: OpenRun): Promise<void> {
  const { tx, workspaceId, runId } = run;
  const rows = await tx.$queryRaw`
    select id, hash, terms from approvals
    where workspace_id = ${workspaceId} and run_id = ${runId} and request->>'kind' = 'plan' and status = 'pending'
    for update`;
  const [pending] = z.array(Pending).parse(rows);
  if (!pending) return;
  const plan = await planOf(run);
  if (hashOf(plan.graph, plan.manifest) === pending.hash) return;
  await tx.$executeRaw`
    update approvals
    set status = 'void', decided_at = clock_timestamp(), remind_at = null, reason = 'The plan has changed.'
    where workspace_id = ${workspaceId} and id = ${pending.id}`;
  run.emit({ type: "approval.changed", approvalId: pending.id, runId, stepId: null, status: "void" });
  const terms = ApprovalTerms.parse(pending.terms);
  await insertApproval(run, { stepId: null, attempt: 0 }, requestOf(plan, terms));
}

/** The plan by which the run goes now, with what it may use. */
async function planOf({ tx, workspaceId, runId }: OpenRun) {
  const row = await tx.run.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: { versionNumber: true, manifest: true, version: { select: { graph: true } } },
  });
  return {
    versionNumber: row.versionNumber,
    graph: PlanGraph.parse(row.version.graph),
    manifest: Manifest.parse(row.manifest),
  };
}
