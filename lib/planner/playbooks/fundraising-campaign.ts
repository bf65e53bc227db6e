import type { Playbook } from "./playbook.ts";
import { daysAhead } from "./days.ts";
import * as kit from "./step-kit.ts";
import { amountOf, forAudience, frameOf } from "./wording.ts";

/** Who gave what, and why people give; the case; then appeal, asks of big donors and thanks from the same case, on dates. */
export const fundraisingCampaign: Playbook = {
  id: "fundraising-campaign",
  title: "Fundraising campaign",
  description:
    "Makes the case for a cause, divides the target between sources, and drafts appeal, personal asks and thanks.",
  deliverable:
    /\b(?:fund-?\s?rais\w+|donation|giving|appeal|crowdfunding)\s*(?:campaign|plan|drive|strategy|letter)?\b/i,
  signals: [
    {
      pattern: /\b(?:fund-?\s?rais\w+|donat\w+|donors?|crowdfund\w*|charity|sponsors?(?:hip)?)\b/i,
      reason: "speaks of raising money",
      own: true,
    },
    { pattern: /\braise\b.{0,40}(?:\$|€|£|\d|money|funds?)/i, reason: "wants to raise an amount", own: true },
    {
      pattern: /\b(?:appeal|cause|giving|gifts?|benefactors?|supporters?|pledges?)\b/i,
      reason: "speaks of giving",
    },
    {
      pattern: /\b(?:orphanage|shelter|hospice|food bank|club|parish|museum|school|non-?profit|ngo)\b/i,
      reason: "names a cause that lives on gifts",
    },
  ],
  phrases: [
    "Raise money for the new roof of the village church",
    "Year-end donation campaign for an animal shelter",
    "Collect 30,000 euros from alumni for scholarships",
    "Crowdfunding for our community theatre",
    "Ask local businesses to sponsor the youth football team",
    "Win back people who used to donate",
    "Charity appeal after the flood",
    "Get more monthly givers for the food bank",
    "We are short of money for the rescue boat and count on friends and members",
    "Make people give generously to the children's ward",
  ],
  facts: {
    budget: {
      question: "How much is to be raised?",
      default: "no fixed budget",
      why: "The target is divided between the sources it has to come from.",
    },
    period: {
      question: "When does the campaign run?",
      default: "next 8 weeks",
      why: "Appeal, reminders and thanks get real dates.",
    },
    audience: {
      question: "Who is asked to give?",
      default: "for donors",
      why: "Regular givers, businesses and strangers are asked in different words.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    return [
      kit.metricsStep({
        id: "past-gifts",
        title: "Analyse past gifts",
        instruction:
          "Work out from the figures who gave, how much, how often, and what each way of asking brought.",
        question: "What did each source or channel cost and bring in?",
        optional: true,
      }),
      kit.searchStep({
        id: "stories",
        title: "Find stories and facts",
        instruction: `Find what ${topic} does for whom: one person's story, figures that can be checked, what a small gift pays for.`,
        wider: topic,
        query: `${topic} story people help figures impact`,
        optional: true,
      }),
      kit.writeStep({
        id: "case",
        title: "Make the case",
        instruction: `Say in a page why ${topic} needs help now${who}: one person, one need, one amount, and what it changes.`,
        analysis,
        material: ["stories"],
        grounded: true,
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "targets",
          title: "Divide the target",
          instruction: `Divide the target of ${amountOf(budget)} between the sources it has to come from, as past gifts suggest. No reserve: this is money to come in.`,
          budget,
          metrics: "past-gifts",
          names: [
            "A few large gifts",
            "Regular givers",
            "Many small gifts",
            "Businesses and sponsors",
            "An event",
          ],
          reserveShare: 0,
        }),
      ),
      kit.writeStep({
        id: "donors",
        title: "Group the donors",
        instruction:
          "Group those to ask by what they gave and why they care; say for each group who asks, how, and for how much.",
        analysis,
        material: ["past-gifts", "case", ...(analysis.goalBudget === null ? [] : ["targets"])],
      }),
      kit.writeStep({
        id: "appeal",
        title: "Draft the appeal",
        instruction: `Draft the appeal${who} as a letter and a short message: begin with the person, ask for an amount in the first third, say again what it does.`,
        analysis,
        material: ["case"],
      }),
      kit.writeStep({
        id: "personal-asks",
        title: "Draft the personal asks",
        instruction:
          "Draft what is said to the few who could give much: what they have made possible before, what for, how much, when to meet.",
        analysis,
        material: ["donors"],
      }),
      kit.writeStep({
        id: "thanks",
        title: "Draft the thanks",
        instruction:
          "Draft thanks to be sent within two days, without asking again, and a report three months later on what the money did.",
        analysis,
        material: ["case"],
      }),
      kit.calendarStep({
        id: "calendar",
        title: "Schedule the campaign",
        instruction:
          "Large gifts are asked for quietly first; then the public appeal, a reminder with how far it has come, the last days, thanks.",
        context,
        days: daysAhead(context),
        items: [
          "Ask the board to give first",
          "Ask for the large gifts",
          "Open the public appeal",
          "Story of one person helped",
          "Halfway report",
          "Reminder to those who gave before",
          "Last days",
          "Thank everybody",
        ],
        once: true,
        channels: ["Fundraiser"],
        name: `Campaign: ${topic}`,
        after: ["appeal", "donors"],
      }),
      kit.documentStep({
        id: "campaign-plan",
        title: "Compose the campaign plan",
        instruction: "Put case, targets, groups, texts and dates into one plan for everybody who asks.",
        name: `Fundraising campaign: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "The case", of: "case" },
          ...kit.ifBudget(analysis, () => ({ heading: "Target by source", of: "targets" })),
          { heading: "Whom to ask", of: "donors" },
          { heading: "Appeal", of: "appeal" },
          { heading: "Personal asks", of: "personal-asks" },
          { heading: "Thanks", of: "thanks" },
          { heading: "Dates", of: "calendar" },
        ],
      }),
    ];
  },
};
