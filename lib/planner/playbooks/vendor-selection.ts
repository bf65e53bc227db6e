import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, frameOf, periodOf } from "./wording.ts";

/** Criteria before any offer is read; questions, scores and terms from them; then a recommendation. */
export const vendorSelection: Playbook = {
  id: "vendor-selection",
  title: "Vendor selection",
  description:
    "Sets weighed criteria before offers are read, asks suppliers the same questions, scores them and recommends one.",
  deliverable:
    /\b(?:vendor|supplier|provider|tool|software)\s+(?:selection|choice|evaluation|shortlist|recommendation)\b|\brf[pqi]\b|\btender\b|\bshortlist\b|\bprocurement\b/i,
  signals: [
    {
      pattern:
        /\b(?:vendors?|suppliers?|contractors?|agenc(?:y|ies)|rf[pqi]|tender\w*|procure\w*|bidders?)\b/i,
      reason: "speaks of suppliers",
      own: true,
    },
    {
      pattern:
        /\b(?:choose|select\w*|pick|decide (?:on|between|which)|shortlist|which (?:\w+ )?(?:to (?:buy|use|take)))\b/i,
      reason: "wants something chosen",
    },
    {
      pattern: /\b(?:quotes?|offers?|bids?|proposals|contracts?|terms|providers?)\b/i,
      reason: "speaks of offers or contracts",
    },
    {
      pattern: /\b(?:software|tools?|caterer|printer|cleaning company|carrier|subscription|purchase|buy)\b/i,
      reason: "speaks of something to buy",
    },
  ],
  phrases: [
    "Choose a supplier for our packaging",
    "Which payroll provider should we go with?",
    "Write a request for proposals and score the bids for the new school kitchen",
    "Pick a CRM tool for a team of twelve",
    "Get quotes from three cleaning companies and recommend one",
    "Select an agency for our website",
    "Find a new internet provider for the office and compare contracts",
    "Evaluate vendors of hospital beds by price, service and delivery time",
    "Five bakeries want to supply our canteen, who should get the order?",
    "A fair and documented decision on who gets the contract",
  ],
  facts: {
    budget: {
      question: "What may it cost?",
      default: "no fixed budget",
      why: "Offers over the amount are out, and the amount is divided into what a purchase really costs.",
    },
    period: {
      question: "By when must it be decided?",
      default: "next 6 weeks",
      why: "Questions, offers and talks are dated back from the decision.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    return [
      kit.searchStep({
        id: "needs",
        title: "Look up the needs",
        instruction: `Find what is needed of ${topic}: who uses it, how much, what the present one lacks, what rules say.`,
        wider: topic,
        query: `${topic} needs requirements users problems`,
        optional: true,
      }),
      kit.writeStep({
        id: "criteria",
        title: "Set criteria and weights",
        instruction:
          "Set at most eight criteria before reading any offer: which ones rule a supplier out, and what share of the points each of the others has.",
        analysis,
        material: ["needs"],
        grounded: true,
      }),
      kit.searchStep({
        id: "offers",
        title: "Find the candidates",
        instruction: `Find who supplies ${topic}, with offers, prices and references; the present supplier is one of them.`,
        query: `${topic} supplier offer price provider reference`,
        limit: 10,
        optional: true,
      }),
      kit.writeStep({
        id: "questions",
        title: "Draft the request to suppliers",
        instruction: `Draft one request that every supplier of ${topic} gets: what is needed, the same questions for all, form and date of the answer.`,
        analysis,
        material: ["criteria"],
      }),
      kit.writeStep({
        id: "scores",
        title: "Score the candidates",
        instruction:
          "Score each candidate on each criterion, with the reason in a line; what is not known gets no points and a question.",
        analysis,
        material: ["criteria", "offers"],
      }),
      kit.writeStep({
        id: "terms",
        title: "Check the terms",
        instruction:
          "Check price changes, notice, liability, data and how one gets out of the contract. Name what must be negotiated.",
        analysis,
        material: ["offers"],
        when: kit.found("offers"),
        optional: true,
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Work out the whole cost",
          instruction: `Divide ${amountOf(budget)} into what a purchase costs besides its price, a tenth in reserve.`,
          budget,
          metrics: null,
          names: ["Price", "Setting up and moving over", "Training", "Running costs of the first year"],
          after: ["criteria"],
        }),
      ),
      kit.writeStep({
        id: "recommendation",
        title: "Recommend one",
        instruction:
          "Recommend one candidate and a second, with the reason, the price over the whole term, and what would change the recommendation.",
        analysis,
        material: ["scores", "terms", ...(analysis.goalBudget === null ? [] : ["budget"])],
      }),
      kit.calendarStep({
        id: "dates",
        title: "Schedule the selection",
        instruction: `Put request, answers, talks and decision on dates within ${periodOf(context)}.`,
        context,
        items: [
          "Send the request",
          "Answer suppliers' questions",
          "Offers are in",
          "Talks and trials",
          "References called",
          "Decision",
          "Contract signed",
        ],
        once: true,
        channels: ["Buyer"],
        name: `Selection: ${topic}`,
        after: ["questions"],
      }),
      kit.documentStep({
        id: "selection",
        title: "Compose the selection paper",
        instruction:
          "Put recommendation, scores, criteria and dates into one paper that can be decided on and checked afterwards.",
        name: `${capital(analysis.deliverable ?? "vendor selection")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Recommendation", of: "recommendation" },
          { heading: "Scores", of: "scores" },
          { heading: "Criteria", of: "criteria" },
          { heading: "Terms", of: "terms" },
          ...kit.ifBudget(analysis, () => ({ heading: "Whole cost", of: "budget" })),
          { heading: "Request to suppliers", of: "questions" },
          { heading: "Dates", of: "dates" },
        ],
      }),
    ];
  },
};
