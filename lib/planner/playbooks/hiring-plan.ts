import type { DraftedStep } from "../drafted-step.ts";
import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, frameOf, periodOf } from "./wording.ts";

/** Requirements, then advert and interview guide side by side, with the timeline beside them, then the hiring plan. */
export const hiringPlan: Playbook = {
  id: "hiring-plan",
  title: "Hiring plan",
  description: "Sets out a role's requirements, then drafts advert, interview guide and timeline.",
  deliverable: /\b(?:hiring|recruit\w*|staffing)\b|\bjob (?:description|ad|advert)\b/i,
  signals: [
    {
      pattern:
        /\b(?:hire[sd]?|hiring|recruit\w*|staffing|vacanc(?:y|ies)|job (?:ad|advert|description|posting)s?|fill (?:the|a|this|our|that) (?:position|post|role|job|vacancy))\b/i,
      reason: "speaks of hiring",
      own: true,
    },
    {
      pattern:
        /\b(?:candidates?|interviews?|applicants?|jobs?|role|position|successor|replacement|resign\w*)\b/i,
      reason: "speaks of candidates or a role",
    },
    {
      pattern:
        /\b(?:engineers?|developers?|designers?|managers?|sales ?people|nurses?|teachers?|assistants?|drivers?|programmers?|chefs?|accountants?|workers)\b/i,
      reason: "names a profession",
    },
    { pattern: /\b(?:salary|headcount|team|staff)\b/i, reason: "speaks of a team or its pay" },
  ],
  phrases: [
    "Hire two backend engineers by the end of March",
    "Find a new head chef",
    "Recruit twenty seasonal workers for the vineyard",
    "Job advert and interview questions for a nurse",
    "Fill the vacancy in accounting",
    "We need three more teachers before the school year starts",
    "Set up the search for a managing director",
    "Staff the new call centre",
    "Our best programmer has resigned and we need a successor",
    "Where do we find good drivers, and how do we choose among those who apply?",
  ],
  facts: {
    period: {
      question: "By when should the position be filled?",
      default: "next 8 weeks",
      why: "Advert, interviews and offer are dated back from it.",
    },
    budget: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const milestones = [
      "Publish the advert",
      "Screen applications",
      "First interviews",
      "Work sample",
      "Final interviews",
      "Make an offer",
      "Prepare the first day",
    ];
    const steps: DraftedStep[] = [
      kit.searchStep({
        id: "earlier-hires",
        title: "Look up earlier hires",
        instruction: `Find role descriptions, team documents and lessons that bear on hiring ${topic}.`,
        wider: topic,
        query: `${topic} hiring role requirements team`,
        optional: true,
      }),
      kit.writeStep({
        id: "requirements",
        title: "Set out the requirements",
        instruction: `Set out what ${topic} will do, what they must already know, and what can be learned here.`,
        brief: `Requirements for ${topic}: duties, what they must know, what can be learned on the job.`,
        analysis,
        material: ["earlier-hires"],
        grounded: true,
      }),
      kit.writeStep({
        id: "advert",
        title: "Draft the job advert",
        instruction: "Draft an advert that says plainly what the work is, whom it suits and how to apply.",
        brief: `Job advert for ${topic}: the work, whom it suits, how to apply.`,
        analysis,
        material: ["requirements"],
      }),
      kit.writeStep({
        id: "interview-guide",
        title: "Draft the interview guide",
        instruction:
          "Draft the same questions for everybody, tied to the requirements, with what a good answer shows.",
        brief: `Interview guide for ${topic}: questions tied to each requirement and what a good answer shows.`,
        analysis,
        material: ["requirements"],
      }),
      kit.calendarStep({
        id: "timeline",
        title: "Schedule the hiring",
        instruction: `Put each stage from advert to offer on a date within ${periodOf(context)}.`,
        context,
        items: milestones,
        once: true,
        channels: ["Hiring team"],
        name: `Hiring: ${topic}`,
      }),
    ];
    if (analysis.goalBudget !== null) {
      steps.push(
        kit.allocationStep({
          id: "budget",
          title: "Divide the hiring budget",
          instruction: `Divide ${amountOf(analysis.goalBudget)} between the costs of hiring, a tenth kept in reserve.`,
          budget: analysis.goalBudget,
          metrics: null,
          names: ["Adverts", "Recruiters and referrals", "Interviews and travel", "Equipment and first day"],
        }),
      );
    }
    steps.push(
      kit.documentStep({
        id: "hiring-plan",
        title: "Compose the hiring plan",
        instruction:
          "Put requirements, advert, interview guide and timeline into one plan for the hiring team.",
        name: `${capital(analysis.deliverable ?? "hiring plan")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Requirements", of: "requirements" },
          { heading: "Job advert", of: "advert" },
          { heading: "Interview guide", of: "interview-guide" },
          { heading: "Timeline", of: "timeline" },
          ...(analysis.goalBudget === null ? [] : [{ heading: "Budget", of: "budget" }]),
        ],
      }),
    );
    return steps;
  },
};
