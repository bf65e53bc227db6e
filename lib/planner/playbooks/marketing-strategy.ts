import type { DraftedStep } from "../drafted-step.ts";
import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf, periodOf, subjectsOf } from "./wording.ts";

/** Research and past figures, then channels, content, budget and copy, then the strategy document. */
export const marketingStrategy: Playbook = {
  id: "marketing-strategy",
  title: "Marketing strategy",
  description:
    "Researches the market and past results, then plans channels, content and budget in one strategy document.",
  deliverable:
    /\b(?:marketing|growth|promotion(?:al)?|brand|go-to-market|advertising|social media)\s+(?:strategy|plan|campaign|programme|program)\b|^campaign$/i,
  signals: [
    {
      pattern:
        /\b(?:marketing|market (?:our|my|the|it)\b|advertis\w+|(?<!(?:fund-?raising|donation|press|media|pr|election|hiring) )campaigns?\b)/i,
      reason: "speaks of marketing or a campaign",
      own: true,
    },
    { pattern: /\b(?:promot\w+|ads?)\b/i, reason: "speaks of promotion" },
    {
      pattern: /\b(?:brand\w*|awareness|leads|customers|target group|channels?|positioning|word of mouth)\b/i,
      reason: "speaks of brand, customers or channels",
    },
    { pattern: /\bstrateg(?:y|ies|ic)\b/i, reason: "asks for a strategy" },
  ],
  phrases: [
    "Marketing strategy for our organic skin care line",
    "How should we promote the new bakery in town?",
    "Plan an advertising campaign for electric scooters",
    "Get more leads for our consulting business",
    "Which channels should we use to reach young families?",
    "Grow awareness of our brand before the holidays",
    "Promotion plan for the museum's summer season",
    "Go from word of mouth to real marketing for a law firm",
    "Hardly anybody knows that our yoga studio exists, and that has to change",
    "Decide whom we want to win as customers, with which message, and where we show up",
  ],
  facts: {
    audience: {
      question: "Who should the marketing reach?",
      default: "for new customers",
      why: "Channels and words depend on who is to be reached.",
    },
    period: {
      question: "Which period is it for?",
      default: "next quarter",
      why: "Content is put on real dates.",
    },
    budget: {
      question: "What may the marketing cost?",
      default: "no fixed budget",
      why: "The amount is divided between channels by what they returned.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    const steps: DraftedStep[] = [
      kit.searchStep({
        id: "market-research",
        title: "Research the market",
        instruction: `Find what earlier strategies and documents say about ${topic}${who}: demand, competitors, what worked and what did not.`,
        query: `${topic} market strategy ${analysis.audience ?? "customers"} competitors`,
        limit: 8,
        optional: true,
      }),
      kit.metricsStep({
        id: "past-performance",
        title: "Analyse past performance",
        instruction:
          "Work out from the workspace's figures what each channel cost and returned. Without a CSV document this step can be left out.",
        question: "What did each channel cost and return?",
        optional: true,
      }),
      kit.keywordStep({
        id: "keywords",
        title: "Identify keywords",
        instruction: `Take from the research the words and phrases that the content about ${topic} should be built on.`,
        search: "market-research",
        topic,
        optional: true,
      }),
      kit.searchStep({
        id: "brand-rules",
        title: "Look up brand rules",
        instruction:
          "Find the rules for tone, claims and wording that the copy has to keep. Left out when there are none.",
        query: `brand rules tone of voice claims ${topic}`,
        limit: 4,
        optional: true,
      }),
      kit.writeStep({
        id: "channels",
        title: "Choose promotion channels",
        instruction: `Set out which channels to use for ${topic}${who}, and why, from the research and from what each channel returned before.`,
        brief: `Promotion channels for ${topic}${who}: which to use, which to leave, and the reason for each.`,
        analysis,
        material: ["market-research", "past-performance"],
        grounded: true,
      }),
      kit.calendarStep({
        id: "content-plan",
        title: "Plan the content",
        instruction: `Spread the keywords over ${periodOf(context)} and over the channels, two entries a week. Change channels and pace in the arguments.`,
        context,
        items: { keywordsOf: "keywords", otherwise: subjectsOf(topic) },
        name: `${capital(topic)} content plan`,
        after: ["keywords", "channels"],
      }),
    ];
    if (analysis.goalBudget !== null) {
      steps.push(
        kit.allocationStep({
          id: "budget",
          title: "Allocate the budget",
          instruction: `Divide ${amountOf(analysis.goalBudget)} between the channels by what they returned, a tenth kept in reserve. Without figures the channels get equal shares.`,
          budget: analysis.goalBudget,
          metrics: "past-performance",
          names: kit.DEFAULT_CHANNELS,
          after: ["past-performance", "channels"],
        }),
      );
    }
    steps.push(
      kit.writeStep({
        id: "copy",
        title: "Draft the copy",
        instruction: `Draft the core message and short copy about ${topic}${who}, built on the keywords and within the brand rules.`,
        brief: `Core message and short copy about ${topic}${who}. Use the keywords, quote the research, keep the brand rules.`,
        analysis,
        material: ["market-research", "keywords", "brand-rules"],
        grounded: true,
      }),
      kit.documentStep({
        id: "strategy-document",
        title: "Compose the strategy document",
        instruction:
          "Put all results into one strategy document. Each section names the step it came from and quotes its sources.",
        name: `${capital(analysis.deliverable ?? "marketing strategy")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Market research", of: "market-research" },
          { heading: "Keywords", of: "keywords" },
          { heading: "Past performance", of: "past-performance" },
          { heading: "Promotion channels", of: "channels" },
          { heading: "Content plan", of: "content-plan" },
          ...(analysis.goalBudget === null ? [] : [{ heading: "Budget", of: "budget" }]),
          { heading: "Copy", of: "copy" },
        ],
      }),
    );
    return steps;
  },
};
