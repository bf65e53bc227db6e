import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf } from "./wording.ts";

/** Own offer and competitors side by side, a closer look at each point found, then comparison, gaps and answer. */
export const competitorComparison: Playbook = {
  id: "competitor-comparison",
  title: "Competitor comparison",
  description: "Sets your offer beside those of competitors, point by point, and says where to answer them.",
  deliverable:
    /\b(?:competit(?:or|ive|ion)|rival)\s*(?:comparison|analysis|overview|report|matrix|review)|\bcomparison\b|\bbattle ?cards?\b|\bbenchmark(?:ing)?\b/i,
  signals: [
    { pattern: /\b(?:competit(?:ors?|ive|ion)|rivals?)\b/i, reason: "speaks of competitors", own: true },
    { pattern: /\b(?:compare[sd]?|comparison|benchmark\w*|versus|vs)\b/i, reason: "asks for a comparison" },
    {
      pattern: /\b(?:side by side|stack up|measure up|better than|ahead of|undercut|battle ?cards?)\b/i,
      reason: "asks who is better",
    },
    {
      pattern: /\b(?:prices?|pricing|features|strengths|weaknesses|market share)\b/i,
      reason: "speaks of prices or strengths",
    },
  ],
  phrases: [
    "Compare our product with what the competition offers",
    "How do we stack up against our main rivals on price and features?",
    "Competitive analysis of three other meal kit companies",
    "Make a table of competitors with their strengths, weaknesses and prices",
    "Find out what other gyms in town charge and what they do better than us",
    "Build battle cards for the sales team against the market leader",
    "Benchmark our app against similar apps",
    "Who are we up against and where are we losing customers to them?",
    "Customers keep going to the other dealer, what does he have that we lack?",
    "Show me on one page how our insurance differs from theirs",
  ],
  facts: {
    audience: {
      question: "Who is the comparison for?",
      default: "for the sales team",
      why: "Sales people need answers to objections, a board needs the position in the market.",
    },
    period: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    return [
      kit.searchStep({
        id: "own-offer",
        title: "Set out your own offer",
        instruction: `Find what the documents say about your own ${topic}: what it does, what it costs, why people buy it.`,
        wider: topic,
        query: `${topic} offer price product benefits`,
        optional: true,
      }),
      kit.searchStep({
        id: "competitors",
        title: "Find the competitors",
        instruction: `Find who else offers something like ${topic}, including what people use instead of buying anything.`,
        query: `${topic} competitors alternatives rivals market`,
        limit: 8,
        optional: true,
      }),
      kit.keywordStep({
        id: "points",
        title: "Choose the points of comparison",
        instruction: "Take the names and features that come up again and again as what is compared.",
        search: "competitors",
        topic,
        limit: 6,
        done: "size(output.keywords) >= 2",
        optional: true,
      }),
      kit.mapStep({
        id: "closer-look",
        title: "Look closer at each point",
        instruction: "For each point, find what is known about price, quality and what customers say.",
        each: { of: "points", path: ["keywords"] },
        tool: "knowledge.search",
        args: {
          query: kit.template(
            { ref: "closer-look", path: ["keyword"] },
            " competitors price quality customers",
          ),
          limit: kit.literal(3),
        },
        required: ["passages"],
      }),
      kit.writeStep({
        id: "comparison",
        title: "Compare point by point",
        instruction: `Compare ${topic} with each competitor on the same points${who}: offer, price, strengths, weaknesses. Say where nothing is known.`,
        analysis,
        material: ["own-offer", "competitors", "closer-look"],
        grounded: true,
      }),
      kit.writeStep({
        id: "answers",
        title: "Say where to answer",
        instruction: `From the comparison, say where ${topic} leads, where it trails, and what to change, to say or to leave alone.`,
        analysis,
        material: ["comparison"],
      }),
      kit.documentStep({
        id: "comparison-document",
        title: "Compose the comparison",
        instruction: "Put comparison, answers and what they rest on into one document, the conclusion first.",
        name: `${capital(analysis.deliverable ?? "competitor comparison")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Where to answer", of: "answers" },
          { heading: "Point by point", of: "comparison" },
          { heading: "A closer look", of: "closer-look" },
          { heading: "Your own offer", of: "own-offer" },
        ],
      }),
    ];
  },
};
