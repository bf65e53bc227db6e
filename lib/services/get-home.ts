import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { headingOf } from "#lib/domain/request-heading.ts";
import type { HomeView } from "#lib/domain/view.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { listApprovals } from "./list-approvals.ts";
import { listPlans } from "./list-plans.ts";
import { listRuns } from "./list-runs.ts";

export const GetHomeInput = z.object({});

const SHOWN = 6;
const WAITING_SHOWN = 3;

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
  const [waiting, plans, runs, documents] = await Promise.all([
    listApprovals({ ctx, input: { mine: true, limit: WAITING_SHOWN } }),
    listPlans({ ctx, input: {} }),
    listRuns({ ctx, input: { limit: SHOWN } }),
    ctx.db.document.count({ where: { workspaceId } }),
  ]);
  const items = waiting.items.map(({ id, request, stepTitle, runNumber, planTitle, createdAt }) => ({
    id,
    heading: headingOf(request),
    stepTitle,
    runNumber,
    planTitle,
    createdAt,
  }));
  return {
    waiting: { items, total: waiting.total },
    plans: plans.items.slice(0, SHOWN),
    runs: runs.items,
    documents,
  };
}
