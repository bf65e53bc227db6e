import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { LLMock } from "@copilotkit/aimock";
import { createLogger } from "#lib/config/logger.ts";
import type { ProviderKind } from "#lib/domain/model.ts";
import type { AskingMeans } from "#lib/models/ask-models.ts";
import { Breakers } from "#lib/models/breaker.ts";
import type { Choice } from "#lib/models/connection.ts";
import type { ModelCall } from "#lib/models/model-call.ts";

/** A model of each provider whose price the table knows; the compatible server's is known to nobody. */
export const MODELS: Record<ProviderKind, string> = {
  openai: "gpt-4.1-mini",
  anthropic: "claude-sonnet-4-5",
  google: "gemini-2.5-flash",
  compatible: "llama-3.3-70b",
};

/** Where each provider's API begins on a server that speaks all their protocols. */
const PATHS: Record<ProviderKind, string> = {
  openai: "/v1",
  anthropic: "/v1",
  google: "/v1beta",
  compatible: "/v1",
};

/** A model of a server on loopback. */
export function choiceAt(
  address: string,
  kind: ProviderKind,
  name: string = kind,
  model = MODELS[kind],
): Choice {
  const connection = {
    id: name,
    name,
    kind,
    baseUrl: `${address}${PATHS[kind]}`,
    apiKey: `key-of-${name}-0123456789`,
  };
  return { connection, model };
}

/** A server on loopback that speaks the protocols of all providers. */
export async function startFakeModels(): Promise<LLMock> {
  const mock = new LLMock({ port: 0, host: "127.0.0.1" });
  await mock.start();
  return mock;
}

/** Tokens as each protocol counts them. */
export function tokens(input: number, output: number) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    input_tokens: input,
    output_tokens: output,
    promptTokenCount: input,
    candidatesTokenCount: output,
  };
}

/** A server on loopback that answers as it is told, for what no provider would do on purpose. */
export async function startRawServer(
  listener: RequestListener,
): Promise<{ address: string; close: () => Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What asking models needs, with pauses that only note how long they would have been. */
export function askingMeans(
  over: Partial<AskingMeans> = {},
): AskingMeans & { pauses: number[]; recorded: ModelCall[] } {
  const pauses: number[] = [];
  const recorded: ModelCall[] = [];
  return {
    breakers: new Breakers(),
    log: createLogger("test"),
    now: () => new Date(),
    pause: async (ms, signal) => {
      pauses.push(ms);
      await pause(0, undefined, { signal });
    },
    record: (call) => {
      recorded.push(call);
      return Promise.resolve();
    },
    pauses,
    recorded,
    ...over,
  };
}
