import { describe, expect, test } from "vitest";
import { analyseGoal } from "./analyse-goal.ts";

const TODAY = "2026-11-23";

// Goals of many fields and hands, with steps and order as readers judged them; more of them are in bench/goals.
const GOALS: [goal: string, steps: string[], dependencies: string][] = [
  [
    "Launch the spring tea campaign by 14 March with no more than €6,000: interview ten loyal customers, distil a core message from what they say, then brief the designer and book the billboard slots in parallel. Once both are settled, print the posters.",
    [
      "Interview ten loyal customers",
      "Distil a core message from what they say",
      "Brief the designer",
      "Book the billboard slots",
      "Print the posters",
    ],
    "0>1 1>2 1>3 2>4 3>4",
  ],
  [
    "The rebranding survey is drafted by Mei, tested on six colleagues and, once they have no more complaints, mailed to the whole subscriber base. It matters a lot for the board meeting on the 30th.",
    [
      "Have the rebranding survey drafted by Mei",
      "Test the rebranding survey on six colleagues",
      "Mail the rebranding survey to the whole subscriber base",
    ],
    "0>1 1>2",
  ],
  [
    "Make moussaka for twelve on Saturday. Salt the aubergine slices for half an hour; in the meantime brown the lamb and whisk up a béchamel. Layer everything in the big dish and bake it for 50 minutes.",
    [
      "Salt the aubergine slices for half an hour",
      "Brown the lamb",
      "Whisk up a béchamel",
      "Layer everything in the big dish",
      "Bake the moussaka for 50 minutes",
    ],
    "0>3 1>3 2>3 3>4",
  ],
  [
    "Shearing day is the 9th. Bring the ewes in from the hill, pen them dry overnight and shear them. Then bag the fleeces; at the same time dose each shorn ewe against fluke. Finally turn the flock back out.",
    [
      "Bring the ewes in from the hill",
      "Pen the ewes dry overnight",
      "Shear the ewes",
      "Bag the fleeces",
      "Dose each shorn ewe against fluke",
      "Turn the flock back out",
    ],
    "0>1 1>2 2>3 2>4 3>5 4>5",
  ],
  [
    "The archive footage has to be licensed and the two witnesses interviewed; neither depends on the other. After the interviews have been transcribed, a paper edit is written from the transcripts, and from this and the licensed footage the assembly is cut.",
    [
      "License the archive footage",
      "Interview the two witnesses",
      "Transcribe the interviews",
      "Write a paper edit from the transcripts",
      "Cut the assembly",
    ],
    "0>4 1>2 2>3 3>4",
  ],
  [
    "Parents' evening: first of all draw up the appointment slots. These are then published on the portal. While parents are booking, reports get printed and the hall gets set up. Lastly, brief the student helpers.",
    [
      "Draw up the appointment slots",
      "Publish the appointment slots on the portal",
      "Print reports",
      "Set up the hall",
      "Brief the student helpers",
    ],
    "0>1 1>2 1>3 2>4 3>4",
  ],
  [
    "Would you handle the accreditation visit? Collect the protocols from each department and have outdated ones revised. Independently of that, rehearse the walkthrough with the heads. Once the revision and the rehearsal are over, host the inspectors.",
    [
      "Collect the protocols from each department",
      "Have outdated ones revised",
      "Rehearse the walkthrough with the heads",
      "Host the inspectors",
    ],
    "0>1 1>3 2>3",
  ],
  [
    "Build a garden studio of 20 m² for under £18k. Dig the footings, pour the slab, let it cure for a week. Prefabricate the wall panels while the slab cures. Erect the panels on it, then roof the studio.",
    [
      "Dig the footings",
      "Pour the slab",
      "Let the slab cure for a week",
      "Prefabricate the wall panels",
      "Erect the panels on the slab",
      "Roof the studio",
    ],
    "0>1 1>2 1>3 2>4 3>4 4>5",
  ],
  [
    "container from Shenzhen lands Friday. file customs entry, pay the duty on it, book a truck. pick up the box when duty is paid and the truck is booked",
    ["File customs entry", "Pay the duty on the customs entry", "Book a truck", "Pick up the box"],
    "0>1 1>3 2>3",
  ],
  [
    "The Vermeer copy has to be examined under X-ray and its pigments sampled. Once we have the results of both, decide whether to clean it. If cleaning is safe, do so; otherwise just reframe it. Whichever it is, hang it back in room 4 at the end.",
    [
      "Examine the Vermeer copy under X-ray",
      "Sample its pigments",
      "Decide whether to clean the Vermeer copy",
      "Clean the Vermeer copy",
      "Reframe the Vermeer copy",
      "Hang the Vermeer copy back in room 4",
    ],
    "0>2 1>2 2>3 2>4 3>5 4>5",
  ],
  [
    "I'm handing my shoebox of receipts to you: sort them by month, scan them, enter the scans in the software. Parallel to the scanning, list the mileage from my diary. Then work out my deductible expenses from the entries and the mileage; don't file anything yet.",
    [
      "Sort the receipts by month",
      "Scan the receipts",
      "Enter the scans in the software",
      "List the mileage from my diary",
      "Work out my deductible expenses from the entries and the mileage",
    ],
    "0>1 0>3 1>2 2>4 3>4",
  ],
  [
    "1. Announce the parental leave cover internally. 2. If anybody suitable comes forward, train that person; otherwise hire a temp through the agency. 3. Have Lena hand over her files to whoever it is, before she leaves on 2 May. 4. Set up a check-in after the handover.",
    [
      "Announce the parental leave cover internally",
      "Train that person",
      "Hire a temp through the agency",
      "Have Lena hand over her files to whoever it is",
      "Set up a check-in",
    ],
    "0>1 0>2 1>3 2>3 3>4",
  ],
  [
    "Two weeks in Vietnam in November, about 3,000 for two. Book the flights, and after that apply for the visas and get the hepatitis shots. Pack as soon as the visas are through. Don't plan the daily routes, we'll improvise.",
    ["Book the flights", "Apply for the visas", "Get the hepatitis shots", "Pack"],
    "0>1 0>2 1>3",
  ],
  [
    "charity run: get a permit from the city, find a sponsor for the T-shirts. order the T-shirts when the sponsor signs. open registration once the permit is granted. finally, hold the run",
    [
      "Get a permit from the city",
      "Find a sponsor for the T-shirts",
      "Order the T-shirts",
      "Open registration",
      "Hold the run",
    ],
    "0>3 1>2 2>4 3>4",
  ],
  [
    "isolate the press, lock it out, drain the hydraulics, swap the seal kit, refill. remove the lock only when refilled",
    [
      "Isolate the press",
      "Lock the press out",
      "Drain the hydraulics",
      "Swap the seal kit",
      "Refill the hydraulics",
      "Remove the lock",
    ],
    "0>1 1>2 2>3 3>4 4>5",
  ],
  [
    "gran is moving in with us next spring. measure the stairs, order a stairlift to fit, have it installed. while the lift is being installed, sell her sofa",
    ["Measure the stairs", "Order a stairlift to fit", "Have the stairlift installed", "Sell her sofa"],
    "0>1 1>2 1>3",
  ],
  [
    "Dear team, flooding again in Harbour Street. Kindly inspect the culvert. If it is blocked, have it jetted; if it has collapsed, commission a replacement. While the culvert is being inspected, hand out sandbags to the residents. Report to the mayor when everything is finished.",
    [
      "Inspect the culvert",
      "Have the culvert jetted",
      "Commission a replacement",
      "Hand out sandbags to the residents",
      "Report to the mayor",
    ],
    "0>1 0>2 1>4 2>4 3>4",
  ],
  [
    "Satisfaction dropped to 71% last quarter and we'd like it back at 85 by summer. Survey customers who left a bad rating while Jo listens to twenty recorded calls; combine the two into a findings memo, and then present it to the team leads. No need to involve marketing.",
    [
      "Survey customers who left a bad rating",
      "Jo listens to twenty recorded calls",
      "Combine the two into a findings memo",
      "Present the findings memo to the team leads",
    ],
    "0>2 1>2 2>3",
  ],
  [
    "Load the sales CSVs, dedupe them, fill the missing regions, fit a Q3 forecast to the cleaned table, plot it.",
    [
      "Load the sales CSVs",
      "Dedupe the sales CSVs",
      "Fill the missing regions",
      "Fit a Q3 forecast to the cleaned table",
      "Plot the Q3 forecast",
    ],
    "0>1 1>2 2>3 3>4",
  ],
  [
    "Accessibility pass on the booking flow, to be through by the 12th: check its colour contrast and, in parallel, run it through a screen reader. File what you find as issues, fix the critical ones, and leave the rest (cosmetic) alone. Then ask Lena, who is blind, to try the flow again.",
    [
      "Check its colour contrast",
      "Run the Accessibility pass through a screen reader",
      "File what you find as issues",
      "Fix the critical ones",
      "Ask Lena to try the flow again",
    ],
    "0>2 1>2 2>3 3>4",
  ],
  [
    "1) count the drugs cabinet 2) reconcile the count against the controlled drugs register 3) report any discrepancy to Dr Hale 4) separately, defrost the vaccine fridge 5) reorder whatever the count shows is low 6) last of all, file the stocktake sheet",
    [
      "Count the drugs cabinet",
      "Reconcile the count against the controlled drugs register",
      "Report any discrepancy to Dr Hale",
      "Defrost the vaccine fridge",
      "Reorder whatever the count shows is low",
      "File the stocktake sheet",
    ],
    "0>1 0>4 1>2 2>5 3>5 4>5",
  ],
  [
    "Water damage claim 8841: call the policyholder to get the photos, send an adjuster if the damage looks above 2,000, otherwise settle straight from the photos.",
    ["Call the policyholder to get the photos", "Send an adjuster", "Settle straight from the photos"],
    "0>1 0>2",
  ],
  [
    "Elm Row on Saturday. Confirm the time with the three interested couples, ask the tenant to tidy up and collect the keys from the concierge; then hold the viewing and ring each couple afterwards for feedback. If one of them makes an offer, pass it to the owner.",
    [
      "Confirm the time with the three interested couples",
      "Ask the tenant to tidy up",
      "Collect the keys from the concierge",
      "Hold the viewing",
      "Ring each couple for feedback",
      "Pass the offer to the owner",
    ],
    "0>3 1>3 2>3 3>4 4>5",
  ],
  [
    "I'm hosting the election podcast on the 9th and would like it to sound less rushed than last time, so please book the studio, line up a pollster and a local candidate, research both guests, write questions from the research and send them to the two the evening before.",
    [
      "Book the studio",
      "Line up a pollster and a local candidate",
      "Research both guests",
      "Write questions from the research",
      "Send the questions to the two the evening before",
    ],
    "1>2 2>3 3>4",
  ],
  [
    "Rights fair in Frankfurt: book a stand in hall 6, print 200 catalogues (after you've had the blurbs translated), and arrange meetings with the Polish and Korean publishers. Following those meetings, send out the offers and log them in the rights database.",
    [
      "Book a stand in hall 6",
      "Have the blurbs translated",
      "Print 200 catalogues",
      "Arrange meetings with the Polish and Korean publishers",
      "Send out the offers",
      "Log the offers in the rights database",
    ],
    "1>2 3>4 4>5",
  ],
  [
    "Sofia, our goalkeeper, hurt her knee on Tuesday: report the accident to the insurer, book her an MRI, and once the scan result is known discuss a recovery plan with the physio; should the plan take longer than six weeks, look for a replacement keeper.",
    [
      "Report the accident to the insurer",
      "Book her an MRI",
      "Discuss a recovery plan with the physio",
      "Look for a replacement keeper",
    ],
    "1>2 2>3",
  ],
  [
    "Overdue loans: run the overdue report; send a friendly reminder to everybody on it; after two weeks, invoice those who still haven't returned their books, and block their cards at the same time.",
    [
      "Run the overdue report",
      "Send a friendly reminder to everybody on the overdue report",
      "Invoice those who still haven't returned their books",
      "Block their cards",
    ],
    "0>1 1>2 1>3",
  ],
  [
    "Tariff change 1 July:\n1. get the new wholesale price from trading\n2. recalculate the household tariffs with it\n3. get board approval for those\n4. notify the regulator AND mail the customers, both after approval\n5. update the billing system – IT can do that while the letters go out",
    [
      "Get the new wholesale price from trading",
      "Recalculate the household tariffs with the new wholesale price",
      "Get board approval for the household tariffs",
      "Notify the regulator",
      "Mail the customers",
      "Update the billing system",
    ],
    "0>1 1>2 2>3 2>4 2>5",
  ],
  [
    "After changing the oil on the Skoda, reset the service indicator and stamp the book; before changing it, flush the engine, since the last owner skipped two services.",
    ["Change the oil on the Skoda", "Reset the service indicator", "Stamp the book", "Flush the engine"],
    "0>1 0>2 3>0",
  ],
  [
    "Walking map for the old town – survey the route on foot, draw the map and write the stop texts from the survey notes, have both translated into French and Dutch, print 5,000.",
    [
      "Survey the route on foot",
      "Draw the map",
      "Write the stop texts from the survey notes",
      "Have both translated into French and Dutch",
      "Print 5,000",
    ],
    "0>1 0>2 1>3 2>3 3>4",
  ],
  [
    "Our ERC proposal (two million, due on the 30th) is behind schedule. Draft the work packages. Budget them while Katja writes the data management plan. Assemble all three parts into the proposal, get the rector's signature on it and submit it.",
    [
      "Draft the work packages",
      "Budget the work packages",
      "Katja writes the data management plan",
      "Assemble all three parts into the proposal",
      "Get the rector's signature on the proposal",
      "Submit the rector's signature",
    ],
    "0>1 0>2 1>3 2>3 3>4 4>5",
  ],
  [
    "We want 70% HPV coverage by 2027. To get there, map the schools with the lowest uptake this year, train nurses for those schools and hold parent evenings there, and when nurses and parents are ready run the clinics; to finish, compare uptake with last year's.",
    [
      "Map the schools with the lowest uptake",
      "Train nurses for those schools",
      "Hold parent evenings there",
      "Run the clinics",
      "Compare uptake with last year's",
    ],
    "0>1 0>2 1>3 2>3 3>4",
  ],
];

describe("goals of many fields", () => {
  test.each(GOALS)("%s", (goal, steps, dependencies) => {
    const analysis = analyseGoal(goal, TODAY);
    expect(analysis.explicitSteps.map((step) => step.title)).toEqual(steps);
    expect(analysis.explicitDependencies.map(([from, to]) => `${from}>${to}`).join(" ")).toBe(dependencies);
  });
});
