import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf, periodOf } from "./wording.ts";

const WORKS = [
  "Measure and decide",
  "Permits and neighbours",
  "Empty and protect the rooms",
  "Strip out",
  "Pipes and cables",
  "Walls and plaster",
  "Windows and doors",
  "Floors and tiles",
  "Paint",
  "Kitchen, bath and lamps",
  "Snag list and final payment",
];

/** Scope from the state of the house; permits, trades and living through it; costs with a large reserve; works in building order. */
export const homeRenovation: Playbook = {
  id: "home-renovation",
  title: "Home renovation",
  description:
    "Plans building work at home: scope, permits, trades, costs with a reserve, works in order, and living meanwhile.",
  deliverable:
    /\b(?:renovation|refurbishment|remodel\w*|home improvement|conversion|extension)\s*(?:plan|project|budget)?\b/i,
  signals: [
    {
      pattern:
        /\b(?:renovat\w+|refurbish\w*|remodel\w*|redecorat\w+|do up|moderni[sz]\w+|retrofit\w*|home improvement)\b/i,
      reason: "speaks of a renovation",
      own: true,
    },
    {
      pattern:
        /\b(?:kitchen|bath ?room|attic|loft|basement|living room|bedroom|roof|balcony|garage|garden shed|apartment|flat|farmhouse|house)\b/i,
      reason: "names a part of a home",
    },
    {
      pattern:
        /\b(?:builders?|plumb\w+|electrician|til(?:es|ing)|floors?|insulat\w+|plaster\w*|heating|heat pump|windows|paint)\b/i,
      reason: "speaks of building work",
    },
    {
      pattern: /\b(?:planning permission|permits?|home|old house)\b/i,
      reason: "speaks of a home or permits",
    },
  ],
  phrases: [
    "Renovate our bathroom",
    "Do up a 1960s flat before we move in",
    "New kitchen with a wall knocked through",
    "Convert the attic into a bedroom",
    "Insulate the house and replace the old heating",
    "Plan the remodelling of grandma's house so that she can live downstairs",
    "Which builders do we need, and in which order, to restore a farmhouse?",
    "Redecorate three rooms during the holidays",
    "We bought a run-down cottage with damp walls and old wiring",
    "Make the upstairs rooms warm, dry and bright while the family stays in them",
  ],
  facts: {
    budget: {
      question: "How much may the work cost?",
      default: "no fixed budget",
      why: "The amount is divided between the trades, with a fifth kept back for what is behind the walls.",
    },
    period: {
      question: "When should the work be done?",
      default: "next 3 months",
      why: "The trades follow each other on real dates.",
    },
    audience: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    return [
      kit.searchStep({
        id: "state",
        title: "Look up the state of the house",
        instruction: `Find plans, surveys, offers and notes about ${topic}: age, damp, cables, pipes, what was done when.`,
        wider: topic,
        query: `${topic} plans survey condition offers house`,
        optional: true,
      }),
      kit.writeStep({
        id: "scope",
        title: "Fix the scope",
        instruction: `Set out for ${topic}${forAudience(analysis)} room by room what must be done, what would be nice and what is left alone, so that two builders would offer the same.`,
        analysis,
        material: ["state"],
        grounded: true,
      }),
      kit.writeStep({
        id: "permits",
        title: "Check permits and duties",
        instruction:
          "Say which permits, energy rules, heritage rules, neighbours' rights and insurance questions have to be settled before work begins, and who decides.",
        analysis,
        material: ["scope"],
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Divide the budget",
          instruction: `Divide ${amountOf(budget)} between the trades, a fifth kept back for what is behind the walls.`,
          budget,
          metrics: null,
          names: [
            "Strip-out and building work",
            "Pipes and heating",
            "Electrics",
            "Floors, tiles and paint",
            "Kitchen, bath and fittings",
            "Planning and permits",
          ],
          reserveShare: 0.2,
          after: ["scope"],
        }),
      ),
      kit.writeStep({
        id: "trades",
        title: "Draft the request to builders",
        instruction:
          "Draft for each trade what is asked for, with measures, quality and dates; ask for three offers, references, and payment by progress.",
        analysis,
        material: ["scope", ...(analysis.goalBudget === null ? [] : ["budget"])],
      }),
      kit.calendarStep({
        id: "works",
        title: "Put the works in order",
        instruction: `Put the works on dates within ${periodOf(context)}, in building order: nothing is closed before it is checked, wet work dries before floors.`,
        context,
        items: WORKS,
        once: true,
        channels: ["Owner", "Builders"],
        name: `Works: ${topic}`,
        after: ["permits"],
      }),
      kit.writeStep({
        id: "living",
        title: "Plan life during the work",
        instruction:
          "Say where people cook, wash and sleep meanwhile, what is stored where, which days have no water or power, and what the neighbours are told.",
        analysis,
        material: ["works"],
      }),
      kit.writeStep({
        id: "checks",
        title: "Write the acceptance list",
        instruction:
          "Write what is checked with each trade before it is paid: what to look at, what to measure, which papers to get.",
        analysis,
        material: ["trades", "works"],
      }),
      kit.documentStep({
        id: "renovation-plan",
        title: "Compose the renovation plan",
        instruction:
          "Put scope, permits, costs, works and lists into one plan that owner and builders share.",
        name: `${capital(analysis.deliverable ?? "renovation plan")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Scope", of: "scope" },
          { heading: "Permits and duties", of: "permits" },
          ...kit.ifBudget(analysis, () => ({ heading: "Budget", of: "budget" })),
          { heading: "Requests to builders", of: "trades" },
          { heading: "Works in order", of: "works" },
          { heading: "Life during the work", of: "living" },
          { heading: "Acceptance list", of: "checks" },
        ],
      }),
    ];
  },
};
