import type { ServerResponse } from "node:http";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { ProviderKind } from "#lib/domain/model.ts";
import { modelErrorOf, modelRequest, modelsOf, partsOf } from "#lib/testing/asking.ts";
import { askingMeans, choiceAt, MODELS, startRawServer, tokens } from "#lib/testing/fake-models.ts";
import { fileModels } from "#lib/testing/file-models.ts";
import { Breakers } from "./breaker.ts";
import { spendCap } from "./spend-cap.ts";
import type { ModelStreamPart } from "./port.ts";

const mock = await fileModels();

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const Plan = z.object({ steps: z.array(z.object({ title: z.string() })), note: z.string().optional() });
const GOOD = JSON.stringify({ steps: [{ title: "Look" }, { title: "Leap" }] });

function textSince(all: readonly ModelStreamPart[]): string {
  return all.reduce(
    (text, part) => (part.kind === "restart" ? "" : part.kind === "text" ? text + part.text : text),
    "",
  );
}

async function raw(answer: (response: ServerResponse, path: string) => void): Promise<string> {
  const server = await startRawServer((incoming, response) => {
    incoming.resume();
    incoming.on("end", () => answer(response, incoming.url ?? ""));
  });
  closers.push(server.close);
  return server.address;
}

describe.each(ProviderKind.options)("%s", (kind) => {
  const choice = () => choiceAt(mock.url, kind);
  const priced = kind !== "compatible";

  test("text comes with usage, cost and who answered", async () => {
    mock.onMessage(/picnic/, { content: "Bring bread.", usage: tokens(120, 30) });
    const { generateText, means } = modelsOf([choice()]);
    const answer = await generateText("executor", modelRequest());
    expect(answer).toMatchObject({ value: "Bring bread.", text: "Bring bread.", finish: "stop", failed: [] });
    expect(answer).toMatchObject({ provider: kind, model: MODELS[kind] });
    expect(answer.spend.usage).toMatchObject({ inputTokens: 120, outputTokens: 30 });
    if (priced) expect(answer.spend.costMicros).toBeGreaterThan(0);
    else expect(answer.spend.costMicros).toBeNull();
    expect(answer.priceTable === null).toBe(!priced);
    expect(means.recorded).toMatchObject([
      { role: "executor", purpose: "test", failure: null, model: MODELS[kind] },
    ]);
    expect(means.recorded[0]?.costMicros).toBe(answer.spend.costMicros);
  });

  test("an object fits its schema; one that does not is asked for once more, told what is wrong", async () => {
    mock.onMessage(/picnic/, { content: `Sure! \`\`\`json\n${GOOD}\n\`\`\`` });
    const { generateObject } = modelsOf([choice()]);
    const answer = await generateObject("planner", { ...modelRequest(), schema: Plan, name: "plan" });
    expect(answer.value.steps.map((step) => step.title)).toEqual(["Look", "Leap"]);

    mock.reset();
    mock.onMessage(/picnic/, { content: '{"steps":[{"name":"Look"}]}', usage: tokens(10, 5) });
    mock.onMessage(/cannot be used.*steps\.0\.title/s, { content: GOOD, usage: tokens(20, 5) });
    const again = await generateObject("planner", { ...modelRequest(), schema: Plan, name: "plan" });
    expect(again.value.steps).toHaveLength(2);
    expect(again.spend.usage).toMatchObject({ inputTokens: 30, outputTokens: 10 });
  });

  test("a provider that refuses the answer's format is told it in words", async () => {
    let asked = 0;
    const odd = choiceAt(mock.url, kind, kind, `${MODELS[kind]}-odd`);
    mock.on(
      { userMessage: /picnic/, predicate: () => asked++ === 0 },
      { error: { message: "schema not supported" }, status: 400 },
    );
    mock.onMessage(/picnic/, { content: GOOD });
    const { generateObject } = modelsOf([odd]);
    const answer = await generateObject("planner", { ...modelRequest(), schema: Plan, name: "plan" });
    expect(answer.value.steps).toHaveLength(2);
    expect(answer.failed).toEqual([]);
    expect(JSON.stringify(mock.getLastRequest()?.body)).toContain("JSON Schema");
    await generateObject("planner", { ...modelRequest(), schema: Plan, name: "plan" });
    expect(mock.getRequests()).toHaveLength(3);
  });

  test("what never fits is an error that keeps the text's cost, and the next model is asked", async () => {
    mock.onMessage(/./s, { content: "I would rather talk about ducks.", usage: tokens(10, 5) });
    const { generateObject } = modelsOf([choice()]);
    const error = await modelErrorOf(
      generateObject("planner", { ...modelRequest(), schema: Plan, name: "plan" }),
    );
    expect(error.code).toBe("bad_output");
    expect(error.spend.usage).toMatchObject({ inputTokens: 20, outputTokens: 10 });
  });

  test("text is streamed as it is written, with its usage at the end", async () => {
    const long = "Bread, cheese and apples in a basket, and a blanket to sit on.";
    mock.onMessage(/picnic/, { content: long, usage: tokens(12, 34) }, { chunkSize: 5 });
    const { streamText } = modelsOf([choice()]);
    const all = await partsOf(streamText("executor", modelRequest()));
    expect(all.filter((part) => part.kind === "text").length).toBeGreaterThan(5);
    expect(textSince(all)).toBe(long);
    expect(all.at(-1)).toMatchObject({ kind: "answer", answer: { value: long, finish: "stop" } });
    const last = all.at(-1);
    if (last?.kind === "answer") {
      expect(last.answer.spend.usage).toMatchObject({ inputTokens: 12, outputTokens: 34 });
      expect(last.answer.spend.costMicros === null).toBe(!priced);
    }
  });

  test("JSON can be streamed", async () => {
    mock.onMessage(/picnic/, { content: GOOD }, { chunkSize: 6 });
    const { streamText } = modelsOf([choice()]);
    const all = await partsOf(
      streamText("planner", { ...modelRequest(), json: { schema: Plan, name: "plan" } }),
    );
    expect(JSON.parse(textSince(all))).toEqual(JSON.parse(GOOD));
  });

  test("a wrong key is said to be one, and not asked with again", async () => {
    mock.onMessage(/./s, { error: { message: "Incorrect API key provided: key-of-x" }, status: 401 });
    const { generateText, means } = modelsOf([choice()]);
    const error = await modelErrorOf(generateText("executor", modelRequest()));
    expect(error.code).toBe("unauthorised");
    expect(error.message).toContain("API key");
    expect(error.message).not.toContain("key-of-");
    expect(means.recorded).toHaveLength(1);
  });

  test("too many requests: it waits as long as it is asked to", async () => {
    mock.nextRequestError(429, { message: "slow down" });
    mock.onMessage(/picnic/, { content: "Now." });
    const { generateText, means } = modelsOf([choice()]);
    const answer = await generateText("executor", modelRequest());
    expect(answer.value).toBe("Now.");
    expect(answer.failed).toMatchObject([{ code: "rate_limited" }]);
    expect(means.pauses).toEqual([1_000]);

    mock.reset();
    mock.onMessage(/picnic/, { error: { message: "quota" }, status: 429, retryAfter: 7 });
    const busy = modelsOf([choice()]);
    expect((await modelErrorOf(busy.generateText("executor", modelRequest()))).code).toBe("rate_limited");
    expect(busy.means.pauses).toEqual([7_000, 7_000]);

    mock.reset();
    mock.onMessage(/picnic/, { error: { message: "quota" }, status: 429, retryAfter: 3_600 });
    const gone = modelsOf([choice()]);
    await modelErrorOf(gone.generateText("executor", modelRequest()));
    expect(gone.means.pauses).toEqual([]);
  });

  test("trouble of the provider's own is tried again, three times in all", async () => {
    mock.onMessage(/./s, { error: { message: "oops" }, status: 500 });
    const { streamText, means } = modelsOf([choice()]);
    const error = await modelErrorOf(partsOf(streamText("executor", modelRequest())));
    expect(error.code).toBe("unavailable");
    expect(means.recorded.map((call) => call.failure)).toEqual(["unavailable", "unavailable", "unavailable"]);
    expect(means.pauses).toEqual([500, 1_000]);
  });

  test("an unknown model is named", async () => {
    mock.onMessage(/./s, { error: { message: "The model does not exist" }, status: 404 });
    const error = await modelErrorOf(modelsOf([choice()]).generateText("executor", modelRequest()));
    expect(error.code).toBe("unknown_model");
    expect(error.message).toContain(MODELS[kind]);
  });

  test("a stream that drops in the middle begins anew, and what came is void", async () => {
    const text = "a long answer that is cut somewhere in its middle, surely";
    let asked = 0;
    const first = { userMessage: /picnic/, predicate: () => asked++ === 0 };
    mock.on(
      first,
      { content: text },
      { chunkSize: 4, truncateAfterChunks: 9, streamingProfile: { ttft: 1, tps: 100 } },
    );
    mock.onMessage(/picnic/, { content: "whole" }, { chunkSize: 2 });
    const { streamText } = modelsOf([choice()]);
    const all = await partsOf(streamText("executor", modelRequest()));
    expect(all.map((part) => part.kind)).toContain("restart");
    expect(textSince(all)).toBe("whole");
    const last = all.at(-1);
    // Nobody said what the broken answer cost, so nobody knows the sum.
    if (last?.kind === "answer") expect(last.answer.spend.costMicros).toBeNull();
  });

  test.each([
    ["no JSON", "<html>gateway</html>", "text/html"],
    ["half a JSON", '{"id":"x","choices":[{"mess', "application/json"],
    ["JSON of another kind", '{"hello":"world"}', "application/json"],
    ["nothing", "", "application/json"],
  ])("a body that is %s is an error like another", async (_name, body, type) => {
    const address = await raw((response) => {
      response.writeHead(200, { "content-type": type }).end(body);
    });
    const { generateText, means } = modelsOf([choiceAt(address, kind)]);
    const error = await modelErrorOf(generateText("executor", modelRequest()));
    expect(error.code).toBe("unavailable");
    expect(means.recorded).toHaveLength(3);
  });

  test("one that hangs is given up when its time is over", async () => {
    const address = await raw(() => undefined);
    const { generateText } = modelsOf([choiceAt(address, kind)]);
    const error = await modelErrorOf(generateText("executor", modelRequest({ timeoutMs: 50 })));
    expect(error.code).toBe("timeout");
  });

  test("an abort ends the call and its connection, also amid a stream", async () => {
    const stop = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const address = await raw((response) => {
      closed = once(response, "close");
      stop.abort(new Error("enough"));
    });
    const { generateText } = modelsOf([choiceAt(address, kind)]);
    await expect(generateText("executor", modelRequest({ signal: stop.signal }))).rejects.toThrow("enough");
    await closed;

    const second = new AbortController();
    mock.onMessage(
      /picnic/,
      { content: "word ".repeat(200) },
      { chunkSize: 5, streamingProfile: { ttft: 1, tps: 20 } },
    );
    const { streamText, means } = modelsOf([choice()]);
    const reading = (async () => {
      for await (const part of streamText("executor", modelRequest({ signal: second.signal })))
        if (part.kind === "text") second.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
    expect(means.recorded).toMatchObject([{ failure: "aborted" }]);
  });

  test("an address that sends the request elsewhere gets no key", async () => {
    const seen: string[] = [];
    const other = await raw((response, path) => {
      seen.push(path);
      response.writeHead(200).end("{}");
    });
    const address = await raw((response) => {
      response.writeHead(307, { location: `${other}/stolen` }).end();
    });
    const error = await modelErrorOf(
      modelsOf([choiceAt(address, kind)]).generateText("executor", modelRequest()),
    );
    expect(error.code).toBe("unavailable");
    expect(seen).toEqual([]);
  });
});

describe("the chain", () => {
  test("fallbacks are asked in order, and the answer says who failed before", async () => {
    mock.on({ userMessage: /picnic/, model: MODELS.openai }, { error: { message: "no" }, status: 401 });
    mock.on({ userMessage: /picnic/, model: MODELS.anthropic }, { error: { message: "no" }, status: 529 });
    mock.on({ userMessage: /picnic/, model: MODELS.google }, { content: "third" });
    const { generateText, means } = modelsOf([
      choiceAt(mock.url, "openai"),
      choiceAt(mock.url, "anthropic"),
      choiceAt(mock.url, "google"),
    ]);
    const answer = await generateText("planner", modelRequest());
    expect(answer).toMatchObject({ value: "third", provider: "google" });
    expect(answer.failed.map((one) => one.provider)).toEqual([
      "openai",
      "anthropic",
      "anthropic",
      "anthropic",
    ]);
    expect(means.recorded).toHaveLength(5);
  });

  test("no model, and none that answers, are said in words a person can act on", async () => {
    const none = await modelErrorOf(modelsOf([]).generateText("planner", modelRequest()));
    expect(none).toMatchObject({ code: "not_configured" });
    expect(none.message).toContain("Settings");
    mock.onMessage(/./s, { error: { message: "no" }, status: 401 });
    const both = modelsOf([choiceAt(mock.url, "openai"), choiceAt(mock.url, "anthropic")]);
    const error = await modelErrorOf(both.generateText("planner", modelRequest()));
    expect(error.message).toContain("“openai”");
    expect(error.message).toContain("“anthropic”");
  });

  test("a provider that fails again and again is left alone, then tried by one", async () => {
    let now = 0;
    const breakers = new Breakers(() => now);
    mock.onMessage(/./s, { error: { message: "down" }, status: 503 });
    const first = modelsOf([choiceAt(mock.url, "openai")], askingMeans({ breakers }));
    await modelErrorOf(first.generateText("planner", modelRequest()));
    await modelErrorOf(first.generateText("planner", modelRequest()));
    const asked = mock.getRequests().length;
    expect(asked).toBe(5);
    const blocked = await modelErrorOf(first.generateText("planner", modelRequest()));
    expect(blocked.message).toContain("in a row");
    expect(mock.getRequests()).toHaveLength(asked);
    now += 30_000;
    mock.reset();
    mock.onMessage(/./s, { content: "back" });
    await expect(first.generateText("planner", modelRequest())).resolves.toMatchObject({ value: "back" });
    expect(breakers.waitMs("openai")).toBe(0);
  });

  test("a budget limits what a try may write and how often it is tried", async () => {
    mock.onMessage(/picnic/, { content: "cheap", usage: tokens(100, 50) });
    const { generateText } = modelsOf([choiceAt(mock.url, "openai")]);
    await generateText("planner", modelRequest({ budget: { cap: spendCap(1_000), outputTokens: 100_000 } }));
    const body = mock.getLastRequest()?.body as {
      max_tokens?: number;
      max_output_tokens?: number;
      max_completion_tokens?: number;
    };
    const asked = body.max_output_tokens ?? body.max_completion_tokens ?? body.max_tokens;
    expect(asked).toBeGreaterThan(64);
    expect(asked).toBeLessThan(1_000);
    const error = await modelErrorOf(
      generateText("planner", modelRequest({ budget: { cap: spendCap(5), outputTokens: 1_000 } })),
    );
    expect(error.code).toBe("over_budget");
  });

  test("an answer cut at its limit is no object, and a filtered one is a refusal", async () => {
    mock.onMessage(/picnic/, { content: GOOD.slice(0, 30), finishReason: "length" });
    const { generateObject, generateText } = modelsOf([choiceAt(mock.url, "compatible")]);
    const cut = await modelErrorOf(
      generateObject("planner", { ...modelRequest(), schema: Plan, name: "plan" }),
    );
    expect(cut.code).toBe("too_long");
    mock.reset();
    mock.onMessage(/picnic/, { content: "", finishReason: "content_filter" });
    expect((await modelErrorOf(generateText("planner", modelRequest()))).code).toBe("refused");
  });
});

describe("embeddings", () => {
  test.each(["openai", "google", "compatible"] as const)(
    "%s gives a vector for each text, in order",
    async (kind) => {
      mock.onEmbedding(/one/, { embedding: [1, 0, 0] });
      mock.onEmbedding(/two/, { embedding: [0, 1, 0] });
      const { embed } = modelsOf([choiceAt(mock.url, kind, kind, "text-embedding-3-small")]);
      const answer = await embed(["number one"], new AbortController().signal);
      expect(answer.value).toEqual([[1, 0, 0]]);
    },
  );

  test("a provider without them says so", async () => {
    const error = await modelErrorOf(
      modelsOf([choiceAt(mock.url, "anthropic")]).embed(["x"], new AbortController().signal),
    );
    expect(error.message).toContain("no embedding models");
  });
});
