import type { DraftedStep } from "../drafted-step.ts";
import { daysAhead } from "./days.ts";
import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, frameOf, periodOf } from "./wording.ts";

/** Past spending and rules side by side, then the allocation with dates to review it, then the budget paper. */
export const budgetPlan: Playbook = {
  id: "budget-plan",
  title: "Budget plan",
  description:
    "Divides an amount to the cent by what past figures show, with reasons, rules and review dates.",
  deliverable: /\b(?:budgets?|spending|financial|cost)\s*(?:plan|allocation|proposal|forecast|overview)?$/i,
  signals: [
    {
      pattern:
        /\bbudget(?:ing)?\s+(?:plan|allocation|proposal|for)\b|\b(?:plan|allocate|make|divide|split|set up|draw up)\s+(?:the\s+|our\s+|an?\s+|my\s+)?(?:\w+\s+)?budget\b|\b(?:household|annual|yearly|family|project) budget\b/i,
      reason: "is about the budget itself",
      own: true,
    },
    { pattern: /\b(?:allocat\w+|divide|split|distribute)\b/i, reason: "asks to divide an amount" },
    {
      pattern: /\b(?:spend(?:ing)?|costs?|expenses?|savings?|save|cut|income|money)\b/i,
      reason: "speaks of spending",
    },
    { pattern: /\b(?:finances?|financial|forecast|fiscal)\b/i, reason: "speaks of finance" },
  ],
  phrases: [
    "Make a budget plan for next year with 120,000 dollars",
    "Divide our department's money between people, tools and travel",
    "How should we spend the club's funds this season?",
    "Where can we cut costs by ten percent?",
    "Financial plan for the first year of a café",
    "Allocate the school's annual budget",
    "Forecast spending and set review dates",
    "Split the prize money fairly between the projects",
    "Money slips through our fingers; set limits for rent, food and fun",
    "Income and expenses of our choir for the coming season",
  ],
  facts: {
    budget: {
      question: "Which amount is to be divided?",
      default: "no fixed budget",
      why: "Without an amount the plan sets out past spending and reasons, and allocates nothing.",
    },
    period: {
      question: "Which period is it for?",
      default: "next 12 months",
      why: "Review dates are put into it.",
    },
    audience: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const steps: DraftedStep[] = [
      kit.metricsStep({
        id: "past-spending",
        title: "Analyse past spending",
        instruction: "Work out from the workspace's figures what was spent on what, and what it returned.",
        question: "What was spent on what, and what did it return?",
        optional: true,
      }),
      kit.searchStep({
        id: "rules",
        title: "Look up rules and commitments",
        instruction: `Find rules, contracts and decisions that bind the spending on ${topic}.`,
        query: `${topic} budget rules contracts commitments`,
        optional: true,
      }),
    ];
    if (analysis.goalBudget !== null) {
      steps.push(
        kit.allocationStep({
          id: "allocation",
          title: "Allocate the budget",
          instruction: `Divide ${amountOf(analysis.goalBudget)} by what past spending returned, a tenth in reserve. Without figures the lines get equal shares; name them in the arguments.`,
          budget: analysis.goalBudget,
          metrics: "past-spending",
          names: ["People", "Marketing", "Tools and services", "Operations"],
        }),
      );
    }
    steps.push(
      kit.writeStep({
        id: "reasons",
        title: "Give the reasons",
        instruction: "Say for each line why it is needed, what it should achieve and what happens with less.",
        brief: `Reasons for the budget of ${topic}: why each line is needed, what it should achieve, what happens with less.`,
        analysis,
        material: [...(analysis.goalBudget === null ? ["past-spending"] : ["allocation"]), "rules"],
        grounded: analysis.goalBudget === null,
      }),
      kit.calendarStep({
        id: "reviews",
        title: "Set review dates",
        instruction: `Put dates on which spending is compared with the plan into ${periodOf({ period: { ...context.period, ...daysAhead(context) } })}.`,
        context,
        days: daysAhead(context),
        items: [
          "First comparison of spending with the plan",
          "Half-time: move what is left to what works",
          "Last comparison and lessons for the next plan",
        ],
        once: true,
        channels: ["Budget owner"],
        name: `${capital(topic)} budget reviews`,
      }),
      kit.documentStep({
        id: "budget-paper",
        title: "Compose the budget plan",
        instruction: "Put allocation, reasons and review dates into one paper that can be decided on.",
        name: `Budget plan: ${topic}`,
        summary: frameOf(context),
        sections: [
          ...(analysis.goalBudget === null ? [] : [{ heading: "Allocation", of: "allocation" }]),
          { heading: "Reasons", of: "reasons" },
          { heading: "Past spending", of: "past-spending" },
          { heading: "Rules and commitments", of: "rules" },
          { heading: "Review dates", of: "reviews" },
        ],
      }),
    );
    return steps;
  },
};
