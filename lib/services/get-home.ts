import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { HomeView } from "#lib/domain/view.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { listPlans } from "./list-plans.ts";
import { listRuns } from "./list-runs.ts";

export const GetHomeInput = z.object({});

const SHOWN = 6;

/** Reads what the start page shows of the actor's workspace. */
export async function getHome({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetHomeInput>;
}): Promise<HomeView> {
  const workspaceId = authorise(ctx.actor, "read");
  parseInput(GetHomeInput, input);
  const [plans, runs, documents] = await Promise.all([
    listPlans({ ctx, input: {} }),
    listRuns({ ctx, input: { limit: SHOWN } }),
    ctx.db.document.count({ where: { workspaceId } }),
  ]);
  return { plans: plans.items.slice(0, SHOWN), runs: runs.items, documents };
}
