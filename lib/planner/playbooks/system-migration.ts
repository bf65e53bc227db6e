import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, frameOf, periodOf } from "./wording.ts";

/** Inventory, then mapping and risks, then cutover and way back, with rehearsal and notices, on dates that leave time to turn round. */
export const systemMigration: Playbook = {
  id: "system-migration",
  title: "System migration",
  description:
    "Takes stock of what moves, maps the data, and plans rehearsal, cutover, the way back and who is told when.",
  deliverable: /\b(?:migration|cut-?over|roll-?back)\s*(?:plan|strategy|runbook|project)?\b/i,
  signals: [
    {
      pattern: /\b(?:migrat\w+|cut-?over|decommission\w*|re-?platform\w*)\b/i,
      reason: "speaks of a migration",
      own: true,
    },
    {
      pattern:
        /\b(?:switch|move|transfer|upgrade|replace|port)\b.{0,60}\b(?:systems?|databases?|servers?|cloud|software|files?|spreadsheets?|crm|erp|data|accounts?|platform|website|mail\w*)\b/i,
      reason: "moves a system or its data",
    },
    {
      pattern:
        /\b(?:databases?|servers?|cloud|aws|azure|crm|erp|legacy|on-prem\w*|hosting|postgres\w*|mysql|oracle)\b/i,
      reason: "names a technical system",
    },
    {
      pattern: /\b(?:downtime|data loss|backups?|go-live|old system)\b/i,
      reason: "speaks of downtime or data",
    },
  ],
  phrases: [
    "Migrate our customer database to a new system",
    "Move the company's mail and files to the cloud without losing anything",
    "Switch the shop over to another e-commerce platform",
    "Replace the old accounting software and carry the data across",
    "Upgrade the hospital's booking system with as little downtime as possible",
    "Plan the cutover from the legacy application to the new one",
    "We are leaving our hosting provider and need to transfer all servers",
    "Bring all branches from spreadsheets into one inventory system",
    "Our ageing computer room must be shut, everything on it needs a new place",
    "From one program to another with all records, while people keep working",
  ],
  facts: {
    period: {
      question: "By when must the new system be in use?",
      default: "next 3 months",
      why: "Rehearsal and cutover are dated so that there is time to turn back.",
    },
    budget: "used",
    audience: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const users = analysis.audience ?? "everybody who uses it";
    return [
      kit.searchStep({
        id: "stock",
        title: "Look up what there is",
        instruction: `Find what is written about the system behind ${topic}: data, interfaces, users, contracts, known faults.`,
        wider: topic,
        query: `${topic} system data interfaces users contracts`,
        limit: 8,
        optional: true,
      }),
      kit.writeStep({
        id: "inventory",
        title: "Take stock of what moves",
        instruction:
          "List what moves, what is left behind and what is thrown away: data, interfaces, scheduled jobs, accounts, reports. Name an owner by role for each.",
        analysis,
        material: ["stock"],
        grounded: true,
      }),
      kit.writeStep({
        id: "mapping",
        title: "Map the data",
        instruction:
          "Say for each kind of data where it goes, how it is converted and cleaned, and which counts and sums prove that all of it arrived.",
        analysis,
        material: ["inventory"],
      }),
      kit.writeStep({
        id: "risks",
        title: "Weigh the risks",
        instruction:
          "Say what could be lost, slow or down, how likely and how bad that is, and what is done about it beforehand.",
        analysis,
        material: ["inventory"],
      }),
      kit.writeStep({
        id: "rehearsal",
        title: "Plan the rehearsal",
        instruction:
          "Plan a full trial on a copy: what is measured, who tests what, and what must hold before the real move.",
        analysis,
        material: ["mapping"],
      }),
      kit.writeStep({
        id: "cutover",
        title: "Write the cutover steps",
        instruction:
          "Write the steps of the day in order, with who, how long, and the check after each; the last moment to stop is marked.",
        analysis,
        material: ["rehearsal", "risks"],
      }),
      kit.writeStep({
        id: "way-back",
        title: "Write the way back",
        instruction:
          "Say what makes you turn back, who decides, how the old system is brought back, and what happens with data entered meanwhile.",
        analysis,
        material: ["risks"],
      }),
      kit.writeStep({
        id: "notices",
        title: "Draft the notices",
        instruction: `Draft the notices to ${users}: two weeks before, the day before, and when it is done, with where to report faults.`,
        analysis,
        material: ["cutover"],
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Divide the budget",
          instruction: `Divide ${amountOf(budget)}, a fifth kept back: migrations find things nobody listed.`,
          budget,
          metrics: null,
          names: [
            "Licences and hosting",
            "Data conversion",
            "Testing and rehearsal",
            "Training",
            "Running both for a while",
          ],
          reserveShare: 0.2,
          after: ["inventory"],
        }),
      ),
      kit.calendarStep({
        id: "schedule",
        title: "Schedule the migration",
        instruction: `Put stock-taking to switching off the old system on dates within ${periodOf(context)}.`,
        context,
        items: [
          "Stock-taking signed off",
          "Trial conversion",
          "Full rehearsal",
          "Decision to go",
          "Backup taken",
          "Cutover",
          "Counts and sums compared",
          "Old system read-only",
          "Old system switched off",
        ],
        once: true,
        channels: ["Migration team"],
        name: `${capital(topic)} migration`,
        after: ["rehearsal"],
      }),
      kit.documentStep({
        id: "migration-plan",
        title: "Compose the migration plan",
        instruction:
          "Put everything into one plan that can be followed on the day by somebody who did not write it.",
        name: `Migration plan: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "What moves", of: "inventory" },
          { heading: "Data", of: "mapping" },
          { heading: "Rehearsal", of: "rehearsal" },
          { heading: "Cutover", of: "cutover" },
          { heading: "The way back", of: "way-back" },
          { heading: "Notices", of: "notices" },
          { heading: "Schedule", of: "schedule" },
          ...kit.ifBudget(analysis, () => ({ heading: "Budget", of: "budget" })),
        ],
      }),
    ];
  },
};
