import type { Playbook } from "./playbook.ts";
import { daysAhead } from "./days.ts";
import * as kit from "./step-kit.ts";
import { capital, frameOf } from "./wording.ts";

/** What could happen, what the rules ask and what did happen; one look at each risk; ranking, measures, and dates to look again. */
export const riskAssessment: Playbook = {
  id: "risk-assessment",
  title: "Risk assessment",
  description:
    "Lists what could go wrong, rates how likely and how bad it is, and plans measures, owners and reviews.",
  deliverable:
    /\b(?:risks?|hazard|threat|safety|impact)\s+(?:assessment|analysis|register|review|report|matrix|plan)\b|\brisk management\b|\bcontingency plan\b|\bcontinuity plan\b/i,
  signals: [
    {
      pattern:
        /\b(?:risks?|hazards?|threats?|contingenc(?:y|ies)|continuity|(?:could|might|can) (?:go wrong|happen))\b/i,
      reason: "speaks of risks",
      own: true,
    },
    {
      pattern: /\b(?:safety|safe|dangers?|dangerous|vulnerab\w+|exposure|compliance)\b/i,
      reason: "speaks of safety",
    },
    {
      pattern: /\b(?:what if|likelihood|worst case|mitigat\w+|prevent\w*)\b/i,
      reason: "asks what could go wrong",
    },
    { pattern: /\b(?:assess\w*|evaluate|register|rate)\b/i, reason: "asks for an assessment" },
  ],
  phrases: [
    "Assess the risks of opening a second branch",
    "What could go wrong with the summer camp and how do we prevent it?",
    "Hazard assessment for the workshop machines",
    "Build a risk register for the bridge project",
    "How exposed are we if our main supplier fails?",
    "Cyber security threats to a small law firm and what to do about them",
    "Business continuity plan for a power cut",
    "Rate likelihood and damage of everything that could delay the harvest",
    "I have a bad feeling about the night hike, think through the dangers beforehand",
    "List every threat to the fair and what we can do about each",
  ],
  facts: { audience: "used", period: "used" },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    return [
      kit.searchStep({
        id: "hazards",
        title: "Find what could go wrong",
        instruction: `Find what could go wrong with ${topic}: people, money, law, technology, weather, reputation, suppliers.`,
        wider: topic,
        query: `${topic} risk problem danger failure loss`,
        limit: 10,
        optional: true,
      }),
      kit.searchStep({
        id: "rules",
        title: "Look up rules and duties",
        instruction: `Find laws, standards, contracts and insurance terms that bind ${topic}.`,
        query: `${topic} rules law duty insurance standard`,
        limit: 4,
        optional: true,
      }),
      kit.metricsStep({
        id: "past-events",
        title: "Count what happened before",
        instruction: "Work out from the figures how often things went wrong before and what they cost.",
        question: `${topic}: how often, what did it cost?`,
        optional: true,
      }),
      kit.keywordStep({
        id: "register",
        title: "Draw up the list of risks",
        instruction:
          "Take from what was found each thing that could go wrong, once. Add in the arguments what nobody has written down.",
        search: "hazards",
        topic,
        limit: 8,
        optional: true,
      }),
      kit.mapStep({
        id: "each-risk",
        title: "Look at each risk",
        instruction:
          "For each risk: what sets it off, how likely it is, how bad it would be, how soon it would be noticed.",
        each: { of: "register", path: ["keywords"] },
        tool: "text.write",
        args: {
          brief: kit.template(
            "Risk “",
            { ref: "each-risk", path: ["keyword"] },
            "”: what sets it off, how likely, how bad, how soon it would be noticed.",
          ),
          topic: kit.literal(kit.clip(topic, 300)),
          material: { kind: "list", items: [kit.from("each-risk"), kit.from("hazards")] },
        },
        required: ["text"],
        after: ["register"],
      }),
      kit.writeStep({
        id: "ranking",
        title: "Rank the risks",
        instruction:
          "Put the risks of likelihood and damage into one order, three that nobody may ignore first; say which are accepted and why.",
        analysis,
        material: ["each-risk", "past-events", "rules"],
        grounded: true,
      }),
      kit.writeStep({
        id: "measures",
        title: "Plan the measures",
        instruction:
          "For the risks at the top: how to avoid, lessen, share or prepare for each, who owns it by role, and what is left afterwards.",
        analysis,
        material: ["ranking"],
      }),
      kit.writeStep({
        id: "warning-signs",
        title: "Name the warning signs",
        instruction:
          "Name for each of them the sign by which it announces itself, who watches it, and from when somebody must act.",
        analysis,
        material: ["ranking"],
        optional: true,
      }),
      kit.calendarStep({
        id: "reviews",
        title: "Schedule the reviews",
        instruction: "Put the measures' dates and two reviews of the whole list on days from now on.",
        context,
        days: daysAhead(context),
        items: [
          "Owners agree to their measures",
          "First measures in place",
          "First review of the list",
          "Exercise of the worst case",
          "Second review of the list",
        ],
        once: true,
        channels: ["Risk owner"],
        name: `Risk reviews: ${topic}`,
        after: ["measures"],
      }),
      kit.documentStep({
        id: "assessment",
        title: "Compose the risk assessment",
        instruction:
          "Put ranking, measures, signs and reviews into one paper; what was not looked at is named.",
        name: `${capital(analysis.deliverable ?? "risk assessment")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Ranking", of: "ranking" },
          { heading: "Measures", of: "measures" },
          { heading: "Warning signs", of: "warning-signs" },
          { heading: "Each risk", of: "each-risk" },
          { heading: "Rules and duties", of: "rules" },
          { heading: "Reviews", of: "reviews" },
        ],
      }),
    ];
  },
};
