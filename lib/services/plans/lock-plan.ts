import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { noPlan } from "./plan-keys.ts";

const Locked = z.array(z.object({ status: z.string() }));

/**
 * Locks a plan's row for as long as the transaction lasts.
 * @returns the plan's status
 * @throws DomainError `not_found`
 */
export async function lockPlan(
  tx: Tx,
  { workspaceId, planId }: { workspaceId: string; planId: string },
): Promise<string> {
  const rows = await tx.$queryRaw`
    select status from plans where workspace_id = ${workspaceId} and id = ${planId} for no key update`;
  const [plan] = Locked.parse(rows);
  if (!plan) throw noPlan();
  return plan.status;
}
