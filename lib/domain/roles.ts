/** What a member may do: owner everything, editor plans and runs, approver decides and reads, viewer reads. */
export const ROLES = ["owner", "editor", "approver", "viewer"] as const;
export type Role = (typeof ROLES)[number];

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
  return ROLES.filter((role) => allows({ role }, permission));
}
