import type { Db, Tx } from "#lib/db/client.ts";
import { DEFAULT_POLICY, Policy } from "#lib/domain/policy.ts";

/** A policy in force with its number; 0 is the default of a workspace that chose nothing. */
export type ActivePolicy = { number: number; policy: Policy };

/** The policy that is in force in a workspace. */
export async function activePolicy(db: Db | Tx, workspaceId: string): Promise<ActivePolicy> {
  const row = await db.policyVersion.findFirst({
    where: { workspaceId },
    orderBy: { number: "desc" },
    select: { number: true, policy: true },
  });
  return row
    ? { number: row.number, policy: Policy.parse(row.policy) }
    : { number: 0, policy: DEFAULT_POLICY };
}
