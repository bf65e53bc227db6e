import type { Db } from "#lib/db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { allows, type Permission } from "#lib/domain/roles.ts";
import { DomainError } from "#lib/domain/errors.ts";

/** What every service verb gets: who acts, and the database. */
export type ServiceContext = { actor: Actor; db: Db };

/**
 * Checks that the actor may do this in its workspace, and gives the workspace's id, by which every statement then filters.
 * @throws DomainError `forbidden`
 */
export function authorise(actor: Actor, permission: Permission): string {
  if (actor.kind === "user" && !allows(actor, permission)) {
    throw new DomainError("forbidden", `Your role (${actor.role}) does not allow this.`);
  }
  return actor.workspaceId;
}
