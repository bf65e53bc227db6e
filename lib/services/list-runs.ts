import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { prose } from "#lib/domain/text.ts";
import type { Page, RunSummary } from "#lib/domain/view.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noSuchPage, wordPatterns } from "./lists/queries.ts";
import { runSummaries } from "./runs/run-summaries.ts";

/** `query`: words of the plan's title or goal, or a run's number ("#12"); `mine`: only those that the actor started; `cursor`: the `next` of the page before. */
export const ListRunsInput = z.object({
  query: prose("The search", 200).optional(),
  status: z.array(RunStatus).optional(),
  mine: z.boolean().default(false),
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});

/**
 * The workspace's runs, newest first, a page at a time. `total` counts all that match.
 * @throws DomainError `invalid` for a cursor that no page gave
 */
export async function listRuns({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListRunsInput>;
}): Promise<Page<RunSummary>> {
  const workspaceId = authorise(ctx.actor, "read");
  const { query, status, mine, cursor, limit } = parseInput(ListRunsInput, input);
  const ofStatus = status?.length ? Prisma.sql` and r.status = any(${status}::text[])` : Prisma.empty;
  const userId = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  const ofActor = mine ? Prisma.sql` and r.created_by = ${userId} and r.parent_run is null` : Prisma.empty;
  const matching = Prisma.sql`r.workspace_id = ${workspaceId}${ofStatus}${ofActor}${matchesWords(query ?? "")}`;
  // Numbers grow with age within a workspace, so one is a whole cursor.
  const behind = cursor ? Prisma.sql` and r.number < ${toNumber(cursor)}` : Prisma.empty;
  const [found, [counted]] = await Promise.all([
    runSummaries(ctx.db, Prisma.sql`${matching}${behind}`, limit + 1),
    ctx.db.$queryRaw<{ total: number }[]>(Prisma.sql`
      select count(*)::int as total from runs r
      join plans p on p.workspace_id = r.workspace_id and p.id = r.plan_id
      where ${matching}`),
  ]);
  const items = found.slice(0, limit).map(({ goal: _goal, ...summary }) => summary);
  const last = items.at(-1);
  return {
    items,
    next: last && found.length > limit ? String(last.number) : null,
    total: counted?.total ?? 0,
  };
}

/** Every word must stand in title or goal, as typed but for case, or be the run's number. */
function matchesWords(query: string): Prisma.Sql {
  const conditions = wordPatterns(query).map(({ word, pattern }) => {
    const digits = /^#?(\d{1,9})$/.exec(word)?.[1];
    const numbered = digits ? Prisma.sql` or r.number = ${Number(digits)}` : Prisma.empty;
    return Prisma.sql` and (p.title ilike ${pattern} or p.goal ilike ${pattern}${numbered})`;
  });
  return conditions.length > 0 ? Prisma.join(conditions, "") : Prisma.empty;
}

function toNumber(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw noSuchPage();
}
