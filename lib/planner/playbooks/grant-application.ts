import type { Playbook } from "./playbook.ts";
import { daysToPrepare } from "./days.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf } from "./wording.ts";

/** The funder's rules, the need and the record; work plan, budget and its reasons; the summary last, then the application. */
export const grantApplication: Playbook = {
  id: "grant-application",
  title: "Grant application",
  description:
    "Checks a funder's rules, argues the need, and drafts work plan, budget, team and summary of an application.",
  deliverable:
    /\bgrants?\b(?:\s+(?:application|proposal|bid))?|\bfunding (?:application|proposal|bid|request)\b|\bresearch proposal\b/i,
  signals: [
    {
      pattern: /\b(?:grants?|bursary|fellowship|horizon europe|subsid(?:y|ies))\b/i,
      reason: "speaks of a grant",
      own: true,
    },
    {
      pattern: /\bfund(?:ing|er|ers)\b|\b(?:foundation|trust|ministry|council)(?:'s)?\b/i,
      reason: "speaks of funding",
    },
    { pattern: /\bappl(?:y|ying|ications?)\b|\bbid\b|\bproposal\b/i, reason: "wants to apply" },
    {
      pattern: /\b(?:eligib\w+|call for|open call|jury|non-?profit|charity|research project)\b/i,
      reason: "speaks of a call or a charity",
    },
  ],
  phrases: [
    "Apply for a grant to fund our after-school programme",
    "Write a funding application to a foundation for the youth orchestra",
    "Prepare our bid for public research money",
    "Get the city to finance a community garden through its fund",
    "Proposal to the science council for a three-year project on soil",
    "We want to apply for the arts council's open call",
    "Draft the application for an innovation subsidy for our start-up",
    "Submit a request to a charitable trust for wheelchair ramps",
    "There is public money for projects like ours and the form is due soon",
    "Convince the jury of the fund to pay for our expedition",
  ],
  facts: {
    budget: {
      question: "How much do you apply for?",
      default: "no fixed budget",
      why: "An application stands on its budget; without an amount that part is left out.",
    },
    period: {
      question: "When must the application be in?",
      default: "within 6 weeks",
      why: "Reviews and signatures are dated back from the day it has to be in.",
    },
    audience: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const budgeted = analysis.goalBudget !== null;
    return [
      kit.searchStep({
        id: "rules",
        title: "Read the funder's rules",
        instruction:
          "Find the call: who may apply, what is funded and what is not, criteria and their weight, length, attachments, deadline.",
        query: `${topic} grant call criteria eligibility deadline funder`,
        optional: true,
      }),
      kit.searchStep({
        id: "evidence",
        title: "Gather evidence of the need",
        instruction: `Find figures and voices that show the need for ${topic}${forAudience(analysis)}, each with its source.`,
        wider: topic,
        query: `${topic} need figures problem evidence ${analysis.audience ?? ""}`.trim(),
        optional: true,
      }),
      kit.searchStep({
        id: "record",
        title: "Gather your record",
        instruction: "Find earlier projects, results, people and partners that show you can carry this out.",
        query: `${topic} results earlier projects team partners`,
        optional: true,
      }),
      kit.writeStep({
        id: "need",
        title: "Argue the need",
        instruction: `Say in the funder's words what is wrong today, for whom, how it is known, and why now. Topic: ${topic}.`,
        analysis,
        material: ["rules", "evidence"],
        grounded: true,
      }),
      kit.writeStep({
        id: "work-plan",
        title: "Draft the work plan",
        instruction:
          "Set out aims, work packages, what each delivers, how success is measured, and the main risks.",
        analysis,
        material: ["need"],
      }),
      kit.writeStep({
        id: "team",
        title: "Introduce the team",
        instruction: "Say who does what, what they have done before, and which partner brings what.",
        analysis,
        material: ["record"],
        grounded: true,
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Draw up the budget",
          instruction: `Divide ${amountOf(budget)} between the cost lines that funders know, without a reserve: most do not pay one.`,
          budget,
          metrics: null,
          names: ["Staff", "Materials and equipment", "Travel", "Partners", "Evaluation", "Overheads"],
          reserveShare: 0,
          after: ["work-plan"],
        }),
      ),
      kit.writeStep({
        id: "abstract",
        title: "Write the summary last",
        instruction:
          "Write one page that a reviewer could decide on: need, aim, work, team, cost and what will be different.",
        analysis,
        material: ["work-plan", "team", ...(budgeted ? ["budget"] : [])],
      }),
      kit.calendarStep({
        id: "deadlines",
        title: "Schedule back from the deadline",
        instruction:
          "Put check, draft, inside review, signatures and submission on dates, two working days before the deadline.",
        context,
        days: daysToPrepare(context),
        items: [
          "Check that you may apply",
          "Agree with partners",
          "Finish the draft",
          "Have it read by somebody new",
          "Get signatures",
          "Submit",
        ],
        once: true,
        channels: ["Applicant"],
        name: `${capital(topic)} application`,
        after: ["rules"],
      }),
      kit.documentStep({
        id: "application",
        title: "Compose the application",
        instruction:
          "Put the parts into the order that the call asks for; what the call asks and is missing is named.",
        name: `Grant application: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Summary", of: "abstract" },
          { heading: "The need", of: "need" },
          { heading: "Work plan", of: "work-plan" },
          { heading: "Team and record", of: "team" },
          ...kit.ifBudget(analysis, () => ({ heading: "Budget", of: "budget" })),
          { heading: "What the funder asks", of: "rules" },
          { heading: "Dates until submission", of: "deadlines" },
        ],
      }),
    ];
  },
};
