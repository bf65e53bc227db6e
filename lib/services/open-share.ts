import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import type { SharedView } from "#lib/domain/share.ts";
import { secretsHider } from "./secrets/hide-secrets.ts";
import { findShare, type ReaderContext } from "./share/find-share.ts";
import { sharedGraph, sharedTools } from "./share/shared-graph.ts";
import { readSharedRun, sharedRun } from "./share/shared-run.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

export const OpenShareInput = z.object({ token: z.string() });

/**
 * What a link shows, for whoever has it. Counts that it was opened.
 * @throws DomainError `not_found`, the same for every token that shows nothing
 */
export async function openShare({
  ctx: reader,
  input,
}: {
  ctx: ReaderContext;
  input: z.input<typeof OpenShareInput>;
}): Promise<SharedView> {
  const { token } = parseInput(OpenShareInput, input);
  const { link, ctx } = await findShare(reader, token);
  const { workspaceId, planId, versionNumber, showCosts } = link;
  const run = link.runId === null ? null : await readSharedRun(ctx, link);
  const { plan, graph } = await ctx.db.planVersion.findUniqueOrThrow({
    where: { workspaceId_planId_number: { workspaceId, planId, number: versionNumber } },
    select: { graph: true, plan: { select: { title: true, goal: true } } },
  });
  const [tools, secrets, hide] = await Promise.all([
    workspaceTools(ctx.db, workspaceId),
    ctx.db.secret.findMany({ where: { workspaceId }, select: { name: true } }),
    secretsHider(ctx.db, workspaceId),
  ]);
  const shown = sharedGraph(
    PlanGraph.parse(graph),
    tools,
    secrets.map(({ name }) => name),
  );
  await ctx.db.shareLink.updateMany({
    where: { workspaceId, id: link.id },
    data: { opens: { increment: 1 }, lastOpenedAt: reader.now ?? new Date() },
  });
  return hide({
    title: plan.title,
    goal: plan.goal,
    versionNumber,
    expiresAt: link.expiresAt.toISOString(),
    graph: shown,
    tools: sharedTools(shown, tools, run?.steps.flatMap(({ tool }) => tool ?? []) ?? []),
    run: run && sharedRun(run, showCosts),
  });
}
