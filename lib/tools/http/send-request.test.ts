import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startFakeWeb } from "#lib/testing/fake-web.ts";
import { ToolError, UnknownOutcome, type Secret } from "../contract.ts";
import { httpRequest } from "../builtin/http-request.ts";
import { webhookCall } from "../builtin/webhook-call.ts";
import { effectOf } from "../contract.ts";
import { callWebhook, WebhookInput } from "./call-webhook.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { RequestInput, RequestOutput, sendRequest } from "./send-request.ts";

type Seen = { method: string; path: string; headers: IncomingMessage["headers"]; body: string };
let seen: Seen[] = [];
let answer: (response: ServerResponse, request: IncomingMessage) => void;
const web = await startFakeWeb(
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      seen.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      answer(response, request);
    });
  },
  { "api.example": ["93.184.215.14"], "other.example": ["93.184.215.15"] },
);
afterAll(() => web.close());
beforeEach(() => {
  seen = [];
  web.dialled.length = 0;
  answer = (response) =>
    void response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
});

const LOCAL = "127.0.0.1:8080";
const secrets: Record<string, Secret> = {
  shop: { value: "s3cret-value", hosts: [LOCAL] },
  hook: { value: `whsec_${Buffer.from("signing key").toString("base64")}`, hosts: [LOCAL] },
  plain: { value: "signing key", hosts: [LOCAL] },
  none: { value: "whsec_", hosts: [LOCAL] },
};
const context = (signal = new AbortController().signal) => ({
  http: guardedFetch({
    domains: { publicRead: true, hosts: ["api.example", LOCAL] },
    local: [LOCAL],
    connect: web.connect,
  }),
  secret: async (name: string) => {
    const found = secrets[name];
    if (found) return Promise.resolve(found);
    throw new ToolError("no_secret", `There is no secret "${name}".`);
  },
  signal,
  now: new Date("2026-11-23T09:00:00Z"),
  idempotencyKey: "run/step/0",
});
const send = async (args: object, signal?: AbortSignal) =>
  RequestOutput.parse(
    await sendRequest(RequestInput.parse({ url: "http://api.example/v1", ...args }), context(signal)),
  );

describe("a request", () => {
  test("reads by default", async () => {
    expect(await send({ query: { q: "a b", n: 2, yes: true } })).toMatchObject({
      url: "http://api.example/v1?q=a+b&n=2&yes=true",
      status: 200,
      json: { ok: true },
      text: '{"ok":true}',
      truncated: false,
    });
    expect(seen).toMatchObject([{ method: "GET", path: "/v1?q=a+b&n=2&yes=true", body: "" }]);
    expect(seen[0]?.headers).not.toHaveProperty("idempotency-key");
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])("that does something carries its key: %s", async (method) => {
    await send({ method, json: { a: [1] } });
    expect(seen).toMatchObject([{ method, body: '{"a":[1]}' }]);
    expect(seen[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "idempotency-key": "run/step/0",
    });
  });

  test("sends texts, headers, and JSON of any kind", async () => {
    await send({ method: "POST", body: "grüße", headers: { "content-type": "text/csv", "x-own": "1" } });
    await send({ method: "POST", json: null });
    await send({ method: "POST", body: "" });
    expect(seen.map(({ body }) => body)).toEqual(["grüße", "null", ""]);
    expect(seen[0]?.headers).toMatchObject({ "content-type": "text/csv", "x-own": "1" });
  });

  test.each([
    [{ json: 1, body: "x", method: "POST" }, ["body"]],
    [{ json: 1 }, ["json"]],
    [{ body: "x", method: "HEAD" }, ["body"]],
    [{ url: " " }, ["url"]],
    [{ method: "CONNECT" }, ["method"]],
  ])("that contradicts itself is refused: %j", (args, path) => {
    const parsed = RequestInput.safeParse({ url: "http://api.example/", ...args });
    expect(parsed.error?.issues[0]?.path).toEqual(path);
  });

  test.each([
    { headers: { Authorization: "Bearer x" } },
    { headers: { cookie: "x" } },
    { headers: { "X-API-Key": "x" } },
    { headers: { host: "other.example" } },
    { headers: { "bad name": "x" } },
  ])("may not set every header: %j", async (args) => {
    await expect(send(args)).rejects.toBeInstanceOf(ToolError);
    expect(web.dialled).toEqual([]);
  });

  test("has the effect of its method", () => {
    const effects = RequestInput.shape.method
      .unwrap()
      .options.map((method) => [method, effectOf(httpRequest, { method })]);
    expect(Object.fromEntries(effects)).toEqual({
      GET: "read",
      HEAD: "read",
      OPTIONS: "read",
      PUT: "idempotent",
      DELETE: "idempotent",
      POST: "once",
      PATCH: "once",
    });
    expect(webhookCall.sideEffect).toBe("once");
  });
});

describe("answers", () => {
  test("that are no JSON are text, and what is no text is left out", async () => {
    answer = (response) =>
      void response
        .writeHead(201, { "content-type": "text/plain", "set-cookie": "a=1", "x-a": "1" })
        .end("{no json");
    const text = await send({ method: "POST" });
    expect(text).toMatchObject({ status: 201, json: null, text: "{no json", headers: { "x-a": "1" } });
    expect(text.headers).not.toHaveProperty("set-cookie");
    answer = (response) =>
      void response.writeHead(200, { "content-type": "image/png" }).end(Buffer.from([0, 1, 2]));
    expect(await send({})).toMatchObject({ json: null, text: "" });
    answer = (response) => void response.writeHead(204).end();
    expect(await send({ method: "DELETE" })).toMatchObject({ status: 204, json: null, text: "" });
  });

  test("that are too long are cut, and no JSON then", async () => {
    answer = (response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify("x".repeat(3_000_000)));
    const { text, json, truncated } = await send({});
    expect([text.length, json, truncated]).toEqual([2_000_000, null, true]);
  });

  test.each([
    ["GET", 404, "not_found", false],
    ["GET", 500, "server_error", true],
    ["GET", 429, "rate_limited", true],
    ["PUT", 502, "server_error", true],
    ["POST", 400, "refused", false],
    ["POST", 401, "not_authorised", false],
    ["POST", 429, "rate_limited", true],
    ["POST", 503, "server_error", true],
  ])("of %s with the status %i are failures: %s", async (method, status, code, retryable) => {
    answer = (response) => void response.writeHead(status).end("line one\nline two");
    await expect(send({ method })).rejects.toMatchObject({
      name: "ToolError",
      code,
      retryable,
      message: expect.stringContaining("line one line two") as string,
    });
  });

  test.each(["POST", "PATCH"])("of %s by a server that gave up leave the outcome unknown", async (method) => {
    for (const status of [500, 502, 504, 408]) {
      answer = (response) => void response.writeHead(status).end();
      await expect(send({ method })).rejects.toBeInstanceOf(UnknownOutcome);
    }
  });

  test("that redirect are followed for what reads only", async () => {
    answer = (response, { url }) => {
      if (url === "/v1") response.writeHead(302, { location: "http://other.example/there" }).end();
      else response.end("there");
    };
    expect(await send({})).toMatchObject({ url: "http://other.example/there", text: "there" });
    for (const method of ["POST", "PUT", "DELETE"]) {
      await expect(send({ method })).rejects.toMatchObject({
        code: "redirected",
        retryable: false,
        message: expect.stringContaining("other.example") as string,
      });
    }
    answer = (response) => void response.writeHead(303, { location: "/result" }).end();
    expect(await send({ method: "POST" })).toMatchObject({ status: 303, headers: { location: "/result" } });
  });
});

describe("what is not known", () => {
  test("a request that may have arrived, and was not answered", async () => {
    answer = (response) => response.destroy();
    const post = send({ method: "POST" });
    await expect(post).rejects.toBeInstanceOf(UnknownOutcome);
    await expect(post).rejects.toThrow(
      "The connection to api.example broke off. What was sent may have arrived.",
    );
    await expect(send({ method: "PUT" })).rejects.toMatchObject({ code: "broken_off", retryable: true });
    await expect(send({})).rejects.toMatchObject({ code: "broken_off", retryable: true });
  });

  test("is no question when nothing was sent", async () => {
    for (const url of [
      "http://nowhere.example/",
      "http://127.0.0.1/",
      "http://other.example/",
      "ftp://api.example/",
    ]) {
      await expect(send({ method: "POST", url })).rejects.toBeInstanceOf(ToolError);
    }
    expect(web.dialled).toEqual([]);
  });

  test("is none when the status came and only the body broke off", async () => {
    answer = (response) => {
      response.writeHead(201, { "content-length": 100 }).write("half", () => response.destroy());
    };
    expect(await send({ method: "POST" })).toMatchObject({ status: 201, text: "", truncated: true });
    await expect(send({})).rejects.toMatchObject({ code: "broken_off" });
  });

  test("ends with the signal", async () => {
    answer = () => undefined;
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(send({ method: "POST" }, stop.signal)).rejects.toThrow("enough");
  });
});

describe("secrets", () => {
  const url = `http://${LOCAL}/v1`;

  test("are named, sent where they belong, and shown nowhere", async () => {
    answer = (response, { headers }) =>
      void response.writeHead(200, { "x-echo": headers["x-key"] ?? "" }).end(JSON.stringify(headers));
    const output = await send({ url, secret: "shop", secretHeader: "X-Key", secretPrefix: "" });
    expect(seen[0]?.headers["x-key"]).toBe("s3cret-value");
    expect(JSON.stringify(output)).not.toContain("s3cret");
    expect(output.json).toMatchObject({ "x-key": "•••" });
    await send({ url, secret: "shop" });
    expect(seen[1]?.headers.authorization).toBe("Bearer s3cret-value");
  });

  test("do not go to other hosts, nor into messages", async () => {
    await expect(send({ secret: "shop" })).rejects.toMatchObject({ code: "credential_not_bound" });
    const odd = { url, secret: "shop", secretHeader: "bad name" };
    await expect(send(odd)).rejects.toMatchObject({ code: "bad_request" });
    await expect(send({ ...odd, secretHeader: "Host" })).rejects.toMatchObject({ code: "bad_request" });
    await expect(send({ secret: "unheard of" })).rejects.toMatchObject({ code: "no_secret" });
    expect(web.dialled).toEqual([]);
    answer = (response, { headers }) => void response.writeHead(400).end(`you sent ${headers.authorization}`);
    await expect(send({ url, secret: "shop" })).rejects.toThrow("you sent Bearer •••");
  });
});

describe("a webhook", () => {
  const url = `http://${LOCAL}/hook`;
  const call = (args: object) =>
    callWebhook(WebhookInput.parse({ url, payload: { a: "ü" }, secret: "hook", ...args }), context());

  test("is signed as the specification says", async () => {
    expect(await call({})).toMatchObject({ status: 200, json: { ok: true } });
    expect(seen).toMatchObject([{ method: "POST", path: "/hook", body: '{"a":"ü"}' }]);
    expect(seen[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "idempotency-key": "run/step/0",
      "webhook-id": "run/step/0",
      "webhook-timestamp": "1795424400",
      // printf 'run/step/0.1795424400.{"a":"ü"}' | openssl dgst -sha256 -hmac 'signing key' -binary | base64
      "webhook-signature": "v1,gjc6iVEStm99v1KBUHGFsNCyA7MlE0rwnq/jfyFYz64=",
    });
    await call({ secret: "plain" });
    expect(seen[1]?.headers["webhook-signature"]).toBe(seen[0]?.headers["webhook-signature"]);
  });

  test("goes only where its secret may go", async () => {
    await expect(call({ url: "http://api.example/hook" })).rejects.toMatchObject({
      code: "credential_not_bound",
    });
    await expect(call({ secret: "none" })).rejects.toMatchObject({ code: "bad_input" });
    expect(web.dialled).toEqual([]);
  });

  test("that is not answered may have arrived", async () => {
    answer = (response) => response.destroy();
    await expect(call({})).rejects.toBeInstanceOf(UnknownOutcome);
  });
});
