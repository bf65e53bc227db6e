import { z } from "zod";
import { judge } from "#lib/models/judge.ts";
import { ModelError } from "#lib/models/port.ts";
import { defineTool, ToolError, type ToolContext } from "../contract.ts";
import { checkByRules, TextFigures, TextFinding } from "../text/check-text.ts";

const Terms = z.array(z.string().trim().min(1, "A term is empty.").max(200)).max(100);
const Words = z.number().int().min(0).max(1_000_000);

const Input = z.object({
  text: z.string().min(1, "The text is empty.").max(200_000).meta({
    title: "Text",
    description: "The text to check, such as the output of an earlier step.",
  }),
  rubric: z.string().trim().max(4_000).optional().meta({
    title: "Rubric",
    description: "What makes the text good, in sentences; a checker model judges it.",
  }),
  required: Terms.optional().meta({
    title: "Must have",
    description: "Words or headings that must be in the text.",
  }),
  forbidden: Terms.optional().meta({
    title: "Must not have",
    description: "Words that must not be in the text.",
  }),
  minWords: Words.optional().meta({ title: "Least words", description: "How many words it must have." }),
  maxWords: Words.optional().meta({ title: "Most words", description: "How many words it may have." }),
  minReadingEase: z.number().min(0).max(100).optional().meta({
    title: "Least reading ease",
    description: "Flesch reading ease that an English text must have: 60 is plain language.",
  }),
});

const Output = z.object({
  passes: z.boolean().describe("True when nothing that was checked is wrong"),
  findings: z.array(TextFinding).describe("What is not right"),
  figures: TextFigures.describe("How long the text is and how hard to read"),
  rubric: z
    .enum(["met", "not met", "not judged"])
    .nullable()
    .describe("What a model says of the rubric; “not judged” when no checker model is connected"),
  assembled: z.boolean().describe("True when only rules checked it; false when a model judged it too"),
  model: z.string().nullable().describe("The model that judged the rubric, if one did"),
});

/** Checks a text: rules by themselves, a rubric by the checker model; without a model only by the rules, and labelled so. */
export const textCheck = defineTool({
  name: "text.check",
  title: "Check text",
  description:
    "Checks a text: what it must and must not have, its length, how hard it is to read; and a rubric, which the checker model judges. Where none is connected it checks by the rules alone and says so.",
  input: Input,
  output: Output,
  sideEffect: "read",
  timeoutSeconds: 120,
  typicalSeconds: 1,
  // What models cost is counted apart, by call.
  costMicros: 0,
  asks: { role: "checker", prompt: "step.check", outputTokens: { p50: 80, p90: 300 } },
  unavailable: () => null,
  run: async ({ text, rubric = "", ...rules }, context) => {
    context.signal.throwIfAborted();
    const { findings, figures } = checkByRules(text, {
      required: rules.required ?? [],
      forbidden: rules.forbidden ?? [],
      minWords: rules.minWords ?? null,
      maxWords: rules.maxWords ?? null,
      minReadingEase: rules.minReadingEase ?? null,
    });
    const verdict = rubric === "" ? null : await judged(rubric, text, context);
    const said = [
      ...findings,
      ...(verdict?.missing ?? []).map((message) => ({ rule: "rubric" as const, message, line: null })),
    ];
    const passes = said.length === 0 && verdict?.holds !== false;
    const by =
      verdict?.model != null
        ? `rules and ${verdict.model}`
        : `rules${verdict ? "; the rubric was not judged, for no checker model is connected" : ""}`;
    return {
      output: {
        passes,
        findings: said,
        figures,
        rubric:
          verdict === null
            ? null
            : verdict.model === null
              ? ("not judged" as const)
              : verdict.holds
                ? ("met" as const)
                : ("not met" as const),
        assembled: verdict?.model == null,
        model: verdict?.model ?? null,
      },
      summary: `${passes ? "Nothing is wrong" : `${said.length || 1} ${said.length > 1 ? "things are" : "thing is"} wrong`}, by ${by}.`,
    };
  },
});

type Judgement = { holds: boolean | null; missing: string[]; model: string | null };

/** @throws ToolError when the checker model could not; a provider's passing trouble is retryable */
async function judged(rubric: string, text: string, { asking, signal }: ToolContext): Promise<Judgement> {
  const access = await asking();
  if (!access.models.has("checker")) return { holds: null, missing: [], model: null };
  try {
    return await judge(access, rubric, text, signal);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new ToolError(`model_${cause.code}`, cause.message, { retryable: cause.passing, cause });
  }
}
