import type { Playbook } from "./playbook.ts";
import { daysAhead } from "./days.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf } from "./wording.ts";

/** Aims first; questionnaire and choice of people from them; then invitation, analysis plan and dates. */
export const customerSurvey: Playbook = {
  id: "customer-survey",
  title: "Customer survey",
  description:
    "Says what a survey has to find out, drafts questions and invitation, and plans who answers and when.",
  deliverable: /\b(?:surveys?|questionnaires?|polls?|feedback (?:form|round|study))\b/i,
  signals: [
    { pattern: /\b(?:surveys?|questionnaires?|polls?|polling)\b/i, reason: "asks for a survey", own: true },
    {
      pattern: /\b(?:feedback|satisf\w+|nps|opinions?|churn)\b/i,
      reason: "speaks of feedback or satisfaction",
    },
    {
      pattern:
        /\bask\b.{0,40}\b(?:customers?|members?|users?|patients?|students?|guests?|people|readers|visitors)\b/i,
      reason: "wants people asked",
    },
    {
      pattern: /\b(?:respondents?|responses|answers|customers?|interviews?)\b/i,
      reason: "speaks of customers or answers",
    },
  ],
  phrases: [
    "Survey our customers about the new checkout",
    "Find out how happy our members are and why some leave",
    "Put together a questionnaire for patients of the clinic",
    "Ask people who cancelled what made them go",
    "Collect feedback from guests after their stay",
    "Measure satisfaction with our support and what should improve",
    "Run a poll among readers on which topics they want",
    "We want to know what users think before we redesign the app",
    "We only guess what shoppers are missing, I would like to hear it from them",
    "Get opinions from a hundred visitors and draw conclusions",
  ],
  facts: {
    audience: {
      question: "Who is to be asked?",
      default: "for our customers",
      why: "Questions, invitation and how many answers are needed depend on it.",
    },
    period: {
      question: "When should the survey run?",
      default: "next 30 days",
      why: "The test, the invitation, the reminder and the end get real dates.",
    },
    budget: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const people = analysis.audience ?? "the customers";
    return [
      kit.searchStep({
        id: "known",
        title: "Look up what is known already",
        instruction: `Find earlier surveys, interviews and complaints about ${topic}, so that nobody is asked what is known.`,
        wider: topic,
        query: `${topic} survey interviews customers answers complaints`,
        optional: true,
      }),
      kit.writeStep({
        id: "aims",
        title: "Say what to find out",
        instruction: `Set out at most five questions about ${topic} that the survey must answer, and which decision hangs on each.`,
        analysis,
        material: ["known"],
        grounded: true,
      }),
      kit.writeStep({
        id: "questionnaire",
        title: "Draft the questionnaire",
        instruction: `Draft ten to fifteen questions${forAudience(analysis)}: easy ones first, one thing a question, no leading words, scales all the same way round, one open question last.`,
        analysis,
        material: ["aims"],
      }),
      kit.writeStep({
        id: "sample",
        title: "Decide who is asked",
        instruction: `Say which of ${people} are asked, how they are reached, how many answers are enough, and who would be missed.`,
        analysis,
        material: ["aims"],
      }),
      kit.writeStep({
        id: "invitation",
        title: "Draft invitation and reminder",
        instruction: `Draft the invitation to ${people} and one reminder: why, how many minutes, what happens with the answers, by when.`,
        analysis,
        material: ["questionnaire", "sample"],
      }),
      kit.writeStep({
        id: "analysis-plan",
        title: "Plan the analysis",
        instruction:
          "Say for each question how it is counted, which groups are compared and what result would change the decision.",
        analysis,
        material: ["questionnaire"],
      }),
      kit.calendarStep({
        id: "fieldwork",
        title: "Schedule the survey",
        instruction:
          "Put test, invitation, reminder, end and analysis on dates, with a week at least between invitation and end.",
        context,
        days: daysAhead(context),
        items: [
          "Test on five people",
          "Send the invitation",
          "Check the first answers",
          "Send the reminder",
          "Close the survey",
          "Share the results",
        ],
        once: true,
        channels: ["Survey owner"],
        name: `${capital(topic)} survey`,
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Divide the survey's budget",
          instruction: `Divide ${amountOf(budget)} between tool, thanks to those who answer, and analysis, a tenth in reserve.`,
          budget,
          metrics: null,
          names: ["Survey tool", "Thank-you gifts", "Analysis", "Interviews afterwards"],
          after: ["sample"],
        }),
      ),
      kit.documentStep({
        id: "survey-plan",
        title: "Compose the survey plan",
        instruction:
          "Put aims, questionnaire, people, invitation, dates and analysis into one plan that can be carried out.",
        name: `Survey: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "What to find out", of: "aims" },
          { heading: "Questionnaire", of: "questionnaire" },
          { heading: "Who is asked", of: "sample" },
          { heading: "Invitation and reminder", of: "invitation" },
          { heading: "Dates", of: "fieldwork" },
          { heading: "Analysis", of: "analysis-plan" },
          ...kit.ifBudget(analysis, () => ({ heading: "Budget", of: "budget" })),
        ],
      }),
    ];
  },
};
