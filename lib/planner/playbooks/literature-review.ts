import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf } from "./wording.ts";

/** The question first; findings, objections and methods searched for by it; a search by theme; then synthesis, dispute and gaps. */
export const literatureReview: Playbook = {
  id: "literature-review",
  title: "Literature review",
  description:
    "Fixes a question and criteria, searches by theme, and sets out what studies agree on, dispute and leave open.",
  deliverable:
    /\b(?:literature|systematic|scoping|evidence|scientific)\s+(?:review|survey|overview|synthesis|search)\b|\bstate of the art\b|\bmeta-?analysis\b|\bannotated bibliography\b/i,
  signals: [
    {
      pattern:
        /\b(?:literature|systematic review|scoping review|meta-?analysis|bibliograph\w+|state of the art|peer[- ]reviewed)\b/i,
      reason: "speaks of literature",
      own: true,
    },
    {
      pattern:
        /\b(?:studies|papers|publications|journals?|academic|scholars?|scientific|thesis|dissertation)\b/i,
      reason: "speaks of studies",
    },
    { pattern: /\b(?:evidence|findings|research on|trials|what is known)\b/i, reason: "speaks of evidence" },
    { pattern: /\b(?:synthes\w+|summari[sz]e|gaps?|chapter|citations?)\b/i, reason: "asks for a synthesis" },
  ],
  phrases: [
    "Literature review on sleep and learning for my thesis",
    "What do studies say about screen time and young children?",
    "Systematic review of the evidence for back school",
    "Summarise the academic papers on urban heat islands and find the gaps",
    "State of the art in recycling carbon fibre",
    "Annotated bibliography about women in medieval trade",
    "Read up on the research about four-day weeks and write the chapter",
    "Which clinical trials exist on vitamin D and what did they find?",
    "What have scientists published on this, and do they agree?",
    "Sum up the scholarship on medieval glass before I start my own work",
  ],
  facts: {
    audience: {
      question: "Who will read the review?",
      default: "for students",
      why: "Fellow researchers want the methods, others what follows from it.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const search = (id: string, title: string, instruction: string, query: string) =>
      kit.searchStep({ id, title, instruction, query, limit: 10, optional: true, after: ["question"] });
    return [
      kit.writeStep({
        id: "question",
        title: "Fix question and criteria",
        instruction: `Put ${topic} into one question that studies can answer, with search words, and say which sources count and which do not, before reading any.`,
        analysis,
        material: [],
        grounded: true,
      }),
      search(
        "findings",
        "Search for findings",
        `Find studies and texts with results on ${topic}.`,
        [topic, ...analysis.keywords.slice(1, 4), "study results"].join(" "),
      ),
      search(
        "objections",
        "Search for objections",
        `Find studies that contradict the common findings on ${topic}, or found nothing.`,
        `${topic} no effect criticism limits`,
      ),
      kit.keywordStep({
        id: "themes",
        title: "Name the themes",
        instruction: "Find the themes that the sources share; they become the parts of the review.",
        search: "findings",
        topic,
        limit: 6,
        done: "size(output.keywords) >= 2",
        optional: true,
      }),
      kit.mapStep({
        id: "by-theme",
        title: "Search theme by theme",
        instruction: "For each theme, find what the sources say about it, and from which kind of study.",
        each: { of: "themes", path: ["keywords"] },
        tool: "knowledge.search",
        args: {
          query: kit.template({ ref: "by-theme", path: ["keyword"] }, ` ${kit.clip(topic, 200)}`),
          limit: kit.literal(4),
        },
        required: ["passages"],
      }),
      kit.writeStep({
        id: "synthesis",
        title: "Set out what is agreed",
        instruction: `Set out theme by theme what the sources agree on${forAudience(analysis)}, how strong the evidence is, each statement with its source. Do not list one study after the other.`,
        analysis,
        material: ["findings", "by-theme"],
        grounded: true,
      }),
      kit.writeStep({
        id: "dispute",
        title: "Set out what is disputed",
        instruction:
          "Set out where sources contradict each other and what may explain it: who was studied, how, when, who paid.",
        analysis,
        material: ["objections", "synthesis"],
        when: kit.found("objections", 2),
        optional: true,
      }),
      kit.writeStep({
        id: "gaps",
        title: "Name the gaps",
        instruction:
          "Name what nobody has studied, or not well, and the next study that would be worth doing.",
        analysis,
        material: ["synthesis", "dispute"],
      }),
      kit.documentStep({
        id: "review",
        title: "Compose the literature review",
        instruction:
          "Put question, synthesis, dispute and gaps into one review with every source; say how it was searched.",
        name: `${capital(analysis.deliverable ?? "literature review")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Question and criteria", of: "question" },
          { heading: "What is agreed", of: "synthesis" },
          { heading: "What is disputed", of: "dispute" },
          { heading: "Gaps", of: "gaps" },
          { heading: "Sources by theme", of: "by-theme" },
        ],
      }),
    ];
  },
};
