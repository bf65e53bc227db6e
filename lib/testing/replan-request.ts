import { NO_EQUIPMENT } from "#lib/domain/equipment.ts";
import type { ChatChange } from "#lib/domain/chat.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { ReplanRequest } from "#lib/planner/replan/replan-request.ts";
import { toolSpecs } from "#lib/tools/registry.ts";

/** What a replan works from in tests: somebody asked for it and wrote nothing. */
export function replanRequest(
  about: Pick<ReplanRequest, "graph" | "steps"> & Partial<ReplanRequest>,
): ReplanRequest {
  return {
    tools: toolSpecs(),
    goal: null,
    equipment: NO_EQUIPMENT,
    today: "2026-11-23",
    cause: { kind: "request" },
    note: "",
    question: null,
    slow: null,
    events: [],
    ...about,
  };
}

/** All that changes do, in order; null when there are none. */
export function patchOf(changes: readonly ChatChange[]): PlanPatch | null {
  return changes.length === 0 ? null : changes.flatMap(({ operations }) => operations);
}

/** A patch as one change. */
export function asChange(operations: PlanPatch): ChatChange {
  return { words: "All of it", also: [], quote: null, operations, needs: [] };
}
