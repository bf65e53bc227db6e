import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { ModelSettings } from "#lib/domain/model.ts";
import { environmentConnections } from "#lib/models/environment-models.ts";
import { connectionsOf, profilesOf } from "#lib/models/model-profiles.ts";
import { knownModels, PRICE_TABLE } from "#lib/models/prices.ts";
import { modelEnv } from "#lib/config/env.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const GetModelSettingsInput = z.object({});

/** The models of the actor's workspace, without any key. @throws DomainError `forbidden` */
export async function getModelSettings({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetModelSettingsInput>;
}): Promise<ModelSettings> {
  const workspaceId = authorise(ctx.actor, "own");
  parseInput(GetModelSettingsInput, input);
  const fromEnvironment = new Set(environmentConnections(modelEnv()).map(({ id }) => id));
  const connections = await connectionsOf(ctx.db, workspaceId);
  return {
    connections: connections.map(({ apiKey, ...connection }) => ({
      ...connection,
      hasKey: apiKey !== null,
      fromEnvironment: fromEnvironment.has(connection.id),
    })),
    profiles: await profilesOf(ctx.db, workspaceId),
    known: knownModels(),
    priceTable: PRICE_TABLE,
  };
}
