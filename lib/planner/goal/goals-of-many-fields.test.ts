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
    "Need to get the dog to Canada. Have her microchipped, then vaccinated against rabies; three weeks later collect the health certificate. Buy an airline crate and let her get used to it. Fly out when the certificate is collected and she's calm in the crate.",
    [
      "Have her microchipped",
      "Have her vaccinated against rabies",
      "Collect the health certificate",
      "Buy an airline crate",
      "Let her get used to the airline crate",
      "Fly out",
    ],
    "0>1 1>2 2>5 3>4 4>5",
  ],
  [
    "Scrap rate on line 4 must fall under 2%. Collect two weeks of defect data, find the root cause of the commonest defect in it, and change the tooling accordingly. Ignore cosmetic scratches.",
    [
      "Collect two weeks of defect data",
      "Find the root cause of the commonest defect in the defect data",
      "Change the tooling accordingly",
    ],
    "0>1 1>2",
  ],
  [
    "Turn the box room into a nursery before the baby comes in June: clear it out, paint the walls, and when the paint is dry lay the carpet. Put the cot together once the carpet is down. We already have a pram.",
    ["Clear the box room out", "Paint the walls", "Lay the carpet", "Put the cot together"],
    "0>1 1>2 2>3",
  ],
  [
    "The playground on Mill Lane shall be renewed. Children's wishes are gathered at a workshop, after which a landscape architect turns them into a design. The 80,000 have been voted already, and swings are a must.",
    [
      "Gather children's wishes at a workshop",
      "Landscape architect turns the children's wishes into a design",
    ],
    "0>1",
  ],
  [
    "New chat widget, live by 1 March, max 3k:\n1. Compare three vendors\n2. Pick the cheapest that supports German\n3. Write canned replies (can be done in parallel with 1 and 2)\n4. Install the widget with the replies loaded\n5. Train the night shift on it",
    [
      "Compare three vendors",
      "Pick the cheapest that supports German",
      "Write canned replies",
      "Install the widget with the replies loaded",
      "Train the night shift on the widget",
    ],
    "0>1 1>3 2>3 3>4",
  ],
  [
    "Black Friday prep (deadline 20 Nov, discounts never above 30%)\n- decide which items go on sale\n- reorder stock for those items\n- design a banner showing them\n- while the banner is being designed, schedule two extra warehouse shifts\n- as soon as the stock has arrived and the banner is ready, switch the sale page on",
    [
      "Decide which items go on sale",
      "Reorder stock for those items",
      "Design a banner showing the items",
      "Schedule two extra warehouse shifts",
      "Switch the sale page on",
    ],
    "0>1 0>2 0>3 1>4 2>4",
  ],
  [
    "Redesigning the kettle handle. Measure the current one. Order heat-resistant samples from two suppliers. Model the new handle in CAD from the measurements and 3D-print it. After the samples have come in, choose the material. Only when the print feels right and the material is settled, send the drawing to tooling.",
    [
      "Measure the current one",
      "Order heat-resistant samples from two suppliers",
      "Model the new handle in CAD from the measurements",
      "3D-print the new handle",
      "Choose the material",
      "Send the drawing to tooling",
    ],
    "0>2 1>4 2>3 3>5 4>5",
  ],
  [
    "Bella (labrador, 9 y) comes in on Friday for her dental. Take bloods first; if the kidney values are fine, sedate her, then scale the teeth and after that extract the loose molar; if not, refer her to the clinic in Leeds.",
    [
      "Take bloods",
      "Sedate her",
      "Scale the teeth",
      "Extract the loose molar",
      "Refer her to the clinic in Leeds",
    ],
    "0>1 0>4 1>2 2>3",
  ],
  [
    "Refill the ice machine only when the filter has been changed; last week Jonas did it the wrong way round and we lost a whole evening's drinks.",
    ["Change the filter", "Refill the ice machine"],
    "0>1",
  ],
  [
    "Once the actuary's new mortality tables are here, recalculate the term-life premiums, and as soon as those have been recalculated file them with the regulator while the web team, who have been waiting since May, updates the online calculator.",
    [
      "Recalculate the term-life premiums",
      "File the term-life premiums with the regulator",
      "Web team updates the online calculator",
    ],
    "0>1 0>2",
  ],
  [
    "Story on the bridge closure for Sunday: file an FOI request for the inspection reports, talk to two engineers, and when the reports are in, cross-check the engineers' claims against them, then write 1,200 words.",
    [
      "File an FOI request for the inspection reports",
      "Talk to two engineers",
      "Cross-check the engineers' claims against the reports",
      "Write 1,200 words",
    ],
    "0>2 1>2 2>3",
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
    "Ask the county archive whether they'd take our glass negatives, and if they won't, find climate-controlled storage for under 200 a month; I'd rather not see them thrown away.",
    [
      "Ask the county archive whether they would take our glass negatives",
      "Find climate-controlled storage for under 200 a month",
    ],
    "0>1",
  ],
  [
    "There's a pressure drop on main 12. Close valve B, then send a crew with the acoustic detector. If they find a leak, dig it up and repair it; if they find nothing, reopen the valve and then watch the pressure overnight.",
    [
      "Close valve B",
      "Send a crew with the acoustic detector",
      "Dig the leak up",
      "Repair the leak",
      "Reopen the valve",
      "Watch the pressure overnight",
    ],
    "0>1 1>2 1>4 2>3 4>5",
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
