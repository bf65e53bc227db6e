import type { DraftedStep } from "../drafted-step.ts";
import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf } from "./wording.ts";

/** The id by which a person asks for the generic plan. */
export const GENERIC_ID = "generic";

/** For goals that no playbook fits: look up, note, report. It says of itself that it is general. */
export const genericPlan: Playbook = {
  id: GENERIC_ID,
  title: "Generic plan",
  description: "Looks up what is known, drafts a first answer and reports. For goals that no playbook fits.",
  deliverable: /$^/,
  signals: [],
  // What no playbook is made for: goals like these must not be taken for something that they only share a word with.
  phrases: [
    "Write a short story about a lighthouse keeper",
    "A rhyme for my sister's birthday card",
    "Translate the letter from my aunt into German",
    "Compute the area of a triangle with these sides",
    "Fix the bug in the sorting function",
    "Write a program that plays checkers",
    "Cook a vegetarian stew for tonight",
    "Sew curtains from old sheets",
    "Learn Italian in my free time",
    "Run ten kilometres without stopping",
    "Should I break up with my boyfriend?",
    "Name the new boat",
    "Paint a picture of the harbour",
    "Tidy the cellar",
    "Put my music collection in alphabetical order",
    "Explain how black holes form",
    "Raise carrots on the balcony",
    "Repair the bicycle's brakes",
    "Teach the dog to fetch",
    "Summarise this chapter in five sentences",
    "Play the guitar like a professional",
    "Write my last wishes down",
    "Remember the names of all the kings",
    "Sleep better at night",
    "Draw a map of the fantasy world in my novel",
    "Prove the theorem of Pythagoras",
  ],
  facts: { period: "used", budget: "used", audience: "used" },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const outcome = analysis.deliverable ?? "first answer";
    const steps: DraftedStep[] = [
      kit.searchStep({
        id: "research",
        title: "Look up what is known",
        instruction: `Find what the workspace's documents say about ${topic}.`,
        query: analysis.keywords.slice(0, 5).join(" ") || topic,
        limit: 8,
        optional: true,
      }),
    ];
    if (analysis.goalBudget !== null) {
      steps.push(
        kit.allocationStep({
          id: "budget",
          title: "Divide the budget",
          instruction: `Divide ${amountOf(analysis.goalBudget)}; the lines are only a beginning, name your own in the arguments.`,
          budget: analysis.goalBudget,
          metrics: null,
          names: ["Preparation", "Carrying it out", "Follow-up"],
        }),
      );
    }
    const budget = analysis.goalBudget === null ? [] : ["budget"];
    steps.push(
      kit.writeStep({
        id: "draft",
        title: `Draft the ${outcome}`,
        instruction: `Draft a ${outcome} for this goal${forAudience(analysis)} from what was found. Put your own steps before or after it.`,
        brief: `A ${outcome} for the goal: ${analysis.text.replace(/\s+/g, " ")}`,
        analysis,
        material: ["research", ...budget],
        grounded: true,
      }),
      kit.documentStep({
        id: "report",
        title: "Compose the report",
        instruction: "Put draft and sources into one report that says what was not found.",
        name: `${capital(outcome)}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Draft", of: "draft" },
          ...(analysis.goalBudget === null ? [] : [{ heading: "Budget", of: "budget" }]),
          { heading: "What is known", of: "research" },
        ],
      }),
    );
    return steps;
  },
};
