import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const GetRunSettingsInput = z.object({});

/** How the runs of the actor's workspace behave; what nobody chose is the default. */
export async function getRunSettings({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetRunSettingsInput>;
}): Promise<RunSettings> {
  const workspaceId = authorise(ctx.actor, "own");
  parseInput(GetRunSettingsInput, input);
  return runSettings(ctx.db, workspaceId);
}
