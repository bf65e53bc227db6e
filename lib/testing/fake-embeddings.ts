import { createHash } from "node:crypto";
import { z } from "zod";
import { startRawServer } from "./fake-models.ts";

const Request = z.object({ model: z.string(), input: z.union([z.string(), z.array(z.string())]) });

const DIMENSION = 64;
/** Words that mean the same to this server. */
const SAME: Readonly<Record<string, string>> = { seal: "walrus", food: "oysters" };

/**
 * A server on loopback that speaks OpenAI's protocol for embeddings: a text's vector is the sum of its words', each at random but
 * always the same, so that texts are alike as far as they share words, or words that mean the same here. The model "refuses" does.
 */
export async function startFakeEmbeddings() {
  const state = { down: false };
  const server = await startRawServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { model, input } = Request.parse(JSON.parse(Buffer.concat(pieces).toString("utf8")));
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      };
      if (state.down) return answer(500, { error: { message: "down" } });
      if (model === "refuses") return answer(401, { error: { message: "no such key" } });
      const texts = typeof input === "string" ? [input] : input;
      answer(200, {
        object: "list",
        model,
        data: texts.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) })),
        usage: { prompt_tokens: texts.join(" ").length, total_tokens: texts.join(" ").length },
      });
    });
  });
  return {
    ...server,
    dimension: DIMENSION,
    get down() {
      return state.down;
    },
    set down(down: boolean) {
      state.down = down;
    },
  };
}

function vectorOf(text: string): number[] {
  const sum = Array<number>(DIMENSION).fill(0);
  for (const word of text.toLowerCase().match(/[a-z]{4,}/g) ?? ["nothing"]) {
    const bytes = createHash("sha512")
      .update(SAME[word] ?? word)
      .digest();
    for (let at = 0; at < DIMENSION; at++) sum[at] = (sum[at] ?? 0) + (bytes[at] ?? 0) / 127.5 - 1;
  }
  return sum;
}
