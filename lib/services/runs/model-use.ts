import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { ModelUse } from "#lib/domain/run.ts";
import type { RunKey } from "#lib/ledger/keys.ts";

const Row = z.object({
  stepId: z.string(),
  tokens: z.coerce.number(),
  costMicros: z.coerce.number(),
  costUnknown: z.boolean(),
});

/** What asking models took in each step of a run; steps that asked none are not there. */
export async function modelUseOf(tx: Tx, { workspaceId, runId }: RunKey): Promise<Map<string, ModelUse>> {
  // A call that never got an answer counted nothing, and so has no unknown cost either.
  const rows = await tx.$queryRaw`
    select step_id as "stepId", coalesce(sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)), 0) as tokens,
      coalesce(sum(cost_micros), 0) as "costMicros",
      bool_or(cost_micros is null and input_tokens is not null) as "costUnknown"
    from model_calls
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id is not null
    group by step_id`;
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ stepId, ...use }) => [stepId, ModelUse.parse(use)]),
  );
}
