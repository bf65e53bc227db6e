import { describe, expect, test } from "vitest";
import { analyseGoal } from "./analyse-goal.ts";

const TODAY = "2026-11-23";

// Goals of many fields and hands, with steps and order as readers judged them; more of them are in bench/goals.
const GOALS: [goal: string, steps: string[], dependencies: string][] = [
  [
    "Book the big meeting room for Thursday, email the agenda to the whole team, and order sandwiches for twelve.",
    [
      "Book the big meeting room for Thursday",
      "Email the agenda to the whole team",
      "Order sandwiches for twelve",
    ],
    "",
  ],
  [
    "Pull last quarter's order data and use it to segment the customers. Draft one offer per segment, and then A/B test the offers for a week.",
    [
      "Pull last quarter's order data",
      "Use the last quarter's order data to segment the customers",
      "Draft one offer per segment",
      "A/B test the offers for a week",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "1. Back up the production database\n2. Put the site into maintenance mode\n3. Run the migration\n4. Restart the app servers\n5. Smoke-test the login page\n6. Take the site out of maintenance mode",
    [
      "Back up the production database",
      "Put the site into maintenance mode",
      "Run the migration",
      "Restart the app servers",
      "Smoke-test the login page",
      "Take the site out of maintenance mode",
    ],
    "0>1 1>2 2>3 3>4 4>5",
  ],
  [
    "List every service that still uses the old certificate, request a new one, install it on all the services listed, restart them and verify the expiry date. While the restarts are going on, post a notice on the status page.",
    [
      "List every service that still uses the old certificate",
      "Request a new one",
      "Install it on all the services listed",
      "Restart the services",
      "Verify the expiry date",
      "Post a notice on the status page",
    ],
    "0>2 1>2 2>3 2>5 3>4",
  ],
  [
    "Preheat the oven to 220. Before that, though, make the dough, as it has to rest for two hours. After the rest, shape two loaves, score them and bake them in the hot oven.",
    [
      "Preheat the oven to 220",
      "Make the dough",
      "Shape two loaves",
      "Score the loaves",
      "Bake the loaves in the hot oven",
    ],
    "0>4 1>0 1>2 2>3 3>4",
  ],
  [
    "Service the combine and clean out the grain store. When both are done, ring the contractor to fix a harvest date; we're hoping for the first week of August.",
    ["Service the combine", "Clean out the grain store", "Ring the contractor to fix a harvest date"],
    "0>2 1>2",
  ],
  [
    "Before the new term starts: update the class lists, order textbooks to match them, label the lockers with the names from the lists, and hold a fire drill.",
    [
      "Update the class lists",
      "Order textbooks to match the class lists",
      "Label the lockers with the names from the lists",
      "Hold a fire drill",
    ],
    "0>1 0>2",
  ],
  [
    "Take every walk-in's temperature. If there is fever, isolate the patient; otherwise send them to the waiting area. Ask about allergies too, and enter the answers in the system.",
    [
      "Take every walk-in's temperature",
      "Isolate the patient",
      "Send the walk-in's to the waiting area",
      "Ask about allergies",
      "Enter the answers in the system",
    ],
    "0>1 0>2 3>4",
  ],
  [
    "Could you read through the lease and, once you have, email me a list of the clauses that worry you?",
    ["Read through the lease", "Email me a list of the clauses that worry you"],
    "0>1",
  ],
  [
    "A settlement offer should be made only after the damages have been calculated and the expert's report has been read. The calculation needs the payslips, so those have to be collected before it. If the offer is refused, issue proceedings.",
    [
      "Calculate the damages",
      "Read the expert's report",
      "Make a settlement offer",
      "Collect the payslips",
      "Issue proceedings",
    ],
    "0>2 1>2 2>4 3>0",
  ],
  [
    "Replace the rotten windows: measure each opening, have new frames made to those sizes, take out the old ones when these are delivered, fit the new ones, fill the gaps and finally paint.",
    [
      "Measure each opening",
      "Have new frames made to those sizes",
      "Take out the old ones",
      "Fit the new ones",
      "Fill the gaps",
      "Paint",
    ],
    "0>1 1>2 2>3 3>4 4>5",
  ],
  [
    "The bridge will be closed from Monday. Please design a diversion, get it approved by the police, put up the signs, and inform the taxi firms in parallel with the signs.",
    [
      "Design a diversion",
      "Get the diversion approved by the police",
      "Put up the signs",
      "Inform the taxi firms",
    ],
    "0>1 1>2 1>3",
  ],
  [
    "Write the wall texts and have them translated into French; also commission a script for the audio guide. Print the panels as soon as the translations are back, and record the guide as soon as the script is delivered.",
    [
      "Write the wall texts",
      "Have the wall texts translated into French",
      "Commission a script for the audio guide",
      "Print the panels",
      "Record the guide",
    ],
    "0>1 1>3 2>4",
  ],
  [
    "Close the March books: post the accruals, reconcile the supplier accounts, run the depreciation; when all three are through, produce the trial balance and email it to the auditors.",
    [
      "Post the accruals",
      "Reconcile the supplier accounts",
      "Run the depreciation",
      "Produce the trial balance",
      "Email the trial balance to the auditors",
    ],
    "0>3 1>3 2>3 3>4",
  ],
  [
    "Check two references for the preferred candidate. If they're good, send her the contract; if not, call the runner-up. As soon as the contract comes back signed, order a laptop and set up a mail account.",
    [
      "Check two references for the preferred candidate",
      "Send her the contract",
      "Call the runner-up",
      "Order a laptop",
      "Set up a mail account",
    ],
    "0>1 0>2 1>3 1>4",
  ],
  [
    "Calibrate the pH meter and prepare the buffer. Measure the buffer with the calibrated meter, adjust it to 7.4 and filter it.",
    [
      "Calibrate the pH meter",
      "Prepare the buffer",
      "Measure the buffer with the calibrated meter",
      "Adjust the buffer to 7.4",
      "Filter the buffer",
    ],
    "0>2 1>2 2>3 3>4",
  ],
  [
    "Two weeks in Portugal with the kids, max 3000 euros. Compare flight prices, book the cheapest flight, reserve a hire car, pack the beach toys, and find someone to feed the cat.",
    [
      "Compare flight prices",
      "Book the cheapest flight",
      "Reserve a hire car",
      "Pack the beach toys",
      "Find someone to feed the cat",
    ],
    "0>1",
  ],
  [
    "For the soup kitchen: collect the surplus bread from the bakeries, and in the meantime cook the soup. As soon as both are there, open the doors. Clean up afterwards.",
    ["Collect the surplus bread from the bakeries", "Cook the soup", "Open the doors", "Clean up"],
    "0>2 1>2 2>3",
  ],
  [
    "Inspect the incoming steel. Reject the sheets that are out of tolerance and cut the rest into blanks. Press the blanks, deburr them and count them into crates.",
    [
      "Inspect the incoming steel",
      "Reject the sheets that are out of tolerance",
      "Cut the rest into blanks",
      "Press the blanks",
      "Deburr the blanks",
      "Count the blanks into crates",
    ],
    "0>1 0>2 2>3 3>4 4>5",
  ],
  [
    "Tune the piano, set up the microphones, then record the two pieces and mix the recordings.",
    ["Tune the piano", "Set up the microphones", "Record the two pieces", "Mix the recordings"],
    "0>2 1>2 2>3",
  ],
  [
    "Strip the beds, wash the sheets, hang them out and put them back on in the evening.",
    ["Strip the beds", "Wash the sheets", "Hang the sheets out", "Put the sheets back on in the evening"],
    "0>1 1>2 2>3",
  ],
  [
    "Publish the draft parking plan, collect residents' comments on it for six weeks, summarise them and put the summary to the council.",
    [
      "Publish the draft parking plan",
      "Collect residents' comments on the draft parking plan",
      "Summarise the residents' comments",
      "Put the summary to the council",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "Warm up for ten minutes, then do six sprints, then cool down, and finally stretch.",
    ["Warm up for ten minutes", "Six sprints", "Cool down", "Stretch"],
    "0>1 1>2 2>3",
  ],
  [
    "Decorate the church for the wedding when the flowers have come; they need to be ordered three weeks ahead. Once everything is decorated, light the candles, and ring the bells at the same time.",
    [
      "Decorate the church for the wedding",
      "Order the flowers three weeks",
      "Light the candles",
      "Ring the bells",
    ],
    "0>2 0>3 1>0",
  ],
  [
    "Unpack the delivery. Check it against the order; if something is missing, complain to the supplier. The goods can be priced while they're being checked, and shelved as soon as they have a price.",
    [
      "Unpack the delivery",
      "Check the delivery against the order",
      "Complain to the supplier",
      "Price the goods",
      "Shelve the goods",
    ],
    "0>1 0>3 1>2 3>4",
  ],
  [
    "Commission the translation, and have the cover designed meanwhile. Typeset the translated text, combine it with the cover and send the combined files to the printer.",
    [
      "Commission the translation",
      "Have the cover designed",
      "Typeset the translated text",
      "Combine the translated text with the cover",
      "Send the combined files to the printer",
    ],
    "0>2 1>3 2>3 3>4",
  ],
  [
    "Model the dragon; record the roar; write the fight script. When all three exist, put them together into the boss scene and profile it on the old console.",
    [
      "Model the dragon",
      "Record the roar",
      "Write the fight script",
      "Put them together into the boss scene",
      "Profile the boss scene on the old console",
    ],
    "0>3 1>3 2>3 3>4",
  ],
  [
    "Do the fittings for all twelve models, alter the dresses that don't fit, then steam all the dresses, and hang the steamed dresses in running order. In parallel with the fittings, finalise the music.",
    [
      "Do the fittings for all twelve models",
      "Alter the dresses that don't fit",
      "Steam all the dresses",
      "Hang the steamed dresses in running order",
      "Finalise the music",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "I need someone to survey the roof, and the solar panels should be ordered after that.",
    ["Survey the roof", "Order the solar panels"],
    "0>1",
  ],
  [
    "Prune the roses and burn the cuttings. Mow the lawn and put the clippings on the compost. Oil the tools when all of that is done.",
    [
      "Prune the roses",
      "Burn the cuttings",
      "Mow the lawn",
      "Put the clippings on the compost",
      "Oil the tools",
    ],
    "0>1 1>4 2>3 3>4",
  ],
  [
    "Complete the walk-round, then brief the passengers, then request start-up clearance, and taxi once it is granted.",
    ["Complete the walk-round", "Brief the passengers", "Request start-up clearance", "Taxi"],
    "0>1 1>2 2>3",
  ],
  [
    "Write the script, break it down into scenes, make a shooting schedule from the breakdown, and send the schedule to the crew.",
    [
      "Write the script",
      "Break the script down into scenes",
      "Make a shooting schedule from the breakdown",
      "Send the schedule to the crew",
    ],
    "0>1 1>2 2>3",
  ],
];

describe("goals of many hands", () => {
  test.each(GOALS)("%s", (goal, steps, dependencies) => {
    const analysis = analyseGoal(goal, TODAY);
    expect(analysis.explicitSteps.map((step) => step.title)).toEqual(steps);
    expect(analysis.explicitDependencies.map(([from, to]) => `${from}>${to}`).join(" ")).toBe(dependencies);
  });
});
