import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { WorkersView } from "#lib/domain/worker.ts";
import { loadInAll, queueView, workerViews } from "#lib/ledger/worker-views.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const ListWorkersInput = z.object({});

/**
 * The workers of this installation, alive or gone a short while ago, and the steps of the actor's workspace that wait for one.
 * Owners are told how much there is in all workspaces.
 */
export async function listWorkers({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListWorkersInput>;
}): Promise<WorkersView> {
  const workspaceId = authorise(ctx.actor, "read");
  parseInput(ListWorkersInput, input);
  const owns = ctx.actor.kind === "user" && ctx.actor.role === "owner";
  const [workers, queue, inAll] = await Promise.all([
    workerViews(ctx.db, workspaceId),
    queueView(ctx.db, workspaceId),
    owns ? loadInAll(ctx.db) : null,
  ]);
  return { workers, queue, inAll };
}
