import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { allows } from "#lib/domain/roles.ts";
import {
  ApprovalRequest,
  ApprovalStatus,
  ApprovalTerms,
  areNamed,
  mayDecide,
  MOST_SHOWN_OUTPUT,
  type ApprovalView,
} from "#lib/domain/approval.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { outputText } from "../runs/stored-outputs.ts";

const Named = z.object({ userId: z.string(), name: z.string() });
const time = z.date().transform((date) => date.toISOString());
const stored = <T extends z.ZodType>(schema: T) =>
  z.unknown().transform((value): z.output<T> => schema.parse(restoreUnstorable(Json.parse(value ?? null))));

const Row = z.object({
  id: z.string(),
  status: ApprovalStatus,
  runId: z.string(),
  runNumber: z.number(),
  planTitle: z.string(),
  stepId: z.string().nullable(),
  stepTitle: z.string(),
  instruction: z.string(),
  request: stored(ApprovalRequest),
  terms: ApprovalTerms,
  votes: z.array(Named.extend({ at: z.string() })),
  delegatedTo: Named.nullable(),
  delegatedBy: z.object({ name: z.string() }).nullable(),
  reminders: z.number(),
  remindedAt: time.nullable(),
  startedBy: z.string(),
  editedArgs: stored(JsonObject.nullable()),
  answer: stored(JsonObject.nullable().catch(null)),
  costMicros: z.coerce.number(),
  createdAt: time,
  expiresAt: time,
  decidedBy: z.object({ name: z.string() }).nullable(),
  decidedAt: time.nullable(),
  reason: z.string().nullable(),
});

/**
 * Requests as inbox and run page show them to an actor, the newest first.
 * @param matching condition on `a` (approvals), `r` (runs) and `p` (plans), the workspace included
 */
export async function approvalViews(
  db: Db | Tx,
  actor: Actor,
  matching: Prisma.Sql,
  limit: number,
): Promise<ApprovalView[]> {
  const rows = await db.$queryRaw(Prisma.sql`
    select a.id, a.status, a.run_id as "runId", r.number as "runNumber", p.title as "planTitle", a.step_id as "stepId",
      coalesce(s.step->>'title', a.step_id, case when a.request->>'kind' = 'change' then 'A change of the plan' else 'The whole plan' end)
        as "stepTitle", coalesce(s.step->>'instruction', '') as instruction, a.request,
      a.terms, a.edited_args as "editedArgs", a.answer, a.created_at as "createdAt", a.expires_at as "expiresAt",
      a.delegated_by as "delegatedBy", a.reminders, a.reminded_at as "remindedAt", r.created_by as "startedBy",
      a.decided_by as "decidedBy", a.decided_at as "decidedAt", a.reason,
      case when u.id is not null then jsonb_build_object('userId', u.id, 'name', u.name) end as "delegatedTo",
      coalesce((
        select jsonb_agg(jsonb_build_object('userId', v.user_id, 'name', v.name, 'at', iso_time(v.created_at)) order by v.created_at)
        from approval_votes v where v.workspace_id = a.workspace_id and v.approval_id = a.id), '[]') as votes,
      cost.micros as "costMicros"
    from approvals a
    join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
    join plans p on p.workspace_id = r.workspace_id and p.id = r.plan_id
    left join step_runs s on s.workspace_id = a.workspace_id and s.run_id = a.run_id and s.step_id = a.step_id
    left join users u on u.id = a.delegated_to
    -- What the run has cost so far with all that its steps started, as its page says.
    cross join lateral (
      with part as materialized (select a.run_id as id union all select runs_below(a.workspace_id, a.run_id))
      select (
          select coalesce(sum(t.cost_micros), 0) from part
          join step_runs t on t.workspace_id = a.workspace_id and t.run_id = part.id
        ) + (
          select coalesce(sum(m.cost_micros), 0) from part
          join model_calls m on m.workspace_id = a.workspace_id and m.run_id = part.id
        ) as micros
    ) as cost
    where ${matching}
    order by a.id desc
    limit ${limit}`);
  return Promise.all(
    z
      .array(Row)
      .parse(rows)
      .map(async ({ decidedBy, delegatedBy, startedBy, ...row }) => ({
        ...row,
        ...(await shownOf(db, actor.workspaceId, row)),
        decidedBy: decidedBy?.name ?? null,
        delegatedBy: delegatedBy?.name ?? null,
        rights: rightsOf({ ...row, startedBy }, actor),
      })),
  );
}

/** What a reviewer wrote, and of an output that is too large to be shown at once, this or the step's own, its first piece. */
async function shownOf(
  db: Db | Tx,
  workspaceId: string,
  { id, runId, request, editedArgs }: Pick<z.output<typeof Row>, "id" | "runId" | "request" | "editedArgs">,
): Promise<Pick<ApprovalView, "editedArgs" | "large">> {
  if (request.kind !== "output") return { editedArgs, large: null };
  const shown = editedArgs === null ? request.output : (editedArgs["output"] ?? null);
  const fits = shown !== null && JSON.stringify(shown).length <= MOST_SHOWN_OUTPUT;
  if (fits) return { editedArgs, large: null };
  const kept = await db.approval.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    select: { output: true },
  });
  const large = kept?.output ? await outputText(db, { workspaceId, runId }, kept.output, 0) : null;
  return { editedArgs: editedArgs && { output: null }, large };
}

function rightsOf(
  row: Pick<z.output<typeof Row>, "status" | "terms" | "delegatedTo" | "startedBy">,
  actor: Actor,
) {
  const delegatedTo = row.delegatedTo?.userId ?? null;
  const none = { decide: false, handOn: false, toYou: false };
  if (actor.kind !== "user" || row.status !== "pending" || !allows(actor, "decide")) return none;
  const toYou = delegatedTo === actor.userId;
  return { decide: mayDecide({ ...row, delegatedTo }, actor), handOn: toYou || areNamed(row, actor), toYou };
}

/** The condition on `a` and `r` that a request waits for this very member's decision. */
export function isFor(actor: Actor): Prisma.Sql {
  if (actor.kind !== "user" || !allows(actor, "decide")) return Prisma.sql`false`;
  const named = Prisma.sql`a.terms->'roles' ? ${actor.role}
    and not (coalesce((a.terms->>'notTheStarter')::boolean, false) and r.created_by = ${actor.userId})`;
  return Prisma.sql`(a.delegated_to = ${actor.userId} or (a.delegated_to is null and ${named}))`;
}
