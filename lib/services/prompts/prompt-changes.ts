import { Author } from "#lib/domain/plan.ts";
import type { PromptChange } from "#lib/domain/prompt.ts";

/** A change as rows keep it: who made it, as JSON, and when. */
export function changeOf(author: unknown, at: Date): PromptChange {
  return { author: Author.parse(author), at: at.toISOString() };
}

/** The later of two changes, either of which may not have happened. */
export function laterOf(one: PromptChange | null, other: PromptChange | null): PromptChange | null {
  if (!one || !other) return one ?? other;
  return one.at >= other.at ? one : other;
}
