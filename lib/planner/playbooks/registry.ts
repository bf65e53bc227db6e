import { budgetPlan } from "./budget-plan.ts";
import { contentCalendar } from "./content-calendar.ts";
import { eventPlan } from "./event-plan.ts";
import { genericPlan } from "./generic.ts";
import { hiringPlan } from "./hiring-plan.ts";
import { marketingStrategy } from "./marketing-strategy.ts";
import { metricsReview } from "./metrics-review.ts";
import type { Playbook } from "./playbook.ts";
import { productLaunch } from "./product-launch.ts";
import { researchReport } from "./research-report.ts";

/** Every playbook that a goal is matched with. */
export const PLAYBOOKS: readonly Playbook[] = [
  marketingStrategy,
  productLaunch,
  eventPlan,
  researchReport,
  metricsReview,
  hiringPlan,
  contentCalendar,
  budgetPlan,
];

/** The playbook with this id, the generic one included; null when there is none. */
export function playbookById(id: string): Playbook | null {
  return [...PLAYBOOKS, genericPlan].find((playbook) => playbook.id === id) ?? null;
}
