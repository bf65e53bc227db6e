import type { ModelRole } from "#lib/domain/model.ts";
import { askModels, type AskingMeans, type Try, type TryContext, type TryEnd } from "./ask-models.ts";
import type { Choice } from "./connection.ts";
import { askedAgain, countedTokens, writeOnce, writeStream, type Written } from "./one-try.ts";
import { parseObject } from "./parse-object.ts";
import type { ModelAnswer, ModelMessage, ModelRequest, Models } from "./port.ts";
import { embeddingModel } from "./providers.ts";
import { spendCap } from "./spend-cap.ts";
import { TryError } from "./try-error.ts";

/** The models of a workspace, by the choices of each role in order. */
export function createModels(
  profile: Readonly<Record<ModelRole, readonly Choice[]>>,
  means: AskingMeans,
): Models {
  const ask = <T>(role: ModelRole, request: ModelRequest, attempt: Try<T>) =>
    askModels(role, profile[role], request, means, attempt);
  return {
    has: (role) => profile[role].length > 0,
    choices: (role) => profile[role].map(({ connection, model }) => ({ connectionId: connection.id, model })),
    generateText: (role, request) =>
      drained(
        ask(
          role,
          request,
          atOnce(async ({ choice, signal, hold, used }) => {
            const outputTokens = await hold(request.messages, null);
            const written = await writeOnce(choice, { ...request, json: null, outputTokens, signal });
            used(written.usage);
            return { value: refuseNone(written).text, written };
          }),
        ),
      ),
    generateObject: (role, request) =>
      drained(
        ask(
          role,
          request,
          atOnce(async ({ choice, signal, hold, used }) => {
            const json = { schema: request.schema, name: request.name };
            const write = async (messages: readonly ModelMessage[]) => {
              const outputTokens = await hold(messages, json.schema);
              const written = await writeOnce(choice, { messages, json, outputTokens, signal });
              used(written.usage);
              return refuseNone(written);
            };
            const first = await write(request.messages);
            const read = parseObject(first.text, request.schema);
            if (read.ok) return { value: read.value, written: first };
            refuseCut(first);
            const second = await write(askedAgain(request.messages, first.text, read.problem));
            const again = parseObject(second.text, request.schema);
            if (again.ok) return { value: again.value, written: second };
            refuseCut(second);
            throw new TryError(
              "bad_output",
              `The model's answer is not what was asked for. ${again.problem}`,
            );
          }),
        ),
      ),
    streamText: async function* (role, request) {
      const pieces = ask(role, request, async function* ({ choice, signal, hold, used, quiet }) {
        const json = request.json ?? null;
        const outputTokens = await hold(request.messages, json?.schema ?? null);
        const written = yield* writeStream(choice, { ...request, json, outputTokens, signal }, quiet);
        used(written.usage);
        return { value: refuseNone(written).text, written };
      });
      let next = await pieces.next();
      try {
        for (; !next.done; next = await pieces.next()) yield next.value;
      } finally {
        // A reader that stops early ends the provider's stream too.
        if (!next.done) await pieces.return(undefined as never);
      }
      yield { kind: "answer", answer: next.value };
    },
    embed: (texts, signal) => {
      const request: ModelRequest = {
        purpose: "embed",
        messages: [],
        signal,
        budget: { cap: spendCap(null), outputTokens: 0 },
      };
      return drained(
        ask(
          "embedding",
          request,
          atOnce(async (context) => {
            const value = await vectorsOf(context, texts);
            return { value, written: { text: "", finish: "stop", usage: NOTHING_WRITTEN } };
          }),
        ),
      );
    },
  };
}

/** A try that gives nothing before its end. */
function atOnce<T>(work: (context: TryContext) => Promise<TryEnd<T>>): Try<T> {
  return (context) => ({ next: async () => ({ done: true, value: await work(context) }) });
}

const NOTHING_WRITTEN = { inputTokens: null, cachedTokens: null, outputTokens: 0, reasoningTokens: null };
/** What providers take at once without complaint. */
const TEXTS_AT_ONCE = 90;

async function vectorsOf(
  { choice, signal, hold, used }: TryContext,
  texts: readonly string[],
): Promise<number[][]> {
  const model = embeddingModel(choice);
  if (model === null)
    throw new TryError(
      "bad_request",
      `“${choice.connection.name}” has no embedding models. Choose another connection.`,
    );
  const vectors: number[][] = [];
  for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
    const values = texts.slice(at, at + TEXTS_AT_ONCE);
    await hold(
      values.map((text) => ({ role: "user", text })),
      null,
    );
    const { embeddings, usage } = await model.doEmbed({ values, abortSignal: signal });
    used({ ...NOTHING_WRITTEN, inputTokens: countedTokens(usage?.tokens) || null });
    const length = embeddings[0]?.length ?? 0;
    const fits = embeddings.length === values.length && length > 0;
    if (!fits || embeddings.some((vector) => vector.length !== length || !vector.every(Number.isFinite)))
      throw new TryError("bad_output", `“${choice.connection.name}” did not give one vector for each text.`);
    vectors.push(...embeddings);
  }
  return vectors;
}

/** The answer, unless there is none or the provider's filter held it back. */
function refuseNone(written: Written): Written {
  if (written.finish === "other" && written.text === "")
    throw new TryError("unavailable", "The model ended without an answer and without a reason.", {
      again: true,
    });
  if (written.finish !== "filtered") return written;
  throw new TryError("refused", "The model's provider held its answer back because of its content rules.");
}

function refuseCut({ finish }: Written): void {
  if (finish === "length")
    throw new TryError(
      "too_long",
      "The model's answer was cut off at its token limit before it was complete.",
    );
}

async function drained<T>(asking: AsyncGenerator<unknown, ModelAnswer<T>>): Promise<ModelAnswer<T>> {
  for (;;) {
    const next = await asking.next();
    if (next.done) return next.value;
  }
}
