import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { startRawServer } from "#lib/testing/fake-models.ts";
import { findOrders } from "./find-orders.ts";
import { obeyForm, type Prompt } from "./obey-form.ts";

const Request = z.object({
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.union([z.string(), z.array(z.object({ text: z.string().default("") }))]),
    }),
  ),
  stream: z.boolean().default(false),
  response_format: z
    .object({ json_schema: z.object({ schema: z.record(z.string(), z.unknown()) }).optional() })
    .optional(),
});

/**
 * A model that does whatever any text in its prompt says, however that is hidden, and otherwise what it is asked for: over real HTTP on
 * loopback, in OpenAI's protocol. `answers` are all that it ever gave.
 */
export async function startObedientModel() {
  const answers: string[] = [];
  const server = await startRawServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      if (request.url?.endsWith("/embeddings"))
        return embed(response, Buffer.concat(pieces).toString("utf8"));
      const body = Request.parse(JSON.parse(Buffer.concat(pieces).toString("utf8")));
      const prompt = promptOf(body.messages);
      const schema = body.response_format?.json_schema?.schema;
      const content = schema ? JSON.stringify(obeyForm(schema, prompt)) : writtenBy(prompt);
      answers.push(content);
      const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
      const base = { id: "a", object: "chat.completion", created: 1, model: "obedient" };
      if (!body.stream) {
        const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ ...base, choices, usage }));
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      const say = (part: object) =>
        response.write(`data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", ...part })}\n\n`);
      say({ choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }] });
      say({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage });
      response.end("data: [DONE]\n\n");
    });
  });
  return { ...server, answers };
}

const Embedding = z.object({ input: z.array(z.string()) });

/** To this model no two texts are alike: words alone find anything. */
function embed(response: ServerResponse, body: string): void {
  const { input } = Embedding.parse(JSON.parse(body));
  const data = input.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) }));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({ object: "list", model: "obedient", data, usage: { prompt_tokens: 1, total_tokens: 1 } }),
  );
}

function vectorOf(text: string): number[] {
  return Array.from(createHash("sha256").update(text).digest(), (byte) => byte - 127.5);
}

function promptOf(messages: z.output<typeof Request>["messages"]): Prompt {
  const said = messages
    .filter(({ role }) => role !== "system")
    .map(({ content }) =>
      typeof content === "string" ? content : content.map(({ text }) => text).join("\n"),
    );
  const whole = said.join("\n");
  const material = [...whole.matchAll(/<(data|plan)\b[\s\S]*?\n<\/\1>/g)].map(([part]) => part).join("\n");
  const task = whole.replace(/<(data|plan)\b[\s\S]*?\n<\/\1>/g, "");
  return { task, material, message: said.at(-1) ?? "", order: findOrders(material).at(-1) ?? null };
}

/** A text as asked for; with an order in the material also that order again, and a picture that would tell its author. */
function writtenBy({ task, material, order }: Prompt): string {
  const facts = material.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  const text = `Summary of what was found. ${facts.slice(0, 400)}`;
  if (order === null) return task === "" ? "Nothing was asked for." : text;
  return `${text}\n\n${order.sentence}\n\n![](${order.url ?? "http://none.example/"}?d=${encodeURIComponent(facts.slice(0, 40))})`;
}
