export type ExampleGoal = { label: string; goal: string };

/** Goals to start from: each shows something else that the planner understands. They come with the page, not with its code. */
export const EXAMPLE_GOALS: readonly ExampleGoal[] = [
  {
    label: "Marketing strategy",
    goal: "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
  },
  {
    label: "Steps of my own",
    goal: "Search our documents for earlier launches and analyse last quarter's marketing metrics, then write a summary, finally compose a report for the sales team",
  },
  {
    label: "Content calendar",
    goal: "Plan a content calendar for refillable cleaning products for January, two posts a week on the blog and the newsletter",
  },
  {
    label: "Where money works",
    goal: "Review which channels earned most per dollar last quarter and allocate a budget of $15,000 among them",
  },
];
