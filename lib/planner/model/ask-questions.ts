import { z } from "zod";
import type { PlanQuestion } from "#lib/domain/goal.ts";
import { storableLine } from "#lib/domain/text.ts";
import { ModelError } from "#lib/models/port.ts";
import type { Asked, DraftRequest } from "../ports.ts";
import { describeDocuments, describeGoal } from "./describe-material.ts";
import type { ModelDrafting } from "./model-drafter.ts";

const Answer = z.object({
  questions: z
    .array(
      z.object({
        question: z.string().describe("One plain question"),
        default: z.string().describe("The answer to take when the person gives none"),
        why: z.string().describe("What the answer changes, in half a sentence"),
      }),
    )
    .describe("Three at most; none when nothing important is missing"),
});

/** What the planner model would like to know before it drafts; a model that cannot answer has no questions. */
export async function askQuestions(
  { models, prompts }: ModelDrafting,
  request: DraftRequest,
): Promise<{ questions: PlanQuestion[]; asked: Asked }> {
  try {
    const { value, spend, provider, model, failed } = await models.generateObject("planner", {
      purpose: "plan.understand",
      messages: [
        { role: "system", text: prompts("plan.understand").text },
        {
          role: "user",
          text: [
            describeDocuments(request.documents, request.attachments),
            describeGoal(request.analysis, request.today, []),
          ].join("\n\n"),
        },
      ],
      signal: request.signal,
      budget: request.budget,
      schema: Answer,
      name: "questions",
    });
    const cut = (text: string) => storableLine(text, 300);
    const questions = value.questions
      .map((one, index) => ({
        id: `question-${index + 1}`,
        question: cut(one.question),
        default: cut(one.default),
        why: cut(one.why),
      }))
      .filter((one) => one.question !== "" && one.default !== "")
      .slice(0, 3);
    return { questions, asked: { spend, provider, model, failed } };
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    return {
      questions: [],
      asked: { spend: cause.spend, provider: null, model: null, failed: [...cause.failed] },
    };
  }
}
