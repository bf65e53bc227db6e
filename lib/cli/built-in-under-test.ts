import { builtInDrafter } from "#lib/planner/built-in-drafter.ts";
import type { Embed } from "#lib/planner/playbooks/meaning.ts";
import type { PlannerUnderTest } from "#lib/planner/evaluation/planner-under-test.ts";
import { planUnderTest, type TestGround } from "./plan-under-test.ts";
import { BUILT_IN } from "./eval-options.ts";

/**
 * The built-in planner as people meet it: its whole graph, from a goal to a checked plan.
 * @param embed finds playbooks by meaning as well; null: by words alone
 */
export function builtInUnderTest(ground: TestGround, embed: Embed | null): PlannerUnderTest {
  const planner = { builtIn: builtInDrafter, model: null, embed };
  return { name: BUILT_IN, plan: (goal) => planUnderTest(goal, planner, ground) };
}
