import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { ApprovalRequest, ApprovalStatus, ApprovalTerms, type ApprovalView } from "#lib/domain/approval.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";

const Named = z.object({ userId: z.string(), name: z.string() });
const stored = <T extends z.ZodType>(schema: T) =>
  z.unknown().transform((value): z.output<T> => schema.parse(restoreUnstorable(Json.parse(value ?? null))));

const Row = z.object({
  id: z.string(),
  status: ApprovalStatus,
  runId: z.string(),
  runNumber: z.number(),
  planTitle: z.string(),
  stepId: z.string(),
  stepTitle: z.string(),
  instruction: z.string(),
  request: stored(ApprovalRequest),
  terms: ApprovalTerms,
  votes: z.array(Named.extend({ at: z.string() })),
  delegatedTo: Named.nullable(),
  editedArgs: stored(JsonObject.nullable()),
  answer: stored(JsonObject.nullable().catch(null)),
  costMicros: z.coerce.number(),
  createdAt: z.date().transform((date) => date.toISOString()),
  expiresAt: z.date().transform((date) => date.toISOString()),
  decidedBy: z.object({ name: z.string() }).nullable(),
  decidedAt: z
    .date()
    .nullable()
    .transform((date) => date?.toISOString() ?? null),
  reason: z.string().nullable(),
});

/**
 * Requests as inbox and run page show them, the newest first.
 * @param matching condition on `a` (approvals), `r` (runs) and `p` (plans), the workspace included
 */
export async function approvalViews(
  db: Db | Tx,
  matching: Prisma.Sql,
  limit: number,
): Promise<ApprovalView[]> {
  const rows = await db.$queryRaw(Prisma.sql`
    select a.id, a.status, a.run_id as "runId", r.number as "runNumber", p.title as "planTitle", a.step_id as "stepId",
      coalesce(s.step->>'title', a.step_id) as "stepTitle", coalesce(s.step->>'instruction', '') as instruction, a.request,
      a.terms, a.edited_args as "editedArgs", a.answer, a.created_at as "createdAt", a.expires_at as "expiresAt",
      a.decided_by as "decidedBy", a.decided_at as "decidedAt", a.reason,
      case when u.id is not null then jsonb_build_object('userId', u.id, 'name', u.name) end as "delegatedTo",
      coalesce((
        select jsonb_agg(jsonb_build_object('userId', v.user_id, 'name', v.name, 'at', iso_time(v.created_at)) order by v.created_at)
        from approval_votes v where v.workspace_id = a.workspace_id and v.approval_id = a.id), '[]') as votes,
      (select coalesce(sum(t.cost_micros), 0) from step_runs t where t.workspace_id = a.workspace_id and t.run_id = a.run_id)
        + (select coalesce(sum(m.cost_micros), 0) from model_calls m
          where m.workspace_id = a.workspace_id and m.run_id = a.run_id) as "costMicros"
    from approvals a
    join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
    join plans p on p.workspace_id = r.workspace_id and p.id = r.plan_id
    left join step_runs s on s.workspace_id = a.workspace_id and s.run_id = a.run_id and s.step_id = a.step_id
    left join users u on u.id = a.delegated_to
    where ${matching}
    order by a.id desc
    limit ${limit}`);
  return z
    .array(Row)
    .parse(rows)
    .map(({ decidedBy, ...row }) => ({ ...row, decidedBy: decidedBy?.name ?? null }));
}
