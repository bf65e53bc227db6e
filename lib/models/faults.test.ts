import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import { ProviderKind } from "#lib/domain/model.ts";
import { modelErrorOf, modelRequest, modelsOf, partsOf } from "#lib/testing/asking.ts";
import { askingMeans, choiceAt, MODELS, startRawServer } from "#lib/testing/fake-models.ts";
import { fileModels } from "#lib/testing/file-models.ts";
import { Breakers } from "./breaker.ts";
import { PRICE_TABLE } from "./prices.ts";
import { retryAfterMs } from "./provider-errors.ts";
import { spendCap } from "./spend-cap.ts";

const mock = await fileModels();

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function server(answer: (body: string, response: ServerResponse) => void): Promise<string> {
  const raw = await startRawServer((incoming, response) => {
    let body = "";
    incoming.on("data", (chunk) => (body += String(chunk)));
    incoming.on("end", () => answer(body, response));
  });
  closers.push(raw.close);
  return raw.address;
}

const Plan = z.object({ steps: z.array(z.object({ title: z.string() })) });
const KEY = "sk-very-secret-0123456789";
const SECRET = "the merger with Acme is on";

describe.each(ProviderKind.options)("%s", (kind) => {
  const choice = () => choiceAt(mock.url, kind);

  test("a request refused for another reason than its format does not switch off native formats", async () => {
    const bodies: string[] = [];
    let refuse = true;
    const address = await server((body, response) => {
      bodies.push(body);
      const error = { error: { message: "the prompt is too long" } };
      if (refuse) response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(error));
      else response.writeHead(401).end("{}");
    });
    // A model of its own: what is learned of one is kept for the process.
    const { generateObject } = modelsOf([choiceAt(address, kind, kind, `${MODELS[kind]}-long`)]);
    const ask = () =>
      modelErrorOf(generateObject("planner", { ...modelRequest(), schema: Plan, name: "plan" }));
    expect((await ask()).code).toBe("bad_request");
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).not.toBe(bodies[0]);
    refuse = false;
    expect((await ask()).code).toBe("unauthorised");
    // As native as the very first.
    expect(bodies[2]).toBe(bodies[0]);
  });

  test("a wrong key and too many requests are told before the first word of a stream as well", async () => {
    mock.onMessage(/./s, { error: { message: "bad key" }, status: 401 });
    const locked = modelsOf([choice()]);
    expect((await modelErrorOf(partsOf(locked.streamText("executor", modelRequest())))).code).toBe(
      "unauthorised",
    );
    expect(locked.means.recorded).toHaveLength(1);

    mock.reset();
    mock.nextRequestError(429, { message: "slow down" });
    mock.onMessage(/picnic/, { content: "Now." });
    const busy = modelsOf([choice()]);
    const all = await partsOf(busy.streamText("executor", modelRequest()));
    expect(all.at(-1)).toMatchObject({
      kind: "answer",
      answer: { value: "Now.", failed: [{ code: "rate_limited" }] },
    });
    expect(all.map(({ kind: part }) => part)).not.toContain("restart");
    expect(busy.means.pauses).toHaveLength(1);
  });

  test("a stream that falls silent in the middle is given up and begun anew", async () => {
    let asked = 0;
    const first = { userMessage: /picnic/, predicate: () => asked++ === 0 };
    mock.on(
      first,
      { content: "word ".repeat(40) },
      { chunkSize: 5, streamingProfile: { ttft: 1, tps: 0.2, jitter: 0 } },
    );
    mock.onMessage(/picnic/, { content: "whole" });
    const means = { ...askingMeans(), silenceMs: 60 };
    const { streamText } = modelsOf([choice()], means);
    const all = await partsOf(streamText("executor", modelRequest()));
    expect(all.at(-1)).toMatchObject({
      kind: "answer",
      answer: { value: "whole", failed: [{ code: "timeout" }] },
    });
    expect(means.recorded[0]).toMatchObject({ failure: "timeout", costMicros: null });
  });

  test("a call ends with its abort, before the first byte and amid a stream", async () => {
    const stop = new AbortController();
    const abort = (which: AbortController) => which.abort(new Error("enough"));
    const address = await server(() => abort(stop));
    const hanging = modelsOf([choiceAt(address, kind)]);
    await expect(hanging.generateText("executor", modelRequest({ signal: stop.signal }))).rejects.toThrow(
      "enough",
    );

    mock.onMessage(
      /picnic/,
      { content: "word ".repeat(200) },
      { chunkSize: 5, streamingProfile: { ttft: 1, tps: 20 } },
    );
    const second = new AbortController();
    const reading = (async () => {
      for await (const part of modelsOf([choice()]).streamText(
        "executor",
        modelRequest({ signal: second.signal }),
      ))
        if (part.kind === "text" && !second.signal.aborted) abort(second);
    })();
    await expect(reading).rejects.toThrow("enough");
  });

  test("what a provider says is in no log line and no cause: it can repeat the key and the prompt", async () => {
    vi.stubEnv("LOG_LEVEL", "trace");
    onTestFinished(() => void vi.unstubAllEnvs());
    const lines: string[] = [];
    const log = createLogger("test", { write: (line: string) => void lines.push(line) });
    const says = `Invalid key ${KEY} for the prompt "${SECRET}"\n    at ${SECRET} (x.ts:1:1)`;
    const bodies = [
      [401, JSON.stringify({ error: { message: says, type: says } })],
      [500, says],
      [200, `{"answer": "${SECRET} ${KEY}"`],
      [200, JSON.stringify({ choices: [{ text: SECRET }], content: KEY })],
    ] as const;
    for (const [status, body] of bodies) {
      const address = await server((_, response) => {
        response.writeHead(status, { "content-type": "application/json" }).end(body);
      });
      const { connection, model } = choiceAt(address, kind);
      const one = { connection: { ...connection, apiKey: KEY }, model };
      const { generateObject } = modelsOf([one], { ...askingMeans(), log });
      const messages = [{ role: "user" as const, text: SECRET }];
      const error = await modelErrorOf(
        generateObject("planner", { ...modelRequest({ messages }), schema: Plan, name: "plan" }),
      );
      log.error({ err: error }, "as a job would log it");
    }
    const all = lines.join("");
    expect(lines.length).toBeGreaterThan(bodies.length);
    expect(all).toContain('"cause"');
    expect(all).toContain("answered 401");
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain(KEY);
  });
});

test("a connection that is refused is logged with the system's code, down to its cause", async () => {
  vi.stubEnv("LOG_LEVEL", "trace");
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines: string[] = [];
  const log = createLogger("test", { write: (line: string) => void lines.push(line) });
  const gone = await startRawServer(() => undefined);
  await gone.close();
  await modelErrorOf(
    modelsOf([choiceAt(gone.address, "openai")], { ...askingMeans(), log }).generateText(
      "executor",
      modelRequest(),
    ),
  );
  expect(lines.join("")).toContain("ECONNREFUSED");
});

describe("the breaker", () => {
  const failing = async (breakers: Breakers) => {
    mock.onMessage(/./s, { error: { message: "down" }, status: 503 });
    const { generateText } = modelsOf([choiceAt(mock.url, "openai")], askingMeans({ breakers }));
    await modelErrorOf(generateText("planner", modelRequest()));
    await modelErrorOf(generateText("planner", modelRequest()));
    mock.reset();
  };

  test("lets one request try while the others wait for how that ends", async () => {
    let now = 0;
    const breakers = new Breakers(() => now);
    await failing(breakers);
    now += 30_000;
    const waiting: ServerResponse[] = [];
    const arrived = Promise.withResolvers<void>();
    const address = await server((_, response) => {
      waiting.push(response);
      arrived.resolve();
    });
    const { generateText } = modelsOf([choiceAt(address, "openai")], askingMeans({ breakers }));
    const probe = generateText("planner", modelRequest());
    await arrived.promise;
    const others = await Promise.all(
      [1, 2, 3].map(() => modelErrorOf(generateText("planner", modelRequest()))),
    );
    for (const error of others) expect(error.message).toContain("in a row");
    expect(waiting).toHaveLength(1);
    waiting[0]?.writeHead(401).end("{}");
    // An answer is an answer: the connection is there again, whatever is wrong with the key.
    await modelErrorOf(probe);
    expect(breakers.waitMs("openai")).toBe(0);
  });

  test("forgets a try that was given up, so that the next request may try", async () => {
    let now = 0;
    const breakers = new Breakers(() => now);
    await failing(breakers);
    now += 30_000;
    const stop = new AbortController();
    const address = await server(() => stop.abort(new Error("enough")));
    const { generateText } = modelsOf([choiceAt(address, "openai")], askingMeans({ breakers }));
    await expect(generateText("planner", modelRequest({ signal: stop.signal }))).rejects.toThrow("enough");
    mock.onMessage(/./s, { content: "back" });
    const { generateText: again } = modelsOf([choiceAt(mock.url, "openai")], askingMeans({ breakers }));
    await expect(again("planner", modelRequest())).resolves.toMatchObject({ value: "back" });
  });

  test("is not touched by what the spend cap did not let through", async () => {
    let now = 0;
    const breakers = new Breakers(() => now);
    await failing(breakers);
    now += 30_000;
    const { generateText } = modelsOf([choiceAt(mock.url, "openai")], askingMeans({ breakers }));
    const budget = { ...modelRequest().budget, cap: spendCap(1) };
    expect((await modelErrorOf(generateText("planner", modelRequest({ budget })))).code).toBe("over_budget");
    mock.onMessage(/./s, { error: { message: "down" }, status: 503 });
    await modelErrorOf(generateText("planner", modelRequest()));
    // One more failure, not the first of a new row.
    expect(breakers.waitMs("openai")).toBeGreaterThan(0);
  });
});

test("Retry-After may be a date, seconds or milliseconds, and nonsense is none", () => {
  const now = new Date("2026-11-30T10:00:00Z");
  const after = (headers: Record<string, string>) => retryAfterMs(headers, now);
  expect(after({ "retry-after": "Mon, 30 Nov 2026 10:00:07 GMT" })).toBe(7_000);
  expect(after({ "retry-after": "Mon, 30 Nov 2026 09:00:00 GMT" })).toBe(0);
  expect(after({ "retry-after": "3" })).toBe(3_000);
  expect(after({ "retry-after-ms": "250", "retry-after": "3" })).toBe(250);
  expect(after({ "retry-after": "soon" })).toBeNull();
  expect(after({})).toBeNull();
});

test("a Retry-After date is waited for as long as it says", async () => {
  const at = new Date("2026-11-30T10:00:00Z");
  let asked = 0;
  const address = await server((_, response) => {
    if (asked++ > 0) response.writeHead(401).end("{}");
    else response.writeHead(429, { "retry-after": "Mon, 30 Nov 2026 10:00:09 GMT" }).end("{}");
  });
  const means = askingMeans({ now: () => at });
  await modelErrorOf(modelsOf([choiceAt(address, "openai")], means).generateText("executor", modelRequest()));
  expect(means.pauses).toEqual([9_000]);
});

test("the price table is the one that is installed", () => {
  const file = new URL("../../node_modules/@pydantic/genai-prices/package.json", import.meta.url);
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, "utf8")));
  expect(PRICE_TABLE).toBe(`genai-prices ${version}`);
});
