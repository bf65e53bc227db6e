import { z } from "zod";
import { Prisma, type Attempt, type ModelCall, type ToolCall } from "#lib/db/generated/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import {
  AttemptView,
  modelUse,
  type ModelCallView,
  StepError,
  ToolCallView,
  type StepRunDetail,
  type StepRunView,
} from "#lib/domain/run.ts";
import { Step } from "#lib/domain/step.ts";
import { undoArguments } from "#lib/ledger/offer-undo.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { childrenOf } from "./runs/related-runs.ts";
import { noStep, toStepKey } from "./runs/run-keys.ts";
import { shownOutput, shownValue } from "./runs/stored-outputs.ts";

export const GetStepRunInput = z.object({ runId: z.string(), stepId: z.string() });

/** A step that was tried again and again may have asked hundreds of times. */
const MOST_MODEL_CALLS = 50;

/**
 * Everything of one step in a run: arguments, output (its files named, not contained), attempts, tool calls and requests to models.
 * @throws DomainError `not_found`
 */
export async function getStepRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetStepRunInput>;
}): Promise<StepRunDetail> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId, stepId } = parseInput(GetStepRunInput, input);
  const key = toStepKey(workspaceId, runId, stepId);
  return ctx.db.$transaction(
    async (tx) => {
      const [step] = await stepViews(tx, key, [stepId]);
      if (!step) throw noStep();
      const row = await tx.stepRun.findUniqueOrThrow({
        where: { workspaceId_runId_stepId: key },
        select: {
          step: true,
          input: true,
          output: true,
          undoes: true,
          lockedBy: true,
          startedAt: true,
        },
      });
      const ended = await tx.attempt.findMany({ where: key, orderBy: { attempt: "asc" } });
      const toolCalls = await tx.toolCall.findMany({ where: key, orderBy: { id: "asc" } });
      const modelCalls = await tx.modelCall.findMany({
        where: key,
        orderBy: { id: "desc" },
        take: MOST_MODEL_CALLS,
      });
      const { lockedBy: workerId, startedAt } = row;
      const running = step.status === "running" && startedAt !== null && { workerId, startedAt };
      return {
        step,
        children: await childrenOf(tx, key),
        // Whoever approves that a call is undone must see with what.
        input: row.undoes === null ? shownValue(row.input) : undoArguments(Step.parse(row.step)),
        ...(await shownOutput(tx, key, row.output)),
        attempts: [
          ...ended.map(attemptView),
          ...(running
            ? [
                attemptView({
                  ...running,
                  attempt: step.attempt,
                  status: "running",
                  finishedAt: null,
                  error: null,
                }),
              ]
            : []),
        ],
        modelCalls: modelCalls.toReversed().map(modelCallView),
        toolCalls: toolCalls.map((call) => toolCallView(withResult(call, step, row.output))),
      };
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead },
  );
}

function attemptView(row: Omit<Attempt, "workspaceId" | "runId" | "stepId" | "parked">): AttemptView {
  return AttemptView.parse({
    attempt: row.attempt,
    status: row.status,
    workerId: row.workerId,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error: row.error,
  });
}

/** A call whose result is its step's output has none of its own; what a person put in the output's place is not the result. */
function withResult(call: ToolCall, step: StepRunView, output: unknown): ToolCall {
  const last = call.status === "succeeded" && call.attempt === step.attempt;
  const isOutput = last && call.result === null && step.corrected === null;
  return isOutput ? { ...call, result: output as ToolCall["result"] } : call;
}

function modelCallView(row: ModelCall): ModelCallView {
  const { id, purpose, provider, model, failure, seconds } = row;
  return { id, purpose, provider, model, use: modelUse(row), failure, seconds };
}

function toolCallView(row: ToolCall): ToolCallView {
  return ToolCallView.parse({
    ...row,
    args: shownValue(row.args),
    result: shownValue(row.result),
    error: StepError.nullable().parse(row.error),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    costMicros: Number(row.costMicros),
  });
}
