import { describe, expect, test } from "vitest";
import { analyseGoal } from "./analyse-goal.ts";

const TODAY = "2026-11-23";

// Goal, the steps it spells out, and which comes right before which (by place in the list). Each row was judged by a reader.
const GOALS: [goal: string, steps: string[], dependencies: string][] = [
  ["Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000", [], ""],
  ["Do A and B, then C, finally D", ["A", "B", "C", "D"], "0>2 1>2 2>3"],
  [
    "do market research and keyword analysis, then a content plan, finally budget allocation",
    ["Market research", "Keyword analysis", "Content plan", "Budget allocation"],
    "0>2 1>2 2>3",
  ],
  [
    "Research competitors and analyse our metrics, then draft the strategy, finally write a summary report for the board by 15 March with a budget of $20k.",
    [
      "Research competitors",
      "Analyse our metrics",
      "Draft the strategy",
      "Write a summary report for the board",
    ],
    "0>2 1>2 2>3",
  ],
  [
    "First research the market, after that interview five customers, meanwhile analyse last quarter's metrics, then write the report.",
    ["Research the market", "Interview five customers", "Analyse last quarter's metrics", "Write the report"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Before writing the copy, research the keywords and analyse past campaigns. Once the copy is done, schedule the posts for March.",
    ["Research the keywords", "Analyse past campaigns", "Write the copy", "Schedule the posts"],
    "0>2 1>2 2>3",
  ],
  [
    "Prepare a product launch for Q1 2027, budget 40 000 EUR: first research competitors and define the positioning in parallel, then write the copy, then build a content calendar, finally compile the launch document.",
    [
      "Research competitors",
      "Define the positioning",
      "Write the copy",
      "Build a content calendar",
      "Compile the launch document",
    ],
    "0>2 1>2 2>3 3>4",
  ],
  [
    "1. Research venues\n2. Book the venue\n3. Invite speakers (in parallel)\n4. Announce the programme",
    ["Research venues", "Book the venue", "Invite speakers", "Announce the programme"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Plan the hiring of two engineers. 1) write the job description 2) post the ad 3) interview candidates 4) make an offer",
    ["Write the job description", "Post the ad", "Interview candidates", "Make an offer"],
    "0>1 1>2 2>3",
  ],
  [
    "Market research, competitor review and keyword analysis in parallel, then write the strategy.",
    ["Market research", "Competitor review", "Keyword analysis", "Write the strategy"],
    "0>3 1>3 2>3",
  ],
  [
    "Research competitors, customers and pricing in parallel, then write a report",
    ["Research competitors", "Research customers", "Research pricing", "Write a report"],
    "0>3 1>3 2>3",
  ],
  [
    "To launch the app, design the landing page, then test it with ten users and fix the problems, then announce it.",
    [
      "Design the landing page",
      "Test the landing page with ten users",
      "Fix the problems",
      "Announce the landing page",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "Create a marketing strategy by researching competitors and analysing past campaigns, then drafting the copy",
    ["Research competitors", "Analyse past campaigns", "Draft the copy"],
    "0>2 1>2",
  ],
  ["Write the report after analysing the metrics.", ["Analyse the metrics", "Write the report"], "0>1"],
  [
    "Research the market before drafting the strategy. After drafting the strategy, allocate the budget of $40,000.",
    ["Research the market", "Draft the strategy", "Allocate the budget"],
    "0>1 1>2",
  ],
  [
    "Collect the invoices and the receipts, then reconcile them; finally, write a report for the CFO",
    [
      "Collect the invoices",
      "Collect the receipts",
      "Reconcile the invoices and the receipts",
      "Write a report for the CFO",
    ],
    "0>2 1>2 2>3",
  ],
  [
    "Once the survey is finished, analyse the results, then present them to the team",
    ["Survey", "Analyse the results", "Present the results to the team"],
    "0>1 1>2",
  ],
  [
    "We want to host a conference for teachers in May. First book a venue and invite speakers. Then publish the programme. Finally send the invitations. The budget is $12,000.",
    ["Book a venue", "Invite speakers", "Publish the programme", "Send the invitations"],
    "0>2 1>2 2>3",
  ],
  [
    "Interview customers and analyse support tickets. When both are done, write a summary. In parallel with that, design a new onboarding page. Finally present everything to the board.",
    [
      "Interview customers",
      "Analyse support tickets",
      "Write a summary",
      "Design a new onboarding page",
      "Present everything to the board",
    ],
    "0>2 0>3 1>2 1>3 2>4 3>4",
  ],
  ["Write a blog post about how to paint a wall", [], ""],
  ["Plan a party before Christmas", [], ""],
  [
    "Steps:\n- Research topics\n- Draft three articles\n- Schedule them",
    ["Research topics", "Draft three articles", "Schedule the articles"],
    "0>1 1>2",
  ],
  ["Do these in parallel:\n- Research topics\n- Survey readers\n", ["Research topics", "Survey readers"], ""],
  [
    "1. Research the market\n2. Analyse metrics (in parallel)\n3. Draft strategy after 1 and 2\n4. Write summary",
    ["Research the market", "Analyse metrics", "Draft strategy", "Write summary"],
    "0>2 1>2 2>3",
  ],
  [
    "Research the market, then draft the plan. Before drafting the plan, analyse the metrics.",
    ["Research the market", "Draft the plan", "Analyse the metrics"],
    "0>1 2>1",
  ],
  [
    "Please research grant programmes, then write an application and have it reviewed, and finally submit it before 1 June",
    [
      "Research grant programmes",
      "Write an application",
      "Have the application reviewed",
      "Submit the application",
    ],
    "0>1 1>2 2>3",
  ],
  [
    "Start by auditing our website, followed by a keyword analysis, followed by a content plan",
    ["Audit our website", "Keyword analysis", "Content plan"],
    "0>1 1>2",
  ],
  [
    "Review the safety reports and interview the site managers, then draft new guidelines, and finally train the staff.",
    ["Review the safety reports", "Interview the site managers", "Draft new guidelines", "Train the staff"],
    "0>2 1>2 2>3",
  ],
  [
    "First gather the requirements. Next, design the database and the API in parallel. Then implement the service, and lastly deploy it.",
    [
      "Gather the requirements",
      "Design the database",
      "Design the API",
      "Implement the service",
      "Deploy the service",
    ],
    "0>1 0>2 1>3 2>3 3>4",
  ],
  [
    "Edit the manuscript, then typeset it while designing the cover, then print 500 copies",
    ["Edit the manuscript", "Typeset the manuscript", "Design the cover", "Print 500 copies"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "We need to move offices in March: find a location, then sign the lease and order furniture, then move.",
    ["Find a location", "Sign the lease", "Order furniture", "Move"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Let's audit the website, then fix the broken links and rewrite the landing page, after that measure the traffic",
    ["Audit the website", "Fix the broken links", "Rewrite the landing page", "Measure the traffic"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Write the press release after the announcement draft is approved",
    ["Announcement draft", "Write the press release"],
    "0>1",
  ],
  [
    "Choose a venue and set a date; then invite the guests and order the catering; finally brief the helpers.",
    ["Choose a venue", "Set a date", "Invite the guests", "Order the catering", "Brief the helpers"],
    "0>2 0>3 1>2 1>3 2>4 3>4",
  ],
  [
    "Before we launch the newsletter, collect 20 topics and design a template. After launching the newsletter, measure the open rate.",
    ["Collect 20 topics", "Design a template", "Launch the newsletter", "Measure the open rate"],
    "0>2 1>2 2>3",
  ],
  [
    "1) Interview ten patients 2) Analyse the interviews 3) Write the paper. The audience is hospital managers.",
    ["Interview ten patients", "Analyse the interviews", "Write the paper"],
    "0>1 1>2",
  ],
  [
    "- Draft the budget\n- then review it with the CFO\n- finally publish it",
    ["Draft the budget", "Review the budget with the CFO", "Publish the budget"],
    "0>1 1>2",
  ],
  [
    "Step 1: Collect data\nStep 2: Clean the data\nStep 3: Train a model\nStep 4: Write the report (after step 2)",
    ["Collect data", "Clean the data", "Train a model", "Write the report"],
    "0>1 1>2 1>3",
  ],
  [
    "Recruit five volunteers, then train them, then run the workshop, with a budget of €2,500 and by 30 June 2027",
    ["Recruit five volunteers", "Train the volunteers", "Run the workshop"],
    "0>1 1>2",
  ],
  [
    "Analyse last quarter's sales data and research three competitors; once both are done, write a pricing proposal for the board",
    [
      "Analyse last quarter's sales data",
      "Research three competitors",
      "Write a pricing proposal for the board",
    ],
    "0>2 1>2",
  ],
  [
    "Plan the garden: first measure the beds, then choose the plants and order soil in parallel, then plant everything in April",
    ["Measure the beds", "Choose the plants", "Order soil", "Plant everything"],
    "0>1 0>2 1>3 2>3",
  ],
  [
    "Perform a risk assessment and a cost estimate, followed by a recommendation",
    ["Risk assessment", "Cost estimate", "Recommendation"],
    "0>2 1>2",
  ],
  [
    "Identify keywords and analyse past campaigns at the same time, then build a content calendar for next month, then allocate the budget of $8,000",
    ["Identify keywords", "Analyse past campaigns", "Build a content calendar", "Allocate the budget"],
    "0>2 1>2 2>3",
  ],
  [
    "Test the prototype with users and meanwhile prepare the pitch deck. Afterwards present both to investors.",
    ["Test the prototype with users", "Prepare the pitch deck", "Present both to investors"],
    "0>2 1>2",
  ],
  [
    "As soon as the contract is signed, order the equipment, then install it",
    ["Order the equipment", "Install the equipment"],
    "0>1",
  ],
  [
    "Research suppliers, compare their prices, then negotiate with the best two and finally sign a contract",
    ["Research suppliers", "Compare their prices", "Negotiate with the best two", "Sign a contract"],
    "0>1 1>2 2>3",
  ],
  [
    "I want you to research electric bikes, then write a buying guide for commuters, and after that translate it into German",
    [
      "Research electric bikes",
      "Write a buying guide for commuters",
      "Translate the buying guide into German",
    ],
    "0>1 1>2",
  ],
  [
    "Shoot the video. Edit the video after shooting the video. Finally publish it.",
    ["Shoot the video", "Edit the video", "Publish the video"],
    "0>1 1>2",
  ],
  ["Cook dinner before the guests arrive", [], ""],
  ["Create a training programme for new nurses in Q2 2027, budget £12,500", [], ""],
  ["Compare three CRM systems for a team of ten and write a recommendation by Friday", [], ""],
  [
    "Do a keyword analysis in parallel with the competitor review, then write the strategy",
    ["Keyword analysis", "Competitor review", "Write the strategy"],
    "0>2 1>2",
  ],
  ["Prepare a report on our energy use between 1 May and 12 June", [], ""],
];

describe("the steps that a goal spells out", () => {
  test.each(GOALS)("%s", (goal, steps, dependencies) => {
    const analysis = analyseGoal(goal, TODAY);
    expect(analysis.explicitSteps.map((step) => step.title)).toEqual(steps);
    expect(analysis.explicitDependencies.map(([from, to]) => `${from}>${to}`).join(" ")).toBe(dependencies);
  });

  test("there are many of them, of varied fields", () => {
    expect(GOALS.length).toBeGreaterThanOrEqual(50);
  });
});
