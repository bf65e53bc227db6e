import type { Arguments } from "./step.ts";
import type { SideEffect, ToolSpec } from "./tool.ts";

const STRENGTH: Record<SideEffect, number> = { read: 0, idempotent: 1, once: 2 };

/** The strongest of several side effects; of none, reading. */
export function strongestOf(effects: readonly SideEffect[]): SideEffect {
  return effects.reduce<SideEffect>(
    (worst, each) => (STRENGTH[each] > STRENGTH[worst] ? each : worst),
    "read",
  );
}

/** What a step's use of a tool may do to the world: one effect, or several where only the run will know which it is. */
export function possibleEffects(
  { sideEffect, effects }: Pick<ToolSpec, "sideEffect" | "effects">,
  args: Arguments,
): SideEffect[] {
  if (effects === undefined) return [sideEffect];
  const argument = args[effects.argument];
  if (argument !== undefined && argument.kind !== "literal") return [...new Set(Object.values(effects.of))];
  const value = argument === undefined ? effects.leftOut : argument.value;
  return [(typeof value === "string" ? effects.of[value] : undefined) ?? sideEffect];
}
