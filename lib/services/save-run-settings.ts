import type { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { RunSettings } from "#lib/domain/settings.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";
import { authorise, type ServiceContext } from "./context.ts";

/** `from`: the settings that were edited, so that two owners cannot overwrite each other unknowingly. */
export const SaveRunSettingsInput = RunSettings.extend({ from: RunSettings });

/** The scope of the limit over all tools. */
const ALL_TOOLS = "*";

/**
 * Sets how the runs of the actor's workspace behave, from the next step on that is claimed. What the input leaves out becomes the
 * default.
 * @returns the settings as they now are
 * @throws DomainError `invalid` by field; a limit of a tool that there is none of is named by the tool; `conflict` when others have been
 *   saved meanwhile
 */
export async function saveRunSettings({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SaveRunSettingsInput>;
}): Promise<RunSettings> {
  const workspaceId = authorise(ctx.actor, "own");
  const { from, ...settings } = parseInput(SaveRunSettingsInput, input);
  refuseUnknownTools(settings, await workspaceTools(ctx.db, workspaceId));
  await ctx.db.$transaction(async (tx) => {
    // Its row is the lock under which the limits' rows stay what the settings say when two people save at once.
    await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
    if (!sameJson(await runSettings(tx, workspaceId), from)) {
      const message =
        "The settings have been changed meanwhile. Look at them again; what you entered is still here.";
      throw new DomainError("conflict", message);
    }
    await tx.workspace.update({ where: { id: workspaceId }, data: { runSettings: settings } });
    await writeLimits(tx, workspaceId, settings);
  });
  return settings;
}

function refuseUnknownTools({ mostByTool }: RunSettings, tools: readonly ToolSpec[]): void {
  const known = new Set(tools.map((tool) => tool.name));
  const issues = Object.keys(mostByTool)
    .filter((tool) => !known.has(tool))
    .map((tool) => ({ path: ["mostByTool", tool], message: "There is no such tool. Remove the limit." }));
  if (issues.length > 0)
    throw new DomainError("invalid", "A limit is of a tool that does not exist.", { issues });
}

/** The rows that claims lock and count by; those of one workspace in one order, as claims take them. */
async function writeLimits(tx: Tx, workspaceId: string, settings: RunSettings): Promise<void> {
  const limits = [
    ...(settings.mostSteps === null ? [] : [{ scope: ALL_TOOLS, most: settings.mostSteps }]),
    ...Object.entries(settings.mostByTool).map(([scope, most]) => ({ scope, most })),
  ].toSorted((a, b) => (a.scope < b.scope ? -1 : 1));
  await tx.$queryRaw`
    select 1 as one from concurrency_limits where workspace_id = ${workspaceId} order by scope for update`;
  await tx.concurrencyLimit.deleteMany({
    where: { workspaceId, scope: { notIn: limits.map(({ scope }) => scope) } },
  });
  await tx.$executeRaw`
    insert into concurrency_limits (workspace_id, scope, most)
    select ${workspaceId}, item.scope, item.most
    from jsonb_to_recordset(${JSON.stringify(limits)}::jsonb) as item(scope text, most int)
    on conflict (workspace_id, scope) do update set most = excluded.most`;
}
