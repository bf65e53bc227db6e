import type { Actor } from "#lib/domain/actor.ts";
import type { Author } from "#lib/domain/plan.ts";
import { nameOf } from "../runs/run-keys.ts";

/** Under which name an actor changes a plan, a version of it or a prompt. */
export function authorOf(actor: Actor): Author {
  return actor.kind === "user"
    ? { kind: "person", userId: actor.userId, name: actor.name }
    : { kind: "api", name: nameOf(actor) };
}
