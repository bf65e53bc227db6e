import { z } from "zod";
import { Json } from "#lib/domain/json.ts";
import { withoutValues } from "#lib/domain/secret-text.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import { ToolError, UnknownOutcome, type ToolContext } from "../contract.ts";
import { decodeText, isTextual, looksTextual, mediaTypeOf } from "../web/body-text.ts";
import { callerHeaders, type Credential } from "./credentials.ts";
import type { GuardedInit } from "./guarded-fetch.ts";
import { OutboundError } from "./outbound-error.ts";
import { readBody } from "./read-body.ts";
import { statusError } from "./status-error.ts";

const Method = z.enum(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);
type Method = z.infer<typeof Method>;

const short = z.string().max(8_192);

/** What `http.request` takes. */
export const RequestInput = z
  .object({
    method: Method.default("GET").meta({
      title: "Method",
      description: "GET, HEAD and OPTIONS read; PUT and DELETE may be repeated; POST and PATCH happen once.",
    }),
    url: short
      .trim()
      .min(1, "The address is empty.")
      .meta({ title: "Address", description: "Where the request goes, with https:// before it." }),
    query: z
      .record(z.string().max(200), z.union([short, z.number(), z.boolean()]))
      .optional()
      .meta({ title: "Query", description: "Parameters that are added to the address." }),
    headers: z
      .record(z.string().max(200), short)
      .optional()
      .meta({ title: "Headers", description: "Further headers; keys belong into a secret." }),
    json: Json.optional().meta({ title: "JSON body", description: "What is sent, as JSON." }),
    body: z
      .string()
      .max(5_000_000)
      .optional()
      .meta({ title: "Text body", description: "What is sent, as text, when it is not JSON." }),
    secret: z
      .string()
      .trim()
      .max(200)
      .optional()
      .meta({ title: "Secret", description: "Name of the secret that proves who asks." }),
    secretHeader: z
      .string()
      .max(200)
      .default("Authorization")
      .meta({ title: "Header of the secret", description: "The header that it is sent in." }),
    secretPrefix: z
      .string()
      .max(100)
      .default("Bearer ")
      .meta({ title: "Before the secret", description: "What stands before it in that header." }),
  })
  .check(({ value, issues }) => {
    const refuse = (path: "json" | "body", message: string) =>
      issues.push({ code: "custom", input: value, path: [path], message });
    if (value.json !== undefined && value.body !== undefined) refuse("body", "Give JSON or text, not both.");
    if (value.method !== "GET" && value.method !== "HEAD") return;
    for (const part of ["json", "body"] as const) {
      if (value[part] !== undefined) refuse(part, `A ${value.method} request has no body.`);
    }
  });
export type RequestInput = z.infer<typeof RequestInput>;

/** What `http.request` gives. */
export const RequestOutput = z.object({
  url: z.string().describe("Where the answer came from in the end"),
  status: z.number().int().describe("The status, from 200 to 299; 303 when the result is elsewhere"),
  headers: z.record(z.string(), z.string()).describe("Headers of the answer"),
  json: Json.describe("The answer, where it is JSON; else null"),
  text: z.string().describe("The answer as text; empty where it is none"),
  truncated: z.boolean().describe("Whether the answer was cut"),
});
export type RequestOutput = z.infer<typeof RequestOutput>;

/** A call of an API may compute for long; its step's own time ends it earlier when that is shorter. */
const PATIENT = { headersMs: 300_000, totalMs: 300_000 };

/** Bytes of an answer that are kept, unpacked. */
const MOST_BYTES = 2_000_000;

/** What a request with this method does to the world, as HTTP defines its methods. */
export const METHOD_EFFECTS: Record<Method, SideEffect> = {
  GET: "read",
  HEAD: "read",
  OPTIONS: "read",
  PUT: "idempotent",
  DELETE: "idempotent",
  POST: "once",
  PATCH: "once",
};

type SendContext = Pick<ToolContext, "http" | "secret" | "signal" | "now" | "idempotencyKey">;

/**
 * Sends a request and reads its answer. Requests that do something carry the call's idempotency key and are not sent on elsewhere.
 * @throws ToolError when it certainly failed; UnknownOutcome when nobody knows whether it happened
 */
export async function sendRequest(input: RequestInput, context: SendContext): Promise<RequestOutput> {
  const { method } = input;
  const effect = METHOD_EFFECTS[method];
  const url = withQuery(input);
  const credential = input.secret ? await credentialOf(input, input.secret, context) : null;
  const sent = bodyOf(input);
  const headers = callerHeaders(checkedHeaders(input.headers ?? {}));
  if (sent?.type && !headers.has("content-type")) headers.set("content-type", sent.type);
  if (effect !== "read") headers.set("idempotency-key", context.idempotencyKey);
  return exchangeOnce(url, effect, context, {
    method,
    headers,
    ...(sent && { body: sent.body }),
    ...(credential && { secrets: [credential.sent] }),
    secretValue: credential?.value ?? null,
  });
}

/**
 * Sends a prepared request whose effect is known and makes its answer an output.
 * @throws as {@link sendRequest}
 */
export async function exchangeOnce(
  url: string,
  effect: SideEffect,
  { http, signal, now }: Pick<SendContext, "http" | "signal" | "now">,
  { secretValue, ...init }: GuardedInit & { secretValue: string | null },
): Promise<RequestOutput> {
  const { response, url: from } = await certain(effect, () =>
    http(url, { ...init, signal, redirect: effect === "read" ? "follow" : "manual", limits: PATIENT }),
  );
  const { host } = new URL(from);
  const { bytes, truncated } = await readAnswer(response, effect);
  const text = hide(textOf(bytes, response.headers.get("content-type")), secretValue);
  if (!succeeded(response.status, effect)) {
    await response.body?.cancel();
    throw failure(response, effect, host, now, text);
  }
  const headers = Object.fromEntries(
    [...response.headers]
      .filter(([name]) => name !== "set-cookie")
      .map(([name, value]) => [name, hide(value, secretValue)]),
  );
  return { url: from, status: response.status, headers, json: jsonOf(text, truncated), text, truncated };
}

/** What is done may not be done again: where the request may have arrived and no answer came, its outcome is unknown. */
async function certain<T>(effect: SideEffect, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    if (effect !== "once" || !(cause instanceof OutboundError) || !cause.sent) throw cause;
    throw new UnknownOutcome(`${cause.message} What was sent may have arrived.`, { cause });
  }
}

/** A body that breaks off does not undo what its status says was done. */
async function readAnswer(
  response: Response,
  effect: SideEffect,
): Promise<{ bytes: Uint8Array; truncated: boolean }> {
  try {
    return await readBody(response, MOST_BYTES);
  } catch (cause) {
    if (effect === "read" || !(cause instanceof OutboundError)) throw cause;
    return { bytes: new Uint8Array(), truncated: true };
  }
}

/** A form's "see other" is its success. */
function succeeded(status: number, effect: SideEffect): boolean {
  return (status >= 200 && status < 300) || (status === 303 && effect !== "read");
}

function failure(response: Response, effect: SideEffect, host: string, now: Date, text: string): Error {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    const to = URL.parse(headers.get("location") ?? "", `https://${host}`);
    const message = `${host} sends the request on to ${to?.host ?? "another address"} (${status}). Use the address that it is meant for.`;
    return new ToolError("redirected", message);
  }
  const says = text.replace(/\s+/g, " ").trim().slice(0, 200);
  const error = statusError(response, host, now, says);
  if (effect !== "once" || !error.retryable) return error;
  // These say that nothing was done; the others come from servers that gave up in the middle.
  if (status === 429 || status === 503 || status === 425) return error;
  return new UnknownOutcome(`${error.message} What was sent may have been done.`, { cause: error });
}

function withQuery({ url, query }: RequestInput): string {
  const parsed = URL.parse(url);
  // What is no address is the client's to refuse.
  if (parsed === null || !query) return url;
  for (const [name, value] of Object.entries(query)) parsed.searchParams.append(name, String(value));
  return parsed.href;
}

function bodyOf({ json, body }: RequestInput): { body: string; type: string } | null {
  if (json !== undefined) return { body: JSON.stringify(json), type: "application/json" };
  return body === undefined ? null : { body, type: "text/plain;charset=UTF-8" };
}

/** Names of headers that would carry what belongs into a secret: written into a plan, everybody who sees it could read them. */
const SECRET_HEADERS = /^(authorization|cookie|x-api-key|api-key|x-auth-token)$/i;

function checkedHeaders(headers: Record<string, string>): Record<string, string> {
  const name = Object.keys(headers).find((one) => SECRET_HEADERS.test(one));
  if (name === undefined) return headers;
  throw new OutboundError("bad_request", `The header "${name}" is a secret's: store it and give its name.`);
}

async function credentialOf(
  { secretHeader, secretPrefix }: RequestInput,
  name: string,
  { secret }: SendContext,
): Promise<{ sent: Credential; value: string }> {
  const { value, hosts } = await secret(name);
  return { sent: { name, hosts, headers: { [secretHeader]: secretPrefix + value } }, value };
}

function textOf(bytes: Uint8Array, contentType: string | null): string {
  const mediaType = mediaTypeOf(contentType);
  const readable = mediaType === "" ? looksTextual(bytes) : isTextual(mediaType);
  return readable ? decodeText(bytes, contentType).toWellFormed().replaceAll("\u0000", "\uFFFD") : "";
}

/** Some services answer with what they were sent, in whatever form; a secret among it must not get into what is stored. */
function hide(text: string, secret: string | null): string {
  return secret === null ? text : withoutValues(text, [secret]);
}

function jsonOf(text: string, truncated: boolean): Json {
  if (truncated || text.trim() === "") return null;
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    // Not JSON, whatever its type said: it is there as text.
    return null;
  }
}
