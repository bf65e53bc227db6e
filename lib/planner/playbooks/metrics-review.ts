import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf } from "./wording.ts";

/** Figures first, the targets beside them, then what to change, then the review. */
export const metricsReview: Playbook = {
  id: "metrics-review",
  title: "Metrics review",
  description:
    "Works out what figures in a CSV document show, compares them with the targets, and says what to change.",
  deliverable:
    /\b(?:metrics|performance|kpi|results|sales|campaign)\s+(?:review|report|analysis|summary|overview)\b|\bdashboard\b/i,
  signals: [
    {
      pattern: /\b(?:metrics?|kpis?|key figures|csv|dashboards?)\b/i,
      reason: "speaks of metrics",
      own: true,
    },
    {
      pattern: /\b(?:figures|numbers|data|spreadsheets?|statistics|charts?)\b/i,
      reason: "speaks of figures",
    },
    {
      pattern:
        /\b(?:performance|perform(?:ed|ing)?|results|conversion|returns?|roi|revenue|traffic|attendance|sales|churn)\b/i,
      reason: "speaks of performance",
    },
    {
      pattern: /\b(?:analy[sz]e|review|evaluate|measure|how did|tells? us|trend)\b/i,
      reason: "asks for an analysis",
    },
    {
      pattern: /\b(?:last|past|previous)\s+(?:\w+\s+)?(?:weeks?|months?|quarters?|years?)\b/i,
      reason: "looks back on a period",
    },
  ],
  phrases: [
    "Review our marketing metrics of last quarter",
    "What do the sales figures of the past six months tell us?",
    "Analyse the spreadsheet of campaign results",
    "How did our ads perform compared with the targets?",
    "Monthly KPI report for the support team",
    "Look at the numbers and tell us what to change",
    "Evaluate conversion and revenue by channel",
    "Which products lost money last year according to the data?",
    "We record so many figures every week and never draw anything from them",
    "Is membership going up or down, and why?",
  ],
  facts: {
    period: "used",
    audience: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    return [
      kit.metricsStep({
        id: "figures",
        title: "Analyse the figures",
        instruction: `Group and sum the rows of the CSV document that fits ${topic}, exactly, and say what stands out.`,
        question: `${topic}: what did each part cost and return?`,
        optional: true,
        done: "output.rows >= 1",
      }),
      kit.searchStep({
        id: "targets",
        title: "Look up the targets",
        instruction: `Find the targets and expectations that were set for ${topic}.`,
        query: `${topic} targets goals expected results`,
        optional: true,
      }),
      kit.writeStep({
        id: "changes",
        title: "Say what to change",
        instruction:
          "From the figures and the targets, say what to do more of, what to stop and what to try.",
        brief: `What the figures about ${topic} mean${forAudience(analysis)}: do more of, stop, try.`,
        analysis,
        material: ["figures", "targets"],
        grounded: true,
      }),
      kit.documentStep({
        id: "review",
        title: "Compose the review",
        instruction:
          "Put figures, targets and proposed changes into one review; every figure cites its rows.",
        name: `${capital(analysis.deliverable ?? "metrics review")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "What the figures show", of: "figures" },
          { heading: "What was expected", of: "targets" },
          { heading: "What to change", of: "changes" },
        ],
      }),
    ];
  },
};
