import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Policy } from "#lib/domain/policy.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { prose } from "#lib/domain/text.ts";
import { patternProblem } from "#lib/guardrails/prohibited.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { activePolicy } from "./policies/active-policy.ts";
import { authorOf } from "./plans/author-of.ts";

/** `from`: the number of the policy that was edited, so that two owners cannot overwrite each other unknowingly. */
export const SavePolicyInput = z.object({
  from: z.number().int().min(0),
  policy: Policy,
  summary: prose("The note", 300).default(""),
});

/**
 * Makes a new version of the workspace's policy, which is in force from then on. Saving what is in force already changes nothing.
 * @returns the number of the policy in force
 * @throws DomainError `invalid` by field; `conflict` when another version came meanwhile
 */
export async function savePolicy({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SavePolicyInput>;
}): Promise<{ number: number }> {
  const workspaceId = authorise(ctx.actor, "own");
  const { from, policy, summary } = parseInput(SavePolicyInput, input);
  refusePatterns(policy);
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
    const active = await activePolicy(tx, workspaceId);
    if (active.number !== from) {
      const message =
        "The policy has been changed meanwhile. Look at it again; what you entered is still here.";
      throw new DomainError("conflict", message);
    }
    if (sameJson(active.policy, policy)) return { number: active.number };
    const number = active.number + 1;
    await tx.policyVersion.create({
      data: { workspaceId, number, policy, author: authorOf(ctx.actor), summary },
    });
    return { number };
  });
}

function refusePatterns({ prohibited }: Policy): void {
  const issues = prohibited.patterns.flatMap((pattern, index) => {
    const message = patternProblem(pattern);
    return message === null ? [] : [{ path: ["policy", "prohibited", "patterns", index], message }];
  });
  if (issues.length > 0)
    throw new DomainError("invalid", issues[0]?.message ?? "A pattern cannot be read.", { issues });
}
