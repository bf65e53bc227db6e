import type { DraftedStep } from "../drafted-step.ts";
import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf } from "./wording.ts";

/** Three searches side by side, their common words, findings and open questions, then the report. */
export const researchReport: Playbook = {
  id: "research-report",
  title: "Research report",
  description:
    "Searches a question from three sides, sets out findings and open questions, and quotes every source.",
  deliverable:
    /\b(?:research|report|study|paper|overview|briefing|analysis|market research|white ?paper|memo|summary)\b/i,
  signals: [
    {
      pattern: /\b(?:research report|white ?paper|briefing|background (?:report|paper)|market research)\b/i,
      reason: "asks for a report",
      own: true,
    },
    {
      pattern:
        /\b(?:research|investigat\w+|study|explore|examine|find out|look into|learn about|understand)\b/i,
      reason: "wants something found out",
    },
    {
      pattern: /\b(?:report|overview|findings|facts|recommendations?|pages)\b/i,
      reason: "asks for findings",
    },
    {
      pattern: /\b(?:trends?|market|sources|evidence|pros and cons|whether|demand)\b/i,
      reason: "speaks of evidence, trends or a market",
    },
  ],
  phrases: [
    "Research the market for home batteries and write a report",
    "Find out how cities deal with e-scooters",
    "Write a briefing on trends in remote work",
    "White paper about heat pumps for apartment blocks",
    "What do we know about the demand for oat milk in Spain?",
    "Background report on water rights for the board",
    "Look into the pros and cons of a four-day week and report back",
    "Gather facts and examples on tiny houses",
    "Our director wants evidence before she makes up her mind about electric buses",
    "Examine whether the idea pays off and recommend what to do",
  ],
  facts: {
    audience: {
      question: "Who will read the report?",
      default: "for executives",
      why: "It decides how much is explained and what comes first.",
    },
    period: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const others = analysis.keywords.filter((keyword) => keyword !== topic).slice(0, 3);
    const steps: DraftedStep[] = [
      kit.searchStep({
        id: "background",
        title: "Gather the background",
        instruction: `Find what is already known about ${topic}: facts, figures, definitions.`,
        query: [topic, ...others].join(" "),
        limit: 8,
        optional: true,
      }),
      kit.searchStep({
        id: "examples",
        title: "Find examples and cases",
        instruction: `Find examples, results and experience with ${topic}.`,
        query: `${topic} examples results experience`,
        optional: true,
      }),
      kit.searchStep({
        id: "risks",
        title: "Find risks and objections",
        instruction: `Find what speaks against the common view of ${topic}: problems, risks, costs.`,
        query: `${topic} risks problems limits cost`,
        optional: true,
      }),
      kit.keywordStep({
        id: "themes",
        title: "Name the main themes",
        instruction: "Find the themes that the passages have in common, each with where it stands.",
        search: "background",
        topic,
        limit: 10,
        optional: true,
      }),
      kit.writeStep({
        id: "findings",
        title: "Set out the findings",
        instruction: `Set out what was found about ${topic}${forAudience(analysis)}, theme by theme, with its source.`,
        brief: `Findings about ${topic}${forAudience(analysis)}, theme by theme, each with its source.`,
        analysis,
        material: ["background", "examples", "risks", "themes"],
        grounded: true,
      }),
      kit.documentStep({
        id: "report",
        title: "Compose the report",
        instruction:
          "Put findings and sources into one report. What was not found is named, not glossed over.",
        name: `${capital(analysis.deliverable ?? "research report")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Findings", of: "findings" },
          { heading: "Main themes", of: "themes" },
          { heading: "Background", of: "background" },
          { heading: "Examples and cases", of: "examples" },
          { heading: "Risks and objections", of: "risks" },
        ],
      }),
    ];
    return steps;
  },
};
