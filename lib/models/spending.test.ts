import type { IncomingMessage, ServerResponse } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { ProviderKind } from "#lib/domain/model.ts";
import { modelErrorOf, modelRequest, modelsOf, partsOf } from "#lib/testing/asking.ts";
import { askingMeans, choiceAt, startRawServer, tokens } from "#lib/testing/fake-models.ts";
import { fileModels } from "#lib/testing/file-models.ts";
import { countedTokens } from "./one-try.ts";
import { ModelError } from "./port.ts";
import { costOf } from "./prices.ts";
import { spendCap, type SpendCap } from "./spend-cap.ts";

const mock = await fileModels();

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function server(
  answer: (body: string, response: ServerResponse, incoming: IncomingMessage) => void,
): Promise<string> {
  const raw = await startRawServer((incoming, response) => {
    let body = "";
    incoming.on("data", (chunk) => (body += String(chunk)));
    incoming.on("end", () => answer(body, response, incoming));
  });
  closers.push(raw.close);
  return raw.address;
}

const Plan = z.object({ steps: z.array(z.object({ title: z.string() })) });

describe.each(ProviderKind.options)("what %s took is never zero because nobody knows", (kind) => {
  const choice = () => choiceAt(mock.url, kind);

  test("a request that was never answered in time is unknown", async () => {
    const address = await server(() => undefined);
    const { generateText, means } = modelsOf([choiceAt(address, kind)]);
    const error = await modelErrorOf(generateText("executor", modelRequest({ timeoutMs: 40 })));
    expect(error.code).toBe("timeout");
    expect(error.spend.costMicros).toBeNull();
    expect(means.recorded.map(({ costMicros }) => costMicros)).toEqual([null, null, null]);
  });

  test("a fallback's answer does not hide what the first model may have cost", async () => {
    const address = await server(() => undefined);
    mock.onMessage(/picnic/, { content: "Bread.", usage: tokens(100, 10) });
    const { generateText } = modelsOf([choiceAt(address, kind, "silent"), choice()], {
      ...askingMeans(),
      mostTries: 1,
    });
    const answer = await generateText("executor", modelRequest({ timeoutMs: 200 }));
    expect(answer.value).toBe("Bread.");
    expect(answer.spend.costMicros).toBeNull();
  });

  test("one that is stopped is unknown, before the first word and amid the text", async () => {
    const before = new AbortController();
    const address = await server(() => before.abort(new Error("enough")));
    const hanging = modelsOf([choiceAt(address, kind)]);
    await expect(hanging.generateText("executor", modelRequest({ signal: before.signal }))).rejects.toThrow(
      "enough",
    );
    expect(hanging.means.recorded).toMatchObject([{ failure: "aborted", costMicros: null }]);

    mock.onMessage(
      /picnic/,
      { content: "word ".repeat(200) },
      { chunkSize: 5, streamingProfile: { ttft: 1, tps: 50 } },
    );
    const amid = new AbortController();
    const writing = modelsOf([choice()]);
    const reading = (async () => {
      for await (const part of writing.streamText("executor", modelRequest({ signal: amid.signal })))
        if (part.kind === "text") amid.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
    expect(writing.means.recorded).toMatchObject([{ failure: "aborted", costMicros: null }]);
  });

  test("a stream that its reader leaves, or that breaks off, is unknown", async () => {
    mock.onMessage(/picnic/, { content: "word ".repeat(50) }, { chunkSize: 5 });
    const left = modelsOf([choice()]);
    for await (const part of left.streamText("executor", modelRequest())) if (part.kind === "text") break;
    expect(left.means.recorded).toMatchObject([{ failure: "aborted", costMicros: null }]);

    mock.reset();
    mock.onMessage(
      /picnic/,
      { content: "a long answer that is cut somewhere in its middle, surely" },
      { chunkSize: 4, truncateAfterChunks: 5, streamingProfile: { ttft: 1, tps: 200 } },
    );
    const broken = modelsOf([choice()]);
    const error = await modelErrorOf(partsOf(broken.streamText("executor", modelRequest())));
    expect(error.spend.costMicros).toBeNull();
    expect(broken.means.recorded.every(({ costMicros }) => costMicros === null)).toBe(true);
  });

  test("what a provider refuses, and nobody was reached for, cost nothing", async () => {
    for (const status of [401, 404, 429, 500]) {
      mock.reset();
      mock.onMessage(/./s, { error: { message: "no" }, status });
      const { generateText, means } = modelsOf([choice()]);
      const error = await modelErrorOf(generateText("executor", modelRequest()));
      expect(error.spend.costMicros).toBe(0);
      expect(means.recorded.every(({ costMicros }) => costMicros === 0)).toBe(true);
    }
    const gone = await startRawServer(() => undefined);
    await gone.close();
    const { generateText } = modelsOf([choiceAt(gone.address, kind)]);
    expect((await modelErrorOf(generateText("executor", modelRequest()))).spend.costMicros).toBe(0);
  });

  test("a gateway that waited in vain does not say that nothing was charged", async () => {
    mock.onMessage(/./s, { error: { message: "upstream timed out" }, status: 504 });
    const { generateText } = modelsOf([choice()]);
    expect((await modelErrorOf(generateText("executor", modelRequest()))).spend.costMicros).toBeNull();
  });

  test("an answer for which no tokens were counted has an unknown count, not none", async () => {
    mock.onMessage(/picnic/, { content: "Bread.", usage: tokens(0, 0) });
    const { generateText, streamText, means } = modelsOf([choice()]);
    const answer = await generateText("executor", modelRequest());
    expect(answer.spend).toMatchObject({
      usage: { inputTokens: null, outputTokens: null },
      costMicros: null,
    });
    const all = await partsOf(streamText("executor", modelRequest()));
    const last = all.at(-1);
    expect(last?.kind === "answer" && last.answer.spend.costMicros).toBeNull();
    expect(means.recorded).toMatchObject([{ costMicros: null }, { costMicros: null }]);
  });

  test("an answer that does not fit is not asked for again when the cap has no room for that", async () => {
    mock.onMessage(/./s, { content: "I would rather talk about ducks.", usage: tokens(300, 30) });
    const { generateObject, means } = modelsOf([choice()]);
    const whole = spendCap(null);
    let held = 0;
    // Room for one request and no more, whatever that comes to.
    const cap: SpendCap = {
      ...whole,
      hold: (call, fit) => whole.hold(call, (left) => fit(held++ > 0 ? 0 : left)),
    };
    const request = modelRequest({ budget: { cap, outputTokens: 100 } });
    const error = await modelErrorOf(generateObject("planner", { ...request, schema: Plan, name: "plan" }));
    expect(error.code).toBe("over_budget");
    expect(mock.getRequests()).toHaveLength(1);
    expect(error.spend.usage).toMatchObject({ inputTokens: 300, outputTokens: 30 });
    expect(means.recorded).toMatchObject([{ failure: "over_budget", usage: { inputTokens: 300 } }]);
  });
});

test("a call of unknown cost counts as what it may have cost, and does not reset the cap", async () => {
  const address = await server(() => undefined);
  const silent = choiceAt(address, "anthropic", "silent");
  const most = costOf(silent, {
    inputTokens: 100,
    outputTokens: 1_000,
    cachedTokens: null,
    reasoningTokens: null,
  });
  const cap = spendCap((most ?? 0) * 2);
  const means = { ...askingMeans(), mostTries: 1 };
  const budget = { cap, outputTokens: 1_000 };
  const { generateText } = modelsOf([silent], means);
  await modelErrorOf(generateText("planner", modelRequest({ budget, timeoutMs: 40 })));
  mock.onMessage(/./s, { content: "ok", usage: tokens(50, 10) });
  const { generateText: again } = modelsOf([choiceAt(mock.url, "anthropic")], means);
  await again("planner", modelRequest({ budget }));
  const limit = mock.getLastRequest()?.body as { max_tokens?: number };
  // About one call's worth is left, so that it still fits; a third one does not.
  expect(limit.max_tokens).toBeGreaterThan(500);
  await modelErrorOf(generateText("planner", modelRequest({ budget, timeoutMs: 40 })));
  const third = await modelErrorOf(again("planner", modelRequest({ budget })));
  expect(third.code).toBe("over_budget");
});

test("a model of unknown price is limited too, and a cheaper fallback is asked when the first is too dear", async () => {
  mock.onMessage(/./s, { content: "ok", usage: tokens(50, 10) });
  const { generateText, means } = modelsOf([choiceAt(mock.url, "compatible")]);
  const cap = spendCap(17_000);
  const budget = { cap, outputTokens: 1_000 };
  const answer = await generateText("planner", modelRequest({ budget }));
  expect(answer.spend.costMicros).toBeNull();
  expect(means.recorded[0]?.countedMicros).toBeGreaterThan(0);
  const tight = { cap: spendCap(500), outputTokens: 1_000 };
  expect((await modelErrorOf(generateText("planner", modelRequest({ budget: tight })))).code).toBe(
    "over_budget",
  );

  mock.clearRequests();
  const chain = modelsOf([
    choiceAt(mock.url, "anthropic", "dear", "claude-opus-4-1"),
    choiceAt(mock.url, "openai", "cheap", "gpt-4.1-nano"),
  ]);
  const cheap = await chain.generateText(
    "planner",
    modelRequest({ budget: { cap: spendCap(3_000), outputTokens: 1_000 } }),
  );
  expect(cheap).toMatchObject({ provider: "cheap", failed: [{ provider: "dear", code: "over_budget" }] });
  expect(mock.getRequests()).toHaveLength(1);
});

test("a cap that cannot be asked is no fault of the model, and nothing is sent", async () => {
  const cap: SpendCap = { ...spendCap(null), hold: () => Promise.reject(new Error("the database is away")) };
  const { generateText, means } = modelsOf([choiceAt(mock.url, "openai")]);
  const asking = generateText("planner", modelRequest({ budget: { cap, outputTokens: 100 } }));
  await expect(asking).rejects.toThrow("the database is away");
  expect(mock.getRequests()).toHaveLength(0);
  expect(means.recorded).toEqual([]);
});

test("what is stopped while the cap is asked was not sent, and leaves the cap as it was", async () => {
  const stop = new AbortController();
  const whole = spendCap(5_000);
  const cap: SpendCap = {
    ...whole,
    hold: (call, fit) => {
      stop.abort(new Error("enough"));
      return whole.hold(call, fit);
    },
  };
  const { generateText, means } = modelsOf([choiceAt(mock.url, "openai")]);
  const budget = { cap, outputTokens: 1_000 };
  await expect(generateText("planner", modelRequest({ budget, signal: stop.signal }))).rejects.toThrow(
    "enough",
  );
  expect(mock.getRequests()).toHaveLength(0);
  expect(means.recorded).toMatchObject([{ failure: "aborted", costMicros: 0, countedMicros: 0 }]);
  mock.onMessage(/./s, { content: "ok", usage: tokens(50, 10) });
  const again = { cap: whole, outputTokens: 1_000 };
  await expect(generateText("planner", modelRequest({ budget: again }))).resolves.toMatchObject({
    value: "ok",
  });
});

/** What the provider of the property below does with a request; `reads` and `writes`: shares of what that has and may write. */
type Deed = { does: string; reads: number; writes: number };
const Deeds = fc.array(
  fc.record<Deed>({
    does: fc.constantFrom("answers", "rambles", "refuses", "breaks off", "hangs", "does not count"),
    reads: fc.double({ min: 0.05, max: 1, noNaN: true }),
    writes: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

const AnthropicBody = z.looseObject({
  model: z.string(),
  max_tokens: z.number(),
  messages: z.array(z.object({ content: z.array(z.looseObject({ text: z.string() })) })),
});

/** As many tokens as a provider could make of a request: each byte of its texts one, and what it puts around them. */
function mostTokens(body: z.infer<typeof AnthropicBody>): number {
  const texts = body.messages.flatMap(({ content }) =>
    content.map(({ text }) => Buffer.byteLength(text) + 16),
  );
  const rest = Object.entries(body).filter(([name]) => !["messages", "model", "max_tokens"].includes(name));
  const format = rest.length > 0 ? Buffer.byteLength(JSON.stringify(Object.fromEntries(rest))) : 0;
  return texts.reduce((sum, each) => sum + each, format);
}

test("whatever models cost, answer and do, what is spent never passes the cap", async () => {
  const names = ["claude-opus-4-1", "claude-sonnet-4-5", "claude-haiku-4-5"];
  // By run, since a request that was given up may be heard of in the next one.
  const runs: { deeds: Deed[]; capMicros: number; chargedMicros: number }[] = [];
  let requests = 0;
  const address = await server((body, response, { url = "" }) => {
    const run = runs[Number(/\d+/.exec(url)?.[0])];
    if (!run) throw new Error("A request of no run came.");
    requests++;
    const { does, reads, writes } = run.deeds.shift() ?? { does: "answers", reads: 1, writes: 1 };
    if (does === "refuses") {
      response.writeHead(500, { "content-type": "application/json" }).end('{"error":{"message":"no"}}');
      return;
    }
    const asked = AnthropicBody.parse(JSON.parse(body));
    const inputTokens = Math.max(1, Math.floor(mostTokens(asked) * reads));
    const outputTokens = Math.floor(asked.max_tokens * writes);
    const usage = { inputTokens, outputTokens, cachedTokens: null, reasoningTokens: null };
    run.chargedMicros += costOf(choiceAt(address, "anthropic", "x", asked.model), usage) ?? 0;
    if (does === "hangs") return;
    const counts = does !== "does not count";
    const answer = JSON.stringify({
      id: "m",
      type: "message",
      role: "assistant",
      model: asked.model,
      content: [{ type: "text", text: does === "rambles" ? "Ducks." : '{"steps":[{"title":"Look"}]}' }],
      stop_reason: "end_turn",
      usage: { input_tokens: counts ? inputTokens : 0, output_tokens: counts ? outputTokens : 0 },
    });
    response.writeHead(200, { "content-type": "application/json" });
    if (does === "breaks off") response.write(answer.slice(0, 60), () => response.destroy());
    else response.end(answer);
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 500, max: 400_000 }),
      Deeds,
      fc.shuffledSubarray(names, { minLength: 1 }),
      fc.integer({ min: 100, max: 4_000 }),
      fc.string({ maxLength: 200, unit: "grapheme" }),
      async (capMicros, deeds, models, outputTokens, words) => {
        const at = runs.push({ deeds: [...deeds], capMicros, chargedMicros: 0 }) - 1;
        const choices = models.map((model) => choiceAt(`${address}/${at}`, "anthropic", model, model));
        const { generateObject, generateText } = modelsOf(choices, askingMeans());
        const messages = [{ role: "user" as const, text: `plan ${words}` }];
        const budget = { cap: spendCap(capMicros), outputTokens };
        const request = modelRequest({ messages, budget, timeoutMs: 15 });
        for (let count = 0; count < 4; count++) {
          const asking =
            count % 2 === 0
              ? generateObject("planner", { ...request, schema: Plan, name: "plan" })
              : generateText("planner", request);
          await asking.catch((cause: unknown) => {
            if (!(cause instanceof ModelError)) throw cause;
          });
        }
        expect(runs[at]?.chargedMicros).toBeLessThanOrEqual(capMicros);
      },
    ),
    { numRuns: 60 },
  );
  for (const { chargedMicros, capMicros } of runs) expect(chargedMicros).toBeLessThanOrEqual(capMicros);
  expect(requests).toBeGreaterThan(60);
}, 60_000);

test.each([
  [undefined, null],
  [-1_000_000, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [0, 0],
  [1.2, 2],
  [1e20, 100_000_000],
])("a provider that names %d tokens is taken to mean %d", (named, meant) => {
  expect(countedTokens(named)).toBe(meant);
});
