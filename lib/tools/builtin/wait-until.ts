import { z } from "zod";
import { checkExpression } from "#lib/domain/expressions.ts";
import { JsonObject } from "#lib/domain/json.ts";
import { prose } from "#lib/domain/text.ts";
import { defineTool } from "../contract.ts";
import { waitForCondition, waitForMoment, WaitOutput } from "../wait/wait.ts";

const MOST_MINUTES = 525_600;

const WaitInput = z
  .object({
    at: z
      .union(
        [z.iso.datetime({ offset: true }), z.iso.date()],
        "Write a date, or a date with a time and its zone.",
      )
      .nullable()
      .default(null)
      .meta({
        title: "Until",
        description: "A date (2027-03-31, from midnight UTC) or a moment (2027-03-31T09:00:00Z)",
      }),
    minutes: z
      .number()
      .min(0)
      .max(MOST_MINUTES)
      .nullable()
      .default(null)
      .meta({ title: "Minutes", description: "Or how long to wait from the moment the step begins" }),
    tool: z.string().max(100).meta({ format: "tool" }).nullable().default(null).meta({
      title: "Look by tool",
      description: "Or a tool that only reads, whose output the condition is about",
    }),
    args: JsonObject.default({}).meta({ title: "Its arguments", description: "What that tool is given" }),
    condition: prose("The condition", 2_000).meta({ format: "condition" }).nullable().default(null).meta({
      title: "Until this holds",
      description: "CEL over that tool's output, such as output.total > 100",
    }),
    everySeconds: z
      .number()
      .min(5)
      .max(86_400)
      .default(60)
      .meta({ title: "Look every (seconds)", description: "The time between two looks" }),
    mostTries: z
      .number()
      .int()
      .min(1)
      .max(500)
      .default(60)
      .meta({ title: "Most looks", description: "How often it is looked at most" }),
    deadlineHours: z
      .number()
      .min(0.01)
      .max(2_160)
      .default(24)
      .meta({ title: "Hours at most", description: "After that it is no longer looked" }),
    goOn: z.boolean().default(false).meta({
      title: "Go on all the same",
      description: "When the condition never holds: the step succeeds and says so; else it fails",
    }),
  })
  .superRefine(({ at, minutes, tool, condition }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const chosen = [at, minutes, condition ?? tool].filter((value) => value !== null).length;
    if (chosen === 0) refuse("at", "Say until when: a moment, minutes, or a condition.");
    if (chosen > 1) refuse("at", "Choose one of a moment, minutes and a condition.");
    if ((tool === null) !== (condition === null)) {
      refuse(
        tool === null ? "tool" : "condition",
        "A condition needs a tool to look by, and the tool a condition.",
      );
    }
    const checked = condition === null ? null : checkExpression(condition, "done");
    if (checked && !checked.ok) refuse("condition", checked.message);
  });

/** Waits for a moment, or until a condition holds over what another tool reads; meanwhile nothing is held. */
export const waitUntil = defineTool({
  name: "wait.until",
  title: "Wait",
  description:
    "Waits until a moment has come, for some minutes, or until something holds that a tool can read.",
  input: WaitInput,
  output: WaitOutput,
  sideEffect: "read",
  waits: true,
  looksBy: { tool: "tool", args: "args" },
  outside: true,
  timeoutSeconds: 120,
  typicalSeconds: 600,
  costMicros: null,
  unavailable: () => null,
  run: async (args, context) => {
    context.signal.throwIfAborted();
    const { tool, condition, at, minutes } = args;
    if (tool !== null && condition !== null) return waitForCondition({ ...args, tool, condition }, context);
    return waitForMoment({ at, minutes }, context);
  },
});
