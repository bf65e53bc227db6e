import type { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { ModelChoice, ModelRole, type ConnectionTest } from "#lib/domain/model.ts";
import { Breakers } from "#lib/models/breaker.ts";
import { createModels } from "#lib/models/create-models.ts";
import { connectionsOf } from "#lib/models/model-profiles.ts";
import { ModelError } from "#lib/models/port.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { askingMeansOf } from "#lib/models/workspace-models.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const TestModelInput = ModelChoice.extend({ role: ModelRole });

const TIMEOUT_MS = 20_000;
/** Enough for a word, and for models that think before it. */
const TOKENS = 200;

/**
 * Asks a model for one word (or one vector) and says whether that works, or what is wrong and what to do about it.
 * @param signal ends it when nobody waits for the answer any more
 * @throws DomainError `not_found` when the connection is gone; the signal's reason
 */
export async function testModel({
  ctx,
  input,
  signal: given,
}: {
  ctx: ServiceContext;
  input: z.input<typeof TestModelInput>;
  signal?: AbortSignal;
}): Promise<ConnectionTest> {
  const workspaceId = authorise(ctx.actor, "own");
  const { role, connectionId, model } = parseInput(TestModelInput, input);
  const connection = (await connectionsOf(ctx.db, workspaceId)).find(({ id }) => id === connectionId);
  if (!connection) throw new DomainError("not_found", "This connection is gone. Reload the page.");
  const choices = [{ connection, model }];
  const models = createModels(
    { planner: choices, executor: choices, checker: choices, embedding: choices },
    {
      ...askingMeansOf({ db: ctx.db, log: createLogger("models") }, workspaceId, {}),
      // A person who has just mended something must not be told to wait, nor wait for a second try.
      breakers: new Breakers(),
      mostTries: 1,
    },
  );
  const late = AbortSignal.timeout(TIMEOUT_MS);
  const signal = given ? AbortSignal.any([given, late]) : late;
  const begun = performance.now();
  try {
    const { spend } =
      role === "embedding"
        ? await models.embed(["Planwright"], signal)
        : await models.generateText(role, {
            purpose: "test",
            messages: [{ role: "user", text: "Answer with the one word: ready" }],
            signal,
            budget: { cap: spendCap(null), outputTokens: TOKENS },
          });
    return { ok: true, seconds: (performance.now() - begun) / 1_000, costMicros: spend.costMicros };
  } catch (cause) {
    if (cause instanceof ModelError) return { ok: false, code: cause.code, message: cause.message };
    if (late.aborted) {
      const message = `“${connection.name}” did not answer within ${TIMEOUT_MS / 1_000} s. Check its address and that it runs.`;
      return { ok: false, code: "timeout", message };
    }
    throw cause;
  }
}
