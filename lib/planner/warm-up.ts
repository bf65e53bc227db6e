import { NO_EQUIPMENT } from "#lib/domain/equipment.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { builtInDrafter } from "./built-in-drafter.ts";
import { planOnce } from "./plan-once.ts";
import { learnPlaybooks, type Embed } from "./playbooks/meaning.ts";

/** One that needs all that reading a goal can need: a period, an amount, an audience, a playbook. */
const GOAL = {
  goal: "Plan a marketing campaign for schools in the next quarter, with a budget of $1,000",
  today: "2026-01-05",
};

/**
 * Plans a goal for nothing and learns the playbooks, so that the first person need not wait for what is done once a process (language
 * data, learning by heart, code that runs for the first time: together some seconds).
 * @throws what learning threw; until it succeeds, words alone find a goal's playbook
 */
export async function warmUpPlanner(tools: readonly ToolSpec[], embed: Embed): Promise<void> {
  const learning = learnPlaybooks(embed);
  learning.catch(() => undefined);
  await planOnce(GOAL, {
    builtIn: builtInDrafter,
    model: null,
    tools,
    documents: [],
    attachments: [],
    playbooks: [],
    recall: () => Promise.resolve([]),
    equipment: NO_EQUIPMENT,
    budget: { cap: spendCap(null), outputTokens: 0 },
    now: () => new Date(),
    signal: new AbortController().signal,
  });
  await learning;
}
