import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { activePolicy } from "./policies/active-policy.ts";

export const GetPolicyInForceInput = z.object({});

/** The policy that plans of the actor's workspace are held to, for whoever makes them: who changed it when is for owners. */
export async function getPolicyInForce({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetPolicyInForceInput>;
}): Promise<Policy> {
  const workspaceId = authorise(ctx.actor, "read");
  parseInput(GetPolicyInForceInput, input);
  return (await activePolicy(ctx.db, workspaceId)).policy;
}
