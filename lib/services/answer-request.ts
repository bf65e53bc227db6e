import { z } from "zod";
import { answerIssues } from "#lib/domain/answer-form.ts";
import { ApprovalRequest } from "#lib/domain/approval.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { decide } from "./approvals/decide.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const AnswerRequestInput = z.object({ approvalId: z.string(), answer: JsonObject });

const MOST_CHARS = 1_000_000;

/**
 * Answers a question of a step, which goes on with it. Answering twice changes nothing.
 * @throws DomainError `not_found`; `invalid` with an issue a field when the answer does not fit the form; `forbidden` when it is for others; `conflict`
 */
export async function answerRequest({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AnswerRequestInput>;
}): Promise<void> {
  authorise(ctx.actor, "decide");
  const { approvalId, answer } = parseInput(AnswerRequestInput, input);
  await decide(ctx, approvalId, async ({ tx, workspaceId }) => {
    const row = await tx.approval.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id: approvalId } },
      select: { request: true },
    });
    const request = ApprovalRequest.parse(restoreUnstorable(Json.parse(row.request)));
    if (JSON.stringify(answer).length > MOST_CHARS) {
      throw new DomainError("invalid", "The answer is too long: a million characters are the most.");
    }
    const issues = request.kind === "answer" ? answerIssues(answer, request.form) : [];
    if (issues.length > 0) {
      throw new DomainError(
        "invalid",
        `The answer does not fit the form. ${issues[0]?.message ?? ""}`.trim(),
        {
          issues: issues.map(({ path, message }) => ({ path: ["answer", ...path], message })),
        },
      );
    }
    return { kind: "answer", answer };
  });
}
