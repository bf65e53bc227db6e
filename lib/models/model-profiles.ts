import { z } from "zod";
import { modelEnv } from "#lib/config/env.ts";
import { unseal } from "#lib/config/sealed-text.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import type { Equipment } from "#lib/domain/equipment.ts";
import {
  ModelChoice,
  ModelRole,
  ProviderKind,
  type ModelProfile,
  type PinnedModels,
} from "#lib/domain/model.ts";
import type { Choice, Connection } from "./connection.ts";
import { environmentChoices, environmentConnections } from "./environment-models.ts";

/** What a stored key is sealed for. */
export function keyPlace(workspaceId: string, connectionId: string): string {
  return `model_connections/${workspaceId}/${connectionId}`;
}

/**
 * The ways to models of a workspace: those its owners connected, then the environment's. A key that cannot be opened (the
 * installation's encryption key is another one now) is missing.
 */
export async function connectionsOf(db: Db | Tx, workspaceId: string): Promise<Connection[]> {
  const rows = await db.modelConnection.findMany({ where: { workspaceId }, orderBy: { name: "asc" } });
  const key = modelEnv().PLANWRIGHT_ENCRYPTION_KEY;
  const stored = rows.map(({ id, name, kind, baseUrl, sealedKey }): Connection => {
    const apiKey = sealedKey === null || !key ? null : unseal(sealedKey, key, keyPlace(workspaceId, id));
    return { id, name, kind: ProviderKind.parse(kind), baseUrl, apiKey };
  });
  return [...stored, ...environmentConnections(modelEnv())];
}

/** Which models each role of a workspace uses: what the workspace chose, else what the environment says. */
export async function profilesOf(db: Db | Tx, workspaceId: string): Promise<ModelProfile[]> {
  const rows = await db.modelProfile.findMany({ where: { workspaceId } });
  const chosen = new Map(rows.map((row) => [row.role, z.array(ModelChoice).parse(row.choices)]));
  return ModelRole.options.map((role): ModelProfile => {
    const own = chosen.get(role) ?? [];
    if (own.length > 0) return { role, choices: own, source: "workspace" };
    const choices = environmentChoices(modelEnv(), role);
    return { role, choices, source: choices.length > 0 ? "environment" : "none" };
  });
}

/** The models of each role as they are set now, for a run to pin. */
export async function modelsToPin(db: Db | Tx, workspaceId: string): Promise<PinnedModels> {
  const profiles = await profilesOf(db, workspaceId);
  return Object.fromEntries(
    profiles.flatMap(({ role, choices }) => (choices.length > 0 ? [[role, choices]] : [])),
  );
}

/**
 * The profiles with the pinned models in place of those that are set now. A role whose pinned models are all gone, because their
 * connections were deleted, has those of now: a run should not stand still for that.
 */
export function pinProfiles(
  profiles: readonly ModelProfile[],
  pinned: PinnedModels,
  connections: readonly Connection[],
): ModelProfile[] {
  const there = new Set(connections.map(({ id }) => id));
  return profiles.map((profile) => {
    const choices = (pinned[profile.role] ?? []).filter(({ connectionId }) => there.has(connectionId));
    return choices.length > 0 ? { ...profile, choices } : profile;
  });
}

/** Each role's models with their connections; a choice whose connection is gone is left out. */
export function resolveProfiles(
  profiles: readonly ModelProfile[],
  connections: readonly Connection[],
): Record<ModelRole, Choice[]> {
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  const resolved: Record<ModelRole, Choice[]> = { planner: [], executor: [], checker: [], embedding: [] };
  for (const { role, choices } of profiles) {
    resolved[role] = choices.flatMap(({ connectionId, model }) => {
      const connection = byId.get(connectionId);
      return connection ? [{ connection, model }] : [];
    });
  }
  return resolved;
}

/** What the models of a workspace allow its plans to ask for. */
export async function equipmentOf(db: Db | Tx, workspaceId: string): Promise<Equipment> {
  const resolved = resolveProfiles(await profilesOf(db, workspaceId), await connectionsOf(db, workspaceId));
  return { checker: resolved.checker.length > 0, executor: resolved.executor.length > 0 };
}
