import type { PlanGraph } from "./plan.ts";
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

/** Whether a run of the plan may do more than read: whoever starts it approves that with it. Of tools that are not there, nothing is said. */
export function mayChangeThings({ steps }: PlanGraph, tools: readonly ToolSpec[]): boolean {
  const specs = new Map(tools.map((tool) => [tool.name, tool]));
  return steps.some((step) =>
    [step, ...step.fallbacks].some(({ tool, args }) => {
      const spec = specs.get(tool);
      return spec !== undefined && possibleEffects(spec, args).some((effect) => effect !== "read");
    }),
  );
}
