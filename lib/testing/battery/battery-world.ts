import { createLogger } from "#lib/config/logger.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import { taskList } from "#lib/jobs/tasks.ts";
import type { CallRequest } from "#lib/domain/approval.ts";
import { approveRequest } from "#lib/services/approve-request.ts";
import { refuseRequest } from "#lib/services/refuse-request.ts";
import { startRun } from "#lib/services/start-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import type { TestDatabase } from "#lib/testing/database.ts";
import { TOOLS, toolSpecs } from "#lib/tools/registry.ts";
import { runWorker } from "#lib/worker/worker.ts";
import type { PoisonedWeb } from "./poisoned-web.ts";

/** A workspace of the battery, with the policy that it lives under. */
export type Tenant = Awaited<ReturnType<typeof newMember>>;

/** What a person who reviews decides about a request. */
export type Reviewer = (request: CallRequest) => boolean;

/**
 * The whole installation but its web side: the real worker with its real tools and jobs on the test's database, whose requests reach the
 * battery's web only.
 * @param tools as the worker takes them to be
 */
export function startInstallation({ prisma: db, url }: TestDatabase, web: PoisonedWeb, tools = TOOLS) {
  const stop = new AbortController();
  const log = createLogger("battery");
  const ended = runWorker({
    connectionString: url,
    concurrency: 12,
    jobs: 6,
    tools,
    toolVersions: new Map(toolSpecs().map((tool) => [tool.name, tool.version])),
    tasks: (deps) => taskList(deps),
    log,
    signal: stop.signal,
    drainMs: 2_000,
    connect: web.connect,
  });

  /** A new workspace under this policy. */
  const tenant = async (
    policy: Parameters<typeof Policy.parse>[0],
    settings: Partial<RunSettings> = {},
  ): Promise<Tenant> => {
    const member = await newMember(db);
    const { workspaceId } = member;
    const author = { kind: "api", name: "Test" };
    await db.policyVersion.create({
      data: { workspaceId, number: 1, policy: Policy.parse(policy), author, summary: "" },
    });
    await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: settings } });
    return member;
  };

  const start = async (member: Tenant, graph: PlanGraph): Promise<string> => {
    const planId = await newPlan(db, member, { graph });
    const { runId } = await startRun({ ctx: member.ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
    return runId;
  };

  /** Decides what waits in these workspaces, as their reviewer would. */
  const review = async (tenants: readonly Tenant[], decide: Reviewer): Promise<void> => {
    const own = new Map(tenants.map((one) => [one.workspaceId, one]));
    const waiting = await db.approval.findMany({
      where: { status: "pending", workspaceId: { in: [...own.keys()] } },
    });
    await Promise.all(
      waiting.map(async ({ id: approvalId, workspaceId, request }) => {
        const ctx = own.get(workspaceId)?.ctx;
        if (!ctx) return;
        if (decide(request as CallRequest)) await approveRequest({ ctx, input: { approvalId } });
        else await refuseRequest({ ctx, input: { approvalId, reason: "Nobody asked for this." } });
      }),
    );
  };

  /** How many of these runs still have something to do that nobody is asked about. */
  const moving = async (runIds: readonly string[]): Promise<number> => {
    const [row] = await db.$queryRaw<{ count: bigint }[]>`
      select count(*) from runs r where r.id = any(${[...runIds]}::text[])
        and r.status not in ('succeeded', 'failed', 'aborted')
        and (r.status <> 'needs_attention'
          or exists (select from approvals a where a.run_id = r.id and a.status = 'pending')
          or exists (select from replans p where p.run_id = r.id and p.status = 'planning')
          or (exists (select from workspaces w where w.id = r.workspace_id and w.run_settings->>'onStall' = 'replan'
              and coalesce((w.run_settings->>'mostReplans')::int, 5)
                > (select count(*) from replans p where p.run_id = r.id and p.created_by = 'system'))
            and not exists (select from replans p where p.run_id = r.id and p.created_at >= (
              select max(s.finished_at) from step_runs s where s.run_id = r.id and s.status = 'failed'))))`;
    return Number(row?.count ?? 0);
  };

  const end = async () => {
    stop.abort();
    await ended;
  };
  return { db, tenant, start, review, moving, end };
}
