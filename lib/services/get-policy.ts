import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Author } from "#lib/domain/plan.ts";
import { DEFAULT_POLICY, Policy } from "#lib/domain/policy.ts";
import type { PolicyView } from "#lib/domain/policy-view.ts";
import { authorise, type ServiceContext } from "./context.ts";

/** `number`: an earlier version; left out: the one in force. 0 is the default. */
export const GetPolicyInput = z.object({ number: z.number().int().min(0).optional() });

const MOST_VERSIONS = 100;

/**
 * A version of the workspace's policy, and which versions there are, the latest first.
 * @throws DomainError `not_found` when there is no such version
 */
export async function getPolicy({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetPolicyInput>;
}): Promise<PolicyView> {
  const workspaceId = authorise(ctx.actor, "own");
  const { number } = parseInput(GetPolicyInput, input);
  const versions = await ctx.db.policyVersion.findMany({
    where: { workspaceId },
    orderBy: { number: "desc" },
    take: MOST_VERSIONS,
  });
  const active = versions[0]?.number ?? 0;
  const wanted = number ?? active;
  const row =
    versions.find((version) => version.number === wanted) ??
    (await ctx.db.policyVersion.findUnique({
      where: { workspaceId_number: { workspaceId, number: wanted } },
    }));
  if (wanted !== 0 && !row) throw new DomainError("not_found", "There is no such version of the policy.");
  return {
    active,
    number: wanted,
    policy: row ? Policy.parse(row.policy) : DEFAULT_POLICY,
    versions: versions.map(({ number: each, author, summary, createdAt }) => ({
      number: each,
      author: Author.parse(author),
      summary,
      createdAt: createdAt.toISOString(),
    })),
  };
}
