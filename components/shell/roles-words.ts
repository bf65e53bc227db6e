import { rolesWith, type Permission, type Role } from "#lib/domain/roles.ts";

/** Roles as the subject of a sentence: "Owners, editors and approvers". */
export function rolesWords(roles: readonly Role[]): string {
  const words = roles.map((role) => `${role}s`);
  const last = words.at(-1) ?? "";
  const who = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
  return who.charAt(0).toUpperCase() + who.slice(1);
}

/** Those whose role lets them do something of this kind, as the subject of a sentence. */
export function thoseWho(may: Permission): string {
  return rolesWords(rolesWith(may));
}
