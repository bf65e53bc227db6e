import { z } from "zod";
import { centsText, shareText } from "../amount-text.ts";
import { AllocationOutput } from "../budget/budget-io.ts";
import { divideCents } from "../budget/divide-cents.ts";
import { weighGroups, weighNames } from "../budget/weigh-groups.ts";
import { defineTool, ToolError, type ToolContext } from "../contract.ts";

/** A thousand million in whole cents: above every budget, far below where numbers stop being exact. */
const MOST_CENTS = 100_000_000_000;

const Group = z.object({
  name: z.string(),
  lines: z.array(z.number().int()).default([]),
  returnOnSpend: z.number().nullable().default(null),
});

const Input = z.object({
  totalCents: z.number().int().min(1, "There is nothing to divide.").max(MOST_CENTS).meta({
    title: "Amount in cents",
    description: "The whole amount to divide, in cents: 4000000 is $40,000.",
  }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "A currency has three capital letters, such as USD.")
    .default("USD")
    .meta({ title: "Currency", description: "Three letters, such as USD." }),
  groups: z
    .array(Group)
    .max(200)
    .optional()
    .meta({ title: "Groups", description: "What to weigh the lines by: the groups of a metrics analysis." }),
  document: z.string().max(200).optional().meta({
    title: "Document",
    description: "Name of the CSV document that the groups come from, for citing its rows.",
  }),
  names: z
    .array(z.string().trim().min(1).max(200))
    .max(200)
    .optional()
    .meta({ title: "Names", description: "Lines with equal shares, for when there are no figures." }),
  reserveShare: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .meta({ title: "Reserve", description: "Share to hold back, from 0 to 0.9; 0.1 is a tenth." }),
});

function refuseOverBudget(totalCents: number, currency: string, goal: ToolContext["goal"]): void {
  const budget = goal?.goalBudget;
  if (!budget) return;
  if (budget.currency !== currency) {
    throw new ToolError(
      "bad_input",
      `The amount is in ${currency}, the goal's budget in ${budget.currency}.`,
    );
  }
  if (totalCents > budget.cents) {
    throw new ToolError(
      "over_budget",
      `${centsText(totalCents, currency)} is ${centsText(totalCents - budget.cents, currency)} above the goal's budget of ${centsText(budget.cents, currency)}.`,
    );
  }
}

function allocate(args: z.output<typeof Input>): AllocationOutput {
  const { totalCents, currency, groups = [], names = [], document, reserveShare } = args;
  if (groups.length === 0 && names.length === 0) {
    throw new ToolError("bad_input", "There is nothing to divide the amount between: give groups or names.");
  }
  if (groups.length > 0 && !document) {
    throw new ToolError(
      "bad_input",
      "The document that the groups come from is missing, so no row could be cited.",
    );
  }
  const weighed = groups.length > 0 ? weighGroups(groups) : weighNames(names);
  // Parts of a million, so that 0.1 is a tenth and not the nearest binary fraction to it.
  const reserved = BigInt(Math.round(reserveShare * 1_000_000));
  const [reserveCents = 0, restCents = totalCents] = divideCents(totalCents, [
    reserved,
    1_000_000n - reserved,
  ]);
  const parts = divideCents(
    restCents,
    weighed.map((line) => line.weight),
  );
  const share = (cents: number) => Math.round((cents / totalCents) * 10_000) / 10_000;
  const lines: AllocationOutput["lines"] = weighed.map(({ name, reason, lines: rows }, at) => ({
    name,
    cents: parts[at] ?? 0,
    share: share(parts[at] ?? 0),
    reason,
    cites: document ? rows.map((line) => ({ document, line })) : [],
  }));
  if (reserveCents > 0) {
    const reason = `Held back (${shareText(reserveShare)}) to move to what works best.`;
    lines.push({ name: "Reserve", cents: reserveCents, share: share(reserveCents), reason, cites: [] });
  }
  return { totalCents, currency, lines, sumCents: lines.reduce((sum, line) => sum + line.cents, 0) };
}

/** Divides an amount into lines whose sum is exact, weighed by what the figures show. */
export const budgetAllocate = defineTool({
  name: "budget.allocate",
  title: "Allocate budget",
  description:
    "Divides an amount to the cent, by return on spend where figures show it. Refuses to exceed the goal's budget.",
  input: Input,
  output: AllocationOutput,
  sideEffect: "read",
  local: true,
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { goal, signal }) => {
    signal.throwIfAborted();
    refuseOverBudget(args.totalCents, args.currency, goal);
    const output = allocate(args);
    const largest = output.lines.toSorted((a, b) => b.cents - a.cents)[0];
    const most = largest
      ? `; most goes to ${largest.name} (${centsText(largest.cents, output.currency)})`
      : "";
    return Promise.resolve({
      output,
      summary: `${centsText(output.sumCents, output.currency)} in ${amountOfLines(output.lines.length)}${most}.`,
    });
  },
});

function amountOfLines(number: number): string {
  return number === 1 ? "one line" : `${number} lines`;
}
