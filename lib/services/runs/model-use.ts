import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { ModelUse } from "#lib/domain/run.ts";
import type { RunKey } from "#lib/ledger/keys.ts";

const Row = z.object({
  stepId: z.string().nullable(),
  tokens: z.coerce.number(),
  costMicros: z.coerce.number(),
  costUnknown: z.boolean(),
});

/** What asking models took in each step of a run, steps that asked none left out; and what its replans took, under null. */
export async function modelUseOf(
  tx: Tx,
  { workspaceId, runId }: RunKey,
): Promise<Map<string | null, ModelUse>> {
  const rows = await tx.$queryRaw`
    select step_id as "stepId", coalesce(sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)), 0) as tokens,
      coalesce(sum(cost_micros), 0) as "costMicros",
      bool_or(cost_micros is null) as "costUnknown"
    from model_calls
    where workspace_id = ${workspaceId} and run_id = ${runId}
    group by step_id`;
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ stepId, ...use }) => [stepId, ModelUse.parse(use)]),
  );
}
