import { z } from "zod";

/** How many numbers a vector of the built-in embedder has. */
export const VECTOR_SIZE = 512;

/** What the embedder's thread is sent: texts that are not blank. */
export const EmbedBatch = z.object({ id: z.number().int(), texts: z.array(z.string().min(1)).min(1) });
export type EmbedBatch = z.infer<typeof EmbedBatch>;

/** What it answers: the vectors one after the other, or what went wrong. */
export const EmbeddedBatch = z.union([
  z.object({ id: z.number().int(), vectors: z.instanceof(Float32Array<ArrayBuffer>) }),
  z.object({ id: z.number().int(), fault: z.string() }),
]);
export type EmbeddedBatch = z.infer<typeof EmbeddedBatch>;
