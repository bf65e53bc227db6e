import { z } from "zod";
import { Id } from "./ids.ts";

/** What a member may do: owner everything, editor plans and runs, approver decides and reads, viewer reads. */
export const Role = z.enum(["owner", "editor", "approver", "viewer"]);
export type Role = z.infer<typeof Role>;

/** Who acts: a member of one workspace, or the system itself (a worker's job) on behalf of one workspace. */
export const Actor = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), userId: Id, workspaceId: Id, role: Role, name: z.string() }),
  z.object({ kind: z.literal("system"), workspaceId: Id }),
]);
export type Actor = z.infer<typeof Actor>;

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

/** The roles that allow this, the one that may most first. */
export function rolesWith(permission: Permission): Role[] {
  return Role.options.filter((role) => allows({ role }, permission));
}
