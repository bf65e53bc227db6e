import { MemorySaver } from "@langchain/langgraph";
import { NO_EQUIPMENT } from "#lib/domain/equipment.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { builtInDrafter } from "#lib/planner/built-in-drafter.ts";
import type { PlannerPorts } from "#lib/planner/planning-graph.ts";
import type { DraftRequest } from "#lib/planner/ports.ts";
import { toolSpecs } from "#lib/tools/registry.ts";

/** What the planner works with in tests: no model, one document, nothing to recall. */
export function plannerTestPorts(changes: Partial<PlannerPorts> = {}): PlannerPorts {
  return {
    checkpointer: new MemorySaver(),
    builtIn: builtInDrafter,
    model: null,
    tools: toolSpecs(),
    documents: [{ name: "figures.csv", title: "Figures", kind: "csv" }],
    attachments: [],
    playbooks: [],
    recall: () => Promise.resolve([]),
    equipment: NO_EQUIPMENT,
    budget: { cap: spendCap(null), outputTokens: 8_000 },
    now: () => new Date(),
    signal: new AbortController().signal,
    ...changes,
  };
}

/** What a drafter drafts from in tests: a goal without files, answers or a past. */
export function draftRequest(
  about: Pick<DraftRequest, "analysis" | "today" | "source"> & Partial<DraftRequest>,
): DraftRequest {
  return {
    tools: toolSpecs(),
    documents: [],
    attachments: [],
    answers: [],
    recollection: { playbooks: [], plans: [] },
    playbooks: [],
    budget: { cap: spendCap(null), outputTokens: 8_000 },
    variant: null,
    signal: new AbortController().signal,
    ...about,
  };
}
