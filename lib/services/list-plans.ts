import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { prose } from "#lib/domain/text.ts";
import { PlanSummary, type Page } from "#lib/domain/view.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noSuchPage, wordPatterns } from "./lists/queries.ts";

/** `query`: words to be found in title or goal; `cursor`: the `next` of the page before. */
export const ListPlansInput = z.object({
  query: prose("The search", 200).optional(),
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});

const Row = PlanSummary.omit({ createdAt: true, updatedAt: true }).extend({
  created_at: z.date(),
  updated_at: z.date(),
});

/**
 * The workspace's plans, those changed last first, a page at a time. `total` counts all that match.
 * @throws DomainError `invalid` for a cursor that no page gave
 */
export async function listPlans({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListPlansInput>;
}): Promise<Page<PlanSummary>> {
  const workspaceId = authorise(ctx.actor, "read");
  const { query, cursor, limit } = parseInput(ListPlansInput, input);
  const matching = Prisma.sql`workspace_id = ${workspaceId}${matchesWords(query ?? "")}`;
  const behind = cursor ? behindCursor(cursor) : Prisma.empty;
  const [rows, counted] = await Promise.all([
    ctx.db.$queryRaw(Prisma.sql`
      select id, title, goal, status, jsonb_array_length(draft->'steps') as steps, last_version as versions,
        created_at, updated_at
      from plans
      where ${matching}${behind}
      order by updated_at desc, id desc
      limit ${limit + 1}`),
    ctx.db.$queryRaw(Prisma.sql`select count(*)::int as total from plans where ${matching}`),
  ]);
  const found = z.array(Row).parse(rows);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(({ created_at, updated_at, ...plan }) => ({
      ...plan,
      createdAt: created_at.toISOString(),
      updatedAt: updated_at.toISOString(),
    })),
    next: last && found.length > limit ? `${last.updated_at.toISOString()}_${last.id}` : null,
    total: z.tuple([z.object({ total: z.number().int() })]).parse(counted)[0].total,
  };
}

/** Every word must stand somewhere in title or goal, as typed but for case. */
function matchesWords(query: string): Prisma.Sql {
  const conditions = wordPatterns(query).map(
    ({ pattern }) => Prisma.sql` and (title ilike ${pattern} or goal ilike ${pattern})`,
  );
  return conditions.length > 0 ? Prisma.join(conditions, "") : Prisma.empty;
}

function behindCursor(cursor: string): Prisma.Sql {
  const [updatedAt = "", id = ""] = cursor.split("_");
  if (!z.iso.datetime().safeParse(updatedAt).success || !Id.safeParse(id).success) {
    throw noSuchPage();
  }
  return Prisma.sql` and (updated_at, id) < (${updatedAt}::timestamptz, ${id})`;
}
