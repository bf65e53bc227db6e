import type { JsonObject } from "#lib/domain/json.ts";
import type { Parking, Tool, ToolResult } from "./contract.ts";

/** No cap can be higher; whatever more a call says that it cost counts as this. */
const MOST_MICROS = 1_000_000_000_000;

/**
 * What a call may cost at most by what its tool says, in millionths of a dollar; null when nobody knows. What it asks models, and what
 * runs cost that it starts, is held by itself.
 */
export function callPrice(
  { costMicros, asks, looksBy, startsRuns }: Tool,
  args: JsonObject,
  tools: ReadonlyMap<string, Tool>,
): number | null {
  if (startsRuns) return 0;
  if (looksBy !== undefined) {
    const name = args[looksBy.tool];
    const tool = typeof name === "string" ? tools.get(name) : undefined;
    return tool ? (tool.costMicros ?? (tool.asks ? 0 : null)) : 0;
  }
  return costMicros ?? (asks ? 0 : null);
}

/** What a call cost: what it says, where that is an amount; else what its tool costs. */
export function costOf(
  { costMicros }: Pick<ToolResult<unknown> | Parking, "costMicros">,
  tool: Pick<Tool, "costMicros">,
): number {
  const said = costMicros !== undefined && Number.isFinite(costMicros) && costMicros >= 0;
  return Math.min(Math.ceil(said ? costMicros : (tool.costMicros ?? 0)), MOST_MICROS);
}
