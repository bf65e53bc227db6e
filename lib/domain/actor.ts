import { z } from "zod";
import { Id } from "./ids.ts";
import { ROLES } from "./roles.ts";

/** What a member is, as {@link ROLES} has it. */
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Who acts: a member of one workspace, or the system itself (a worker's job) on behalf of one workspace. */
export const Actor = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), userId: Id, workspaceId: Id, role: Role, name: z.string() }),
  z.object({ kind: z.literal("system"), workspaceId: Id }),
]);
export type Actor = z.infer<typeof Actor>;
