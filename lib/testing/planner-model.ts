import type { ServiceContext } from "#lib/services/context.ts";
import { saveModelConnection } from "#lib/services/save-model-connection.ts";
import { saveModelProfile } from "#lib/services/save-model-profile.ts";
import { MODELS } from "./fake-models.ts";

/** Gives a workspace a planner model of a server on loopback. The environment must name an encryption key. */
export async function connectPlanner(ctx: ServiceContext, baseUrl: string): Promise<void> {
  const connection = { id: null, name: "Ours", kind: "openai" as const, baseUrl, apiKey: "sk-1234567890" };
  const { id } = await saveModelConnection({ ctx, input: connection });
  const choices = [{ connectionId: id, model: MODELS.openai }];
  await saveModelProfile({ ctx, input: { role: "planner", choices } });
}
