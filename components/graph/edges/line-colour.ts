import type { DependencyData } from "../flow-mapping.ts";
import { statusColour } from "../run-status-look.ts";

const MARK_COLOUR = {
  added: "var(--color-status-succeeded)",
  dropped: "var(--color-status-failed)",
} as const;

/**
 * What a dependency's line is drawn with.
 * @returns `ends`: the colours it leads from and to, or null when it has but one; `plain`: that one, or the later end's, by which it
 *   is known from afar
 */
export function lineColour(
  data: DependencyData | undefined,
  selected: boolean,
): { ends: readonly [string, string] | null; plain: string } {
  const mark = data?.mark ?? null;
  if (selected) return one("var(--color-accent)");
  if (mark !== null) return one(MARK_COLOUR[mark]);
  if (!data?.fromStatus && !data?.toStatus) return one("var(--color-line-strong)");
  const ends = [statusColour(data.fromStatus), statusColour(data.toStatus)] as const;
  return { ends, plain: ends[1] };
}

function one(colour: string) {
  return { ends: null, plain: colour };
}
