import { z } from "zod";
import { Day, Money } from "./goal.ts";
import { Id, StepId } from "./ids.ts";
import { PlanGraph } from "./plan.ts";
import { line, prose } from "./text.ts";

/** What kind of value a variable part of a playbook is. */
export const VariableKind = z.enum(["text", "number", "date", "money"]);
export type VariableKind = z.infer<typeof VariableKind>;

/**
 * How a value is written where it stands.
 * - text: `plain`; `capital` with its first letter raised ("Eco-products").
 * - number: `number` as a literal; `digits` within a text.
 * - date: `iso` ("2027-01-01"), `long` ("1 January 2027").
 * - money: `cents` as a literal, `cents_text` within an expression, `amount` ("40,000 USD"), `symbol` ("$40,000"), `currency`.
 */
export const PlaceForm = z.enum([
  "plain",
  "capital",
  "number",
  "digits",
  "iso",
  "long",
  "cents",
  "cents_text",
  "amount",
  "symbol",
  "currency",
]);
export type PlaceForm = z.infer<typeof PlaceForm>;

/** Where a variable stands: a step's text (`piece`: from `start` to `end`, in UTF-16 units) or a literal number (`piece` null). */
export const Place = z.object({
  stepId: StepId,
  path: z.array(z.union([z.string().max(1_000), z.number().int().min(0)])).max(250),
  piece: z.object({ start: z.number().int().min(0), end: z.number().int().min(0) }).nullable(),
  form: PlaceForm,
});
export type Place = z.infer<typeof Place>;

/** The most characters that a value can have. */
const LONGEST_VALUE = 2_000;
/** Amounts beyond this are no longer exact to the cent. */
const MOST_CENTS = 9_000_000_000_000_000;

export const TextValue = line("The value", LONGEST_VALUE);
export const NumberValue = z.number().min(-1e15).max(1e15);
export const MoneyValue = Money.extend({
  cents: z.number().int().min(0).max(MOST_CENTS),
  currency: z.string().regex(/^[A-Z]{3}$/, "A currency has three capital letters, like USD."),
});

/** A value of a variable, by its kind: a text, a number, a day ("2027-01-01"), or an amount in cents. */
export type VariableValue = string | number | Money;

const about = {
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,39}$/,
      "A variable's name has lower-case letters, digits and _, 40 at most, and begins with a letter.",
    ),
  label: line("The label", 80),
  description: prose("The description", 300).default(""),
};

/** A variable part as a person names it; `default` is what stands in the plan. */
export const VariableInput = z.discriminatedUnion("kind", [
  z.object({ ...about, kind: z.literal("text"), default: TextValue }),
  z.object({ ...about, kind: z.literal("number"), default: NumberValue }),
  z.object({ ...about, kind: z.literal("date"), default: Day }),
  z.object({ ...about, kind: z.literal("money"), default: MoneyValue }),
]);
export type VariableInput = z.infer<typeof VariableInput>;

const places = { places: z.array(Place).min(1, "The variable stands nowhere.").max(50_000) };

/** A variable part with the places where its default stands in the playbook's graph. */
export const PlaybookVariable = z.discriminatedUnion("kind", [
  z.object({ ...about, ...places, kind: z.literal("text"), default: TextValue }),
  z.object({ ...about, ...places, kind: z.literal("number"), default: NumberValue }),
  z.object({ ...about, ...places, kind: z.literal("date"), default: Day }),
  z.object({ ...about, ...places, kind: z.literal("money"), default: MoneyValue }),
]);
export type PlaybookVariable = z.infer<typeof PlaybookVariable>;

export const MOST_VARIABLES = 40;

export const PlaybookName = line("The name", 120);
export const PlaybookDescription = prose("The description", 1_000);
/** Goals that a playbook is for, in a person's words. */
export const PlaybookPhrases = z
  .array(line("The example goal", 500))
  .max(20, "A playbook can have 20 example goals at most.");

/** The variables that a person chose, each with a name of its own. */
export const VariableInputs = z
  .array(VariableInput)
  .max(MOST_VARIABLES, `A playbook can have ${MOST_VARIABLES} variable parts at most.`)
  .superRefine((variables, context) => {
    const names = variables.map(({ name }) => name);
    for (const [i, name] of names.entries()) {
      if (names.indexOf(name) < i)
        context.addIssue({
          code: "custom",
          path: [i, "name"],
          message: `Two variables are named “${name}”.`,
        });
    }
  });

/**
 * A plan saved to be used again. Its graph is a whole plan with the defaults in place; `variables` say what in it may be replaced, and
 * at each of their places their default stands.
 */
export const SavedPlaybook = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  phrases: z.array(z.string()),
  graph: PlanGraph,
  variables: z.array(PlaybookVariable),
});
export type SavedPlaybook = z.infer<typeof SavedPlaybook>;

/** The plan version that a playbook was saved from, and the run of it, if it was one; null for one that was imported. */
export const PlaybookSource = z
  .object({ planId: Id, versionNumber: z.number().int().nullable(), runId: Id.nullable() })
  .nullable();
export type PlaybookSource = z.infer<typeof PlaybookSource>;

/** What the list shows of a playbook. `id`: of a built-in one its name in the code ("marketing-strategy"). */
export const PlaybookSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  stepCount: z.number().int(),
  variables: z.array(z.string()),
  updatedAt: z.string().nullable(),
});
export type PlaybookSummary = z.infer<typeof PlaybookSummary>;

/** The playbooks that match a search: those of the workspace by name, then those that come with Planwright. */
export const PlaybookList = z.object({ saved: z.array(PlaybookSummary), builtIn: z.array(PlaybookSummary) });
export type PlaybookList = z.infer<typeof PlaybookList>;

/** A playbook as its dialogs load it. A built-in one adapts itself to a goal and has no variables; its steps are an example. */
export const PlaybookView = z.object({
  id: z.string(),
  builtIn: z.boolean(),
  name: z.string(),
  description: z.string(),
  phrases: z.array(z.string()),
  variables: z.array(VariableInput),
  /** Steps in dependency order, `level`: how many steps lie before it at most. */
  steps: z.array(z.object({ id: StepId, title: z.string(), tool: z.string(), level: z.number().int() })),
  source: PlaybookSource,
  createdAt: z.string().nullable(),
  updatedAt: z.string().nullable(),
});
export type PlaybookView = z.infer<typeof PlaybookView>;

/** A playbook as a file: what another installation needs, and nothing of this one. */
export const PlaybookDocument = z.object({
  format: z.literal("planwright.playbook", "This is not a playbook that Planwright exported."),
  version: z.literal(1, "This playbook was exported by a newer Planwright. This one reads version 1."),
  name: PlaybookName,
  description: PlaybookDescription.default(""),
  phrases: PlaybookPhrases.default([]),
  graph: PlanGraph,
  variables: z
    .array(PlaybookVariable)
    .max(MOST_VARIABLES, `A playbook can have ${MOST_VARIABLES} variable parts at most.`)
    .default([]),
});
export type PlaybookDocument = z.infer<typeof PlaybookDocument>;
