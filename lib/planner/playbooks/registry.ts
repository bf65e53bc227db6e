import { budgetPlan } from "./budget-plan.ts";
import { competitorComparison } from "./competitor-comparison.ts";
import { contentCalendar } from "./content-calendar.ts";
import { customerSurvey } from "./customer-survey.ts";
import { eventPlan } from "./event-plan.ts";
import { fundraisingCampaign } from "./fundraising-campaign.ts";
import { genericPlan } from "./generic.ts";
import { grantApplication } from "./grant-application.ts";
import { hiringPlan } from "./hiring-plan.ts";
import { homeRenovation } from "./home-renovation.ts";
import { incidentReview } from "./incident-review.ts";
import { literatureReview } from "./literature-review.ts";
import { marketingStrategy } from "./marketing-strategy.ts";
import { metricsReview } from "./metrics-review.ts";
import { officeMove } from "./office-move.ts";
import { onboardingPlan } from "./onboarding-plan.ts";
import type { Playbook } from "./playbook.ts";
import { pressCampaign } from "./press-campaign.ts";
import { productLaunch } from "./product-launch.ts";
import { researchReport } from "./research-report.ts";
import { riskAssessment } from "./risk-assessment.ts";
import { systemMigration } from "./system-migration.ts";
import { trainingCourse } from "./training-course.ts";
import { tripPlan } from "./trip-plan.ts";
import { vendorSelection } from "./vendor-selection.ts";
import { websiteAudit } from "./website-audit.ts";

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
  competitorComparison,
  customerSurvey,
  grantApplication,
  incidentReview,
  systemMigration,
  onboardingPlan,
  trainingCourse,
  tripPlan,
  vendorSelection,
  fundraisingCampaign,
  websiteAudit,
  pressCampaign,
  officeMove,
  riskAssessment,
  literatureReview,
  homeRenovation,
];

/** The playbook with this id, the generic one included; null when there is none. */
export function playbookById(id: string): Playbook | null {
  return [...PLAYBOOKS, genericPlan].find((playbook) => playbook.id === id) ?? null;
}
