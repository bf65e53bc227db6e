import { ProviderKind } from "../lib/domain/model.ts";
import { createModels } from "../lib/models/create-models.ts";
import type { ModelRequest, Models } from "../lib/models/port.ts";
import { spendCap } from "../lib/models/spend-cap.ts";
import { askingMeans, choiceAt, startFakeModels, startRawServer } from "../lib/testing/fake-models.ts";

// `npm run bench:models`: how soon a call to a model ends after its signal aborted, on loopback. A JSON line a figure.
const ROUNDS = 30;

const mock = await startFakeModels();
mock.onMessage(
  /./s,
  { content: "word ".repeat(500) },
  { chunkSize: 5, streamingProfile: { ttft: 1, tps: 100 } },
);
const silent = await startRawServer(() => undefined);
try {
  for (const kind of ProviderKind.options) {
    print(kind, "abort before the first byte", await measure(() => hanging(modelsAt(silent.address, kind))));
    print(kind, "abort amid a stream", await measure(() => streaming(modelsAt(mock.url, kind))));
  }
} finally {
  await silent.close();
  await mock.stop();
}

function modelsAt(address: string, kind: ProviderKind): Models {
  const choices = [choiceAt(address, kind)];
  const profile = { planner: choices, executor: choices, checker: choices, embedding: choices };
  return createModels(profile, askingMeans());
}

function request(signal: AbortSignal): ModelRequest {
  const messages = [{ role: "user" as const, text: "picnic" }];
  return { purpose: "bench", messages, signal, budget: { cap: spendCap(null), outputTokens: 1_000 } };
}

/** @returns milliseconds from abort to the call's end */
async function hanging(models: Models): Promise<number> {
  const stop = new AbortController();
  const call = models.generateText("executor", request(stop.signal)).catch(() => null);
  // Long enough for the request to be on its way; what is measured begins with the abort.
  await new Promise((resolve) => setTimeout(resolve, 30));
  const begun = performance.now();
  stop.abort();
  await call;
  return performance.now() - begun;
}

async function streaming(models: Models): Promise<number> {
  const stop = new AbortController();
  let begun = 0;
  try {
    for await (const part of models.streamText("executor", request(stop.signal))) {
      if (part.kind !== "text" || begun > 0) continue;
      begun = performance.now();
      stop.abort();
    }
  } catch {
    // Its reason is our own.
  }
  return performance.now() - begun;
}

async function measure(round: () => Promise<number>): Promise<number[]> {
  const taken: number[] = [];
  for (let count = 0; count < ROUNDS; count++) taken.push(await round());
  return taken.toSorted((a, b) => a - b);
}

function print(provider: string, what: string, taken: readonly number[]): void {
  const at = (share: number) => Number((taken[Math.floor(share * (taken.length - 1))] ?? 0).toFixed(2));
  for (const [metric, value] of [["p50", at(0.5)] as const, ["max", at(1)] as const])
    console.log(JSON.stringify({ bench: what, provider, metric, value, unit: "ms", rounds: taken.length }));
}
