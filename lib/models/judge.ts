import { z } from "zod";
import type { Json } from "#lib/domain/json.ts";
import { asData } from "./as-data.ts";
import type { ModelAccess } from "./port.ts";
import { spendCap } from "./spend-cap.ts";

/** Whether an output meets a rubric, and if not what is missing, in sentences; and which model says so. */
export type Verdict = { holds: boolean; missing: string[]; model: string; provider: string };

const Answer = z.object({
  holds: z.boolean().describe("True only when every point of the rubric is met"),
  missing: z
    .array(z.string())
    .describe("What is missing, each in a sentence that says what to do about it; none when it holds"),
});

/** Most characters of an output that are judged: about what fits a model beside everything else. */
const MOST_CHARACTERS = 100_000;
/** A rubric and an output cost a fraction of that; counted is what they could cost at most. */
const CAP_MICROS = 1_000_000;
const OUTPUT_TOKENS = 2_000;

/** Has the checker model judge an output. @throws ModelError; the signal's reason */
export async function judge(
  { models, prompt }: ModelAccess,
  rubric: string,
  output: Json,
  signal: AbortSignal,
): Promise<Verdict> {
  const text = typeof output === "string" ? output : JSON.stringify(output, null, 1);
  const cut = text.length > MOST_CHARACTERS ? "\n(cut off here; judge what is there)" : "";
  const { value, model, provider } = await models.generateObject("checker", {
    purpose: "step.check",
    messages: [
      { role: "system", text: prompt("step.check").text },
      {
        role: "user",
        text: `${asData("rubric", rubric)}\n${asData("output", text.slice(0, MOST_CHARACTERS).toWellFormed() + cut)}`,
      },
    ],
    signal,
    budget: { cap: spendCap(CAP_MICROS), outputTokens: OUTPUT_TOKENS },
    schema: Answer,
    name: "verdict",
  });
  const missing = value.missing
    .map((one) => one.trim().slice(0, 500).toWellFormed())
    .filter((one) => one !== "");
  // A verdict that contradicts itself is no pass.
  const holds = value.holds && missing.length === 0;
  return { holds, missing: missing.slice(0, 20), model, provider };
}
