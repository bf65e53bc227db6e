import type { Actor } from "#lib/domain/actor.ts";
import type { Author } from "#lib/domain/plan.ts";

/** Under which name an actor changes a plan. */
export function authorOf(actor: Actor): Author {
  if (actor.kind === "user") return { kind: "person", userId: actor.userId, name: actor.name };
  return { kind: "api", name: "Planwright" };
}
