import { describe, expect, test } from "vitest";
import { analyseGoal } from "./analyse-goal.ts";

const TODAY = "2026-11-23";

// Goals as people say them: conditions, asides, pronouns, passives, remarks. Steps and order were judged by a reader.
const GOALS: [goal: string, steps: string[], dependencies: string][] = [
  [
    "The seedlings must not be planted out before the frost is over. Before planting them out, harden them off for a week. The beds also have to be dug before the planting.",
    ["Plant out the seedlings", "Harden the seedlings off for a week", "Dig the beds"],
    "1>0 2>0",
  ],
  [
    "Rebuild the chicken coop. First take down the old fence, then level the ground; at the same time as that, order the wood. When the ground is level and the wood has come, put up the new frame.",
    ["Take down the old fence", "Level the ground", "Order the wood", "Put up the new frame"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "1. Soil test\n2. Choose the crop rotation (after 1)\n3. Order seeds\n4. Repair the tractor (independent of the rest)\n5. Sow, once 3 and 4 are done",
    ["Soil test", "Choose the crop rotation", "Order seeds", "Repair the tractor", "Sow"],
    "0>1 1>2 2>4 3>4",
  ],
  [
    "Film the interviews with the two founders. Meanwhile research archive footage. Once both are in the can, cut the rough version, show it to the producer, and revise it according to her notes.",
    [
      "Film the interviews with the two founders",
      "Research archive footage",
      "Cut the rough version",
      "Show the rough version to the producer",
      "Revise the rough version according to her notes",
    ],
    "0>2 1>2 2>3 3>4",
  ],
  [
    "Get three quotes from roofers. If the cheapest is under 8,000 euros, sign with that roofer; otherwise apply for a renovation loan.",
    ["Get three quotes from roofers", "Sign with that roofer", "Apply for a renovation loan"],
    "0>1 0>2",
  ],
  [
    "Write the lesson plan, copy the worksheets and reserve the computer room. As soon as all three are done, teach the lesson. Afterwards mark the worksheets.",
    [
      "Write the lesson plan",
      "Copy the worksheets",
      "Reserve the computer room",
      "Teach the lesson",
      "Mark the worksheets",
    ],
    "0>3 1>3 2>3 3>4",
  ],
  [
    "Book the band. When the band has said yes, print the tickets, and sell them at the door and online.",
    ["Book the band", "Print the tickets", "Sell the tickets at the door and online"],
    "0>1 1>2",
  ],
  [
    "Close the books for June: reconcile the bank accounts, accrue the open invoices, and check the payroll postings. None of the three needs the others. When all of this is done, run the trial balance, then write the report to the owners.",
    [
      "Reconcile the bank accounts",
      "Accrue the open invoices",
      "Check the payroll postings",
      "Run the trial balance",
      "Write the report to the owners",
    ],
    "0>3 1>3 2>3 3>4",
  ],
  [
    "Wash the curtains and clean the windows. Hang the curtains back up once they're dry and the windows are clean.",
    ["Wash the curtains", "Clean the windows", "Hang the curtains back up"],
    "0>2 1>2",
  ],
  [
    "Descale the coffee machine. If it still leaks, call the repair service. Either way, write the date on the service card.",
    ["Descale the coffee machine", "Call the repair service", "Write the date on the service card"],
    "0>1 1>2",
  ],
  [
    "Draft the job advert and agree the salary range with finance; when the range is agreed and the advert is approved by HR, post the advert. After two weeks, close the posting.",
    ["Draft the job advert", "Agree the salary range with finance", "Post the advert", "Close the posting"],
    "0>2 1>2 2>3",
  ],
  [
    "File the trademark application. Should the office object, answer the objection within two months. If nobody objects, register the domain names.",
    ["File the trademark application", "Answer the objection", "Register the domain names"],
    "0>1 0>2",
  ],
  [
    "Before signing the lease, have the lawyer check it. Before that, negotiate the rent. After the signing, change the locks.",
    ["Have the lawyer check the lease", "Sign the lease", "Negotiate the rent", "Change the locks"],
    "0>1 1>3 2>0",
  ],
  [
    "The new machine has to be installed, then calibrated, then approved by safety. Training the operators can happen alongside the installation. Production starts after the approval and the training.",
    [
      "Install the new machine",
      "Calibrate the new machine",
      "Have the new machine approved by safety",
      "Train the operators",
      "Production",
    ],
    "0>1 1>2 2>4 3>4",
  ],
  [
    "Interview customers -> write personas -> design the campaign -> launch it",
    ["Interview customers", "Write personas", "Design the campaign", "Launch the campaign"],
    "0>1 1>2 2>3",
  ],
  [
    "Set up CI, write unit tests for the parser, and add a linter. The three are independent. Then, with CI up and the tests in place, refactor the parser.",
    ["Set up CI", "Write unit tests for the parser", "Add a linter", "Refactor the parser"],
    "0>3 1>3",
  ],
  [
    "Buy the train tickets after comparing prices, and reserve a hotel near the station. When tickets and hotel are sorted, plan the daily walks.",
    ["Compare prices", "Buy the train tickets", "Reserve a hotel near the station", "Plan the daily walks"],
    "0>1 1>3 2>3",
  ],
  [
    "Renew the passports first, because the visa can't be applied for without them. Then apply for the visa, and once it's granted book the flights.",
    ["Renew the passports", "Apply for the visa", "Book the flights"],
    "0>1 1>2",
  ],
  [
    "finish the slides, do a dry run w/ the team, fix whatever came up, then present to the board",
    ["Finish the slides", "Do a dry run w/ the team", "Fix whatever came up", "Present to the board"],
    "0>1 1>2 2>3",
  ],
  [
    "Collect the signatures. Hand the petition in at the town hall when 500 people have signed. Then wait for the council's answer; if it is negative, organise a demonstration.",
    ["Collect the signatures", "Hand the petition in at the town hall", "Organise a demonstration"],
    "0>1 1>2",
  ],
  [
    "The greenhouse: clean the glass, replace the cracked panes, and disinfect the benches. These jobs don't depend on one another. When they're all finished, bring the pots in.",
    ["Clean the glass", "Replace the cracked panes", "Disinfect the benches", "Bring the pots in"],
    "0>3 1>3 2>3",
  ],
  [
    "- paint the backdrop\n- build the props (parallel to painting)\n- hang the backdrop when it's dry\n- focus the lights, needs the backdrop hung\n- technical rehearsal at the very end",
    ["Paint the backdrop", "Build the props", "Hang the backdrop", "Focus the lights", "Technical rehearsal"],
    "0>2 1>4 2>3 3>4",
  ],
  [
    "Could we run an open day? I'd first pick a date with the head. After that, the flyers get designed and the classrooms get decorated at the same time. The flyers are printed when the design is approved. Finally, open the doors.",
    [
      "Pick a date with the head",
      "Design the flyers",
      "Decorate the classrooms",
      "Print the flyers",
      "Open the doors",
    ],
    "0>1 0>2 1>3 2>4 3>4",
  ],
  [
    "Book the speaker and then, in parallel, rent the projector and print the posters. Put the posters up after they've been printed.",
    ["Book the speaker", "Rent the projector", "Print the posters", "Put the posters up"],
    "0>1 0>2 2>3",
  ],
  [
    "Sterilise the instruments and set up the theatre. The operation begins when both are done, and the anaesthetist has talked to the patient. Afterwards, write the report.",
    ["Sterilise the instruments", "Set up the theatre", "Operation", "Write the report"],
    "0>2 1>2 2>3",
  ],
  [
    "Deploy to staging, run the tests, and only if they pass, deploy to production. Otherwise fix the bugs.",
    ["Deploy to staging", "Run the tests", "Deploy to production", "Fix the bugs"],
    "0>1 1>2 1>3",
  ],
  [
    "Edit the manuscript, then send the edited text to the author for approval. Unless the author objects, typeset it. The cover can be designed independently. Print the book when the typesetting and the cover are done.",
    [
      "Edit the manuscript",
      "Send the edited text to the author for approval",
      "Typeset the edited text",
      "Design the cover",
      "Print the book",
    ],
    "0>1 1>2 2>4 3>4",
  ],
  [
    "Incorporate the subsidiary: draft the articles, notarise them, and pay in the capital. After notarisation and payment, register the company. Registering takes two weeks.",
    ["Draft the articles", "Notarise the articles", "Pay in the capital", "Register the company"],
    "0>1 1>3 2>3",
  ],
];

describe("the steps of a goal as it is spoken", () => {
  test.each(GOALS)("%s", (goal, steps, dependencies) => {
    const analysis = analyseGoal(goal, TODAY);
    expect(analysis.explicitSteps.map((step) => step.title)).toEqual(steps);
    expect(analysis.explicitDependencies.map(([from, to]) => `${from}>${to}`).join(" ")).toBe(dependencies);
  });
});
