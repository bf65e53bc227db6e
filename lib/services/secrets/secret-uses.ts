import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import type { SecretUse } from "#lib/domain/secret.ts";
import { toolSpecs } from "#lib/tools/registry.ts";

/** Most uses that are told of one secret. */
const MOST_USES = 100;

const Row = z.object({
  name: z.string(),
  plan_id: z.string(),
  plan_title: z.string(),
  step_title: z.string(),
});

/** The steps of plans as they are now that name secrets, by the secret's name, the latest plan first. */
export async function secretUses(
  db: Db | Tx,
  workspaceId: string,
  names: readonly string[],
): Promise<Map<string, SecretUse[]>> {
  const takes = toolSpecs().flatMap(({ name: tool, secrets }) =>
    (secrets ?? []).map((argument) => ({ tool, argument })),
  );
  const rows = await db.$queryRaw`
    with uses as (
      select p.id as plan_id, p.title as plan_title, p.updated_at, step.value->>'title' as step_title, step.ordinality,
        btrim(used.value->'args'->takes.argument->>'value') as name
      from plans p
      cross join jsonb_array_elements(p.draft->'steps') with ordinality step
      cross join jsonb_array_elements(jsonb_build_array(step.value) || coalesce(step.value->'fallbacks', '[]')) used
      join unnest(${takes.map(({ tool }) => tool)}::text[], ${takes.map(({ argument }) => argument)}::text[])
        takes(tool, argument) on takes.tool = used.value->>'tool'
      where p.workspace_id = ${workspaceId}
        and jsonb_typeof(used.value->'args'->takes.argument->'value') = 'string'
    ), told as (
      select name, plan_id, plan_title, step_title, max(updated_at) as updated_at, min(ordinality) as place
      from uses where name = any(${[...names]}::text[])
      group by name, plan_id, plan_title, step_title
    ), counted as (
      select *, row_number() over (partition by name order by updated_at desc, plan_id, place) as number from told
    )
    select name, plan_id, plan_title, step_title from counted where number <= ${MOST_USES} order by name, number`;
  const uses = new Map<string, SecretUse[]>();
  for (const { name, plan_id, plan_title, step_title } of z.array(Row).parse(rows)) {
    const known = uses.get(name) ?? [];
    uses.set(name, [...known, { planId: plan_id, planTitle: plan_title, stepTitle: step_title }]);
  }
  return uses;
}
