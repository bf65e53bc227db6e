import { describe, expect, test } from "vitest";
import { analyseGoal } from "./analyse-goal.ts";

const TODAY = "2026-11-23";

// Goals as people say them: conditions, asides, pronouns, passives, remarks. Steps and order were judged by a reader.
const GOALS: [goal: string, steps: string[], dependencies: string][] = [
  [
    "Get visas, but check the passports first. When you've got the visas book the flights and the hotel. The hotel should be near the beach.",
    ["Get visas", "Check the passports", "Book the flights", "Book the hotel"],
    "0>2 0>3 1>0",
  ],
  [
    "Find a new treasurer; the old one hands over the books to her. Then she opens a new account, and finally the members are told the new account number.",
    [
      "Find a new treasurer",
      "Old one hands over the books to her",
      "Open a new account",
      "Tell the members the new account number",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "Write a job ad for the kitchen. Post it on two boards. Two weeks later, look through the applications. If there are fewer than five, post the ad again; otherwise invite the best three.",
    [
      "Write a job ad for the kitchen",
      "Post the job ad on two boards",
      "Look through the applications",
      "Post the ad again",
      "Invite the best three",
    ],
    "0>1 1>2 2>3 2>4",
  ],
  [
    "1. Strip the old wallpaper.\n2. Fill the holes.\n3. Sand the walls once the filler is dry.\n4. Buy paint (can be done any time).\n5. Paint the walls - needs 3 and 4.\n6. If the first coat is patchy, apply a second one.",
    [
      "Strip the old wallpaper",
      "Fill the holes",
      "Sand the walls",
      "Buy paint",
      "Paint the walls",
      "Apply a second one",
    ],
    "0>1 1>2 2>4 3>4 4>5",
  ],
  [
    "Publish the tender. Bids come in until 5 May. Then open the bids, check them for completeness, and score the complete ones. The highest score gets the contract.",
    ["Publish the tender", "Open the bids", "Check the bids for completeness", "Score the complete ones"],
    "0>1 1>2 2>3",
  ],
  [
    "Patients are registered at the desk. Then a nurse takes their blood pressure, and in parallel a clerk checks the insurance. Only when both are done does the doctor see the patient.",
    [
      "Register patients at the desk",
      "Nurse takes their blood pressure",
      "Clerk checks the insurance",
      "Doctor sees the patient",
    ],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Choreograph the dance; alongside this, compose the music. With choreography and music ready, rehearse with the dancers. If a dancer drops out, recast the part.",
    ["Choreograph the dance", "Compose the music", "Rehearse with the dancers", "Recast the part"],
    "0>2 1>2 2>3",
  ],
  [
    "1) pick a topic 2) find 3 sources (after 1) 3) make an outline, also after 1 4) write the essay when 2 and 3 are done 5) proofread 6) hand in",
    ["Pick a topic", "Find 3 sources", "Make an outline", "Write the essay", "Proofread", "Hand in"],
    "0>1 0>2 1>3 2>3 3>4 4>5",
  ],
  [
    "Translate the user manual into Polish. Have a native speaker review the translation. If she finds mistakes, correct them. Then publish the manual on the website.",
    [
      "Translate the user manual into Polish",
      "Have a native speaker review the translation",
      "Correct the mistakes",
      "Publish the manual on the website",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "The annual accounts: first the inventory is counted, then it is valued. The auditor examines the valuation, while the bookkeeper prepares the notes. Once both have finished, the accounts are signed by the director.",
    [
      "Count the inventory",
      "Value the inventory",
      "Auditor examines the valuation",
      "Bookkeeper prepares the notes",
      "Have the accounts signed by the director",
    ],
    "0>1 1>2 1>3 2>4 3>4",
  ],
  [
    "Check the budget with Ms Lee. If she approves, order the chairs and the tables. If not, look for second-hand ones.",
    ["Check the budget with Ms Lee", "Order the chairs", "Order the tables", "Look for second-hand ones"],
    "0>1 0>2 0>3",
  ],
  [
    "- book the ferry\n- find a campsite\n- reserve the campsite (after finding one)\n- pack, once ferry and campsite are booked\n- set off",
    ["Book the ferry", "Find a campsite", "Reserve the campsite", "Pack", "Set off"],
    "0>3 1>2 2>3",
  ],
  [
    "Onboard the new developer: create her accounts and order the laptop at the same time; then set up the laptop with her accounts. Pair her with a buddy, who shows her the codebase. After that she picks her first ticket.",
    [
      "Create her accounts",
      "Order the laptop",
      "Set up the laptop with her accounts",
      "Pair her with a buddy",
      "Pick her first ticket",
    ],
    "0>2 1>2 2>3 3>4",
  ],
  [
    "Raise 5,000 euros: write to former donors, set up a crowdfunding page. These two can happen in any order. When the money is there, buy the instruments, then distribute them to the schools.",
    [
      "Write to former donors",
      "Set up a crowdfunding page",
      "Buy the instruments",
      "Distribute the instruments to the schools",
    ],
    "0>2 1>2 2>3",
  ],
  [
    "Adopt a bylaw on bike parking. Draft the bylaw, consult the shopkeepers on the draft, amend it if they have objections, put it before the council.",
    [
      "Draft the bylaw",
      "Consult the shopkeepers on the draft",
      "Amend the bylaw",
      "Put the bylaw before the council",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "Plan our trip to Norway: rent a car after booking the flights, and book the cabins after booking the flights as well. With car and cabins booked, plan the route.",
    ["Book the flights", "Rent a car", "Book the cabins", "Plan the route"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Our vineyard wants to sell online. Photograph the bottles, and write the descriptions from the tasting notes. The shop goes live when the photos are taken and the descriptions are written. Before that, the payment provider has to be connected.",
    [
      "Photograph the bottles",
      "Write the descriptions from the tasting notes",
      "Shop goes live",
      "Connect the payment provider",
    ],
    "0>2 1>2 3>2",
  ],
  [
    "Write to the landlord. If he doesn't answer within two weeks, send a reminder; if he still doesn't answer, call a lawyer.",
    ["Write to the landlord", "Send a reminder", "Call a lawyer"],
    "0>1 0>2",
  ],
  [
    "In the clinic: take a history, then examine the patient. Should an X-ray be necessary, order it. Write the referral last.",
    ["Take a history", "Examine the patient", "Order the X-ray", "Write the referral"],
    "0>1 1>2 2>3",
  ],
  [
    "migrate blog to new host: export posts, import them there, check the links, point domain to it",
    ["Export posts", "Import the posts there", "Check the links", "Point domain to the blog"],
    "0>1 1>2 2>3",
  ],
  [
    "After the kickoff, the requirements are gathered by the analysts, and the architecture is drafted by the lead. When both documents exist, they are reviewed by the board. The board's comments are worked in. Then coding begins.",
    [
      "Kickoff",
      "Have the requirements gathered by the analysts",
      "Have the architecture drafted by the lead",
      "Have the requirements and the architecture reviewed by the board",
      "Work in the board's comments",
      "Coding",
    ],
    "0>1 0>2 1>3 2>3 3>4 4>5",
  ],
  [
    "The minutes are to be typed up, checked by the chair and then sent round. Before the next meeting the agenda has to be written. The agenda needs the minutes.",
    [
      "Type up the minutes",
      "Have the minutes checked by the chair",
      "Send the minutes round",
      "Write the agenda",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "No exhibit may be hung before it has been insured, and insuring an exhibit requires an expert's valuation. Once hung, the exhibits are photographed.",
    ["Insure the exhibit", "Hang the exhibit", "Expert's valuation", "Photograph the exhibits"],
    "0>1 1>3 2>0",
  ],
  [
    "Taste the sauce. If it's too thin, reduce it; if it's too salty, add potatoes. Serve it with rice.",
    ["Taste the sauce", "Reduce the sauce", "Add potatoes", "Serve the sauce with rice"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Have a look at the boiler. If it can be repaired, get the spare part and fit it. Otherwise buy a new one and have it installed. In both cases, tell the landlord.",
    [
      "Have a look at the boiler",
      "Get the spare part",
      "Fit the spare part",
      "Buy a new one",
      "Have it installed",
      "Tell the landlord",
    ],
    "0>1 0>3 1>2 2>5 3>4 4>5",
  ],
  [
    "1. Backup (must be finished before anything else)\n2. Update the OS\n3. Update the apps (doesn't depend on 2)\n4. Reboot after 2 and 3\n5. Run the health check\n6. If the check fails, restore the backup",
    ["Backup", "Update the OS", "Update the apps", "Reboot", "Run the health check", "Restore the backup"],
    "0>1 1>3 2>3 3>4 4>5",
  ],
  [
    "Tasks for the fair:\n* rent a stall\n* print flyers\n* load the car (flyers have to be ready)\n* set up the stall as soon as it is rented and the car is loaded\n* tidy up last",
    ["Rent a stall", "Print flyers", "Load the car", "Set up the stall", "Tidy up"],
    "0>3 1>2 2>3 3>4",
  ],
  [
    "Run payroll: import the timesheets, calculate the wages from them, let the owner approve the wages, and transfer the money. Payslips go out in parallel to the transfer.",
    [
      "Import the timesheets",
      "Calculate the wages from the timesheets",
      "Let the owner approve the wages",
      "Transfer the money",
      "Payslips go out",
    ],
    "0>1 1>2 2>3 2>4",
  ],
  [
    "plz plan my move: book van, pack boxes, load van when boxes are packed, clean the flat at the very end",
    ["Book van", "Pack boxes", "Load van", "Clean the flat"],
    "0>3 1>2 2>3",
  ],
];

describe("more goals as they are spoken", () => {
  test.each(GOALS)("%s", (goal, steps, dependencies) => {
    const analysis = analyseGoal(goal, TODAY);
    expect(analysis.explicitSteps.map((step) => step.title)).toEqual(steps);
    expect(analysis.explicitDependencies.map(([from, to]) => `${from}>${to}`).join(" ")).toBe(dependencies);
  });
});
