import type { Db } from "#lib/db/client.ts";
import type { Actor, Role } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";

/** What every service verb gets: who acts, and the database. */
export type ServiceContext = { actor: Actor; db: Db };

/** What an actor may do, from least to most: look, decide (approvals, replans), change plans and run them, own the workspace. */
export type Permission = "read" | "decide" | "edit" | "own";

const GRANTS: Record<Role, readonly Permission[]> = {
  viewer: ["read"],
  approver: ["read", "decide"],
  editor: ["read", "decide", "edit"],
  owner: ["read", "decide", "edit", "own"],
};

/** Whether a role allows this. */
export function allows({ role }: { role: Role }, permission: Permission): boolean {
  return GRANTS[role].includes(permission);
}

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
