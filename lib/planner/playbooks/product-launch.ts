import type { DraftedStep } from "../drafted-step.ts";
import { daysToPrepare } from "./days.ts";
import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf, periodOf, subjectsOf } from "./wording.ts";

/** Market and competitors side by side, then positioning, then copy, calendar and budget, then the launch plan. */
export const productLaunch: Playbook = {
  id: "product-launch",
  title: "Product launch",
  description: "Positions a product against its market, then plans announcement, launch calendar and budget.",
  deliverable: /\blaunch(?: plan| strategy| campaign| programme)?\b|\brelease plan\b|\bgo-to-market\b/i,
  signals: [
    {
      pattern:
        /\b(?:launch\w*|go[- ]to[- ]market|(?:bring|brings|bringing|take|get)\b.{1,50}\bto market|pre-?orders?|market entry)\b/i,
      reason: "speaks of a launch",
      own: true,
    },
    {
      pattern: /\b(?:product|app|feature|service|version|release|prototype)\b/i,
      reason: "is about a product or release",
    },
    {
      pattern:
        /\b(?:go(?:es|ing)? live|roll ?out|beta|first (?:buyers|customers|sales|users)|on sale|shelves)\b/i,
      reason: "speaks of first customers",
    },
    { pattern: /\b(?:announce\w*|introduce|unveil|debut|teaser)\b/i, reason: "speaks of announcing it" },
  ],
  phrases: [
    "Launch our new running shoe in March",
    "Bring the mobile app to market",
    "Go-to-market plan for a vegan yoghurt",
    "Prepare the release of version two with announcement and demo",
    "Introduce a new insurance product to the public",
    "We want to start selling our board game before Christmas",
    "Roll out the subscription box in two countries",
    "Plan the debut of our electric bike, from teaser to first sales",
    "The prototype works; now it has to reach the shelves and the first buyers",
    "Everything that must be ready on the day our service opens to customers",
  ],
  facts: {
    audience: {
      question: "Who is the product for?",
      default: "for new customers",
      why: "Positioning and announcement speak to somebody.",
    },
    period: {
      question: "When is the launch?",
      default: "next 8 weeks",
      why: "Teasers, announcement and follow-ups are put on dates around it.",
    },
    budget: {
      question: "What may the launch cost?",
      default: "no fixed budget",
      why: "The amount is divided between the launch's parts.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    const steps: DraftedStep[] = [
      kit.searchStep({
        id: "customer-needs",
        title: "Find what customers need",
        instruction: `Find what is known about the people who would use ${topic}: their problems, words and wishes.`,
        query: `${topic} ${analysis.audience ?? "customers"} needs problems`,
        optional: true,
      }),
      kit.searchStep({
        id: "competitors",
        title: "Review competitors",
        instruction: `Find who else offers something like ${topic}, how they present it and what it costs.`,
        query: `${topic} competitors alternatives price`,
        optional: true,
      }),
      kit.writeStep({
        id: "positioning",
        title: "Set the positioning",
        instruction: `Say in a few sentences whom ${topic} is for, what it does better and what proves it.`,
        brief: `Positioning of ${topic}${who}: for whom, what it does better than the alternatives, and the proof.`,
        analysis,
        material: ["customer-needs", "competitors"],
        grounded: true,
      }),
      kit.keywordStep({
        id: "launch-messages",
        title: "Pick the launch messages",
        instruction:
          "Take the words customers use themselves, so that each launch entry carries one of them.",
        search: "customer-needs",
        topic,
        limit: 10,
        optional: true,
      }),
      kit.writeStep({
        id: "announcement",
        title: "Draft the announcement",
        instruction: `Draft the announcement of ${topic}${who} from the positioning, with a headline, three benefits and what to do next.`,
        brief: `Announcement of ${topic}${who}: headline, three benefits, what to do next.`,
        analysis,
        material: ["positioning", "launch-messages"],
      }),
      kit.calendarStep({
        id: "launch-calendar",
        title: "Build the launch calendar",
        instruction: `Spread teasers, announcement and follow-ups over ${periodOf(context)}.`,
        context,
        items: { keywordsOf: "launch-messages", otherwise: subjectsOf(topic) },
        days: daysToPrepare(context),
        perWeek: 3,
        name: `${capital(topic)} launch calendar`,
        after: ["launch-messages", "positioning"],
      }),
    ];
    if (analysis.goalBudget !== null) {
      steps.push(
        kit.allocationStep({
          id: "budget",
          title: "Allocate the launch budget",
          instruction: `Divide ${amountOf(analysis.goalBudget)} between the launch's parts, 15 % kept for what comes up. Change the parts in the arguments.`,
          budget: analysis.goalBudget,
          metrics: null,
          names: ["Advertising", "Creative work", "Launch event and demos", "Press and partners"],
          reserveShare: 0.15,
          after: ["positioning"],
        }),
      );
    }
    steps.push(
      kit.documentStep({
        id: "launch-plan",
        title: "Compose the launch plan",
        instruction:
          "Put positioning, announcement, calendar and budget into one launch plan with its sources.",
        name: `Launch plan: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "What customers need", of: "customer-needs" },
          { heading: "Competitors", of: "competitors" },
          { heading: "Positioning", of: "positioning" },
          { heading: "Announcement", of: "announcement" },
          { heading: "Launch calendar", of: "launch-calendar" },
          ...(analysis.goalBudget === null ? [] : [{ heading: "Budget", of: "budget" }]),
        ],
      }),
    );
    return steps;
  },
};
