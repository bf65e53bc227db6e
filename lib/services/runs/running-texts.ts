import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";

const Row = z.object({ stepId: z.string(), attempt: z.number(), text: z.string(), fresh: z.boolean() });

/** What the steps that are running have written so far, put together from the events that told it. */
export async function runningTexts(
  tx: Tx,
  { workspaceId, runId }: RunKey,
  steps: readonly StepRunView[],
): Promise<RunView["texts"]> {
  const running = new Map(
    steps.flatMap(({ stepId, status, attempt }) => (status === "running" ? [[stepId, attempt]] : [])),
  );
  if (running.size === 0) return {};
  const rows = await tx.$queryRaw`
    select body->>'stepId' as "stepId", (body->>'attempt')::int as attempt, body->>'text' as text, (body->>'fresh')::boolean as fresh
    from events, jsonb_array_elements(bodies) body
    where workspace_id = ${workspaceId} and topic = ${runTopic(runId)}
      and bodies @> '[{"type": "step.text"}]' and body->>'type' = 'step.text'
    order by seq`;
  const texts: RunView["texts"] = {};
  for (const { stepId, attempt, text, fresh } of z.array(Row).parse(rows)) {
    if (running.get(stepId) !== attempt) continue;
    const before = texts[stepId];
    texts[stepId] = { attempt, text: (before && !fresh ? before.text : "") + text };
  }
  return texts;
}
