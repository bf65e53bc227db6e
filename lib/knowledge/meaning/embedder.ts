import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { embedBuiltIn } from "#lib/models/built-in-embedder.ts";
import { connectionsOf, profilesOf, resolveProfiles } from "#lib/models/model-profiles.ts";
import type { ModelSubject } from "#lib/models/record-call.ts";
import type { SpendCap } from "#lib/models/spend-cap.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";

/** What turns texts into vectors for a workspace. `key` names the model: vectors of different keys are never compared. */
export type Embedder = {
  key: string;
  /** As a person knows it. */
  label: string;
  builtIn: boolean;
  /** How many passages of a workspace it is used for. */
  most: number;
  /** @throws ModelError; the signal's reason; Error when the built-in model's thread failed */
  embed: (texts: readonly string[], signal: AbortSignal) => Promise<number[][]>;
};

/**
 * For so many passages the built-in model takes one to two minutes of one core; for 20,000 it would be a quarter of an hour, on a
 * machine that has better to do. Measured: docs/decisions/0014-knowledge.md.
 */
const MOST_BUILT_IN = 2_000;

/** The model that comes with the installation: English, 512 numbers, costs nothing and asks nobody. */
export const BUILT_IN: Embedder = {
  key: "built-in/universal-sentence-encoder-lite",
  label: "the built-in English model",
  builtIn: true,
  most: MOST_BUILT_IN,
  embed: embedBuiltIn,
};

/**
 * The embedder of a workspace: the first embedding model that it, or the environment, has chosen, else the built-in one. Only the
 * first: a fallback's vectors could not be compared with its.
 * @param subject what it is asked for; each call is recorded with its tokens and cost
 * @param cap what covers its calls
 */
export async function embedderOf(
  { db, log }: { db: Db; log: Logger },
  workspaceId: string,
  subject: ModelSubject = {},
  cap?: SpendCap,
): Promise<Embedder> {
  const [profiles, connections] = await Promise.all([
    profilesOf(db, workspaceId),
    connectionsOf(db, workspaceId),
  ]);
  const [first] = resolveProfiles(profiles, connections).embedding;
  if (!first) return BUILT_IN;
  const { connection, model } = first;
  const choice = { connectionId: connection.id, model };
  const models = await workspaceModels({ db, log }, workspaceId, subject, {
    pinned: { embedding: [choice] },
    ...(cap && { cap }),
  });
  return {
    key: `${connection.id}/${model}`,
    label: `${model} (${connection.name})`,
    builtIn: false,
    most: Infinity,
    embed: async (texts, signal) => (await models.embed(texts, signal)).value,
  };
}
