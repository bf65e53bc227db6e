import type { IncomingMessage, ServerResponse } from "node:http";
import { startFakeWeb } from "#lib/testing/fake-web.ts";

/** A request as it arrived behind the connector. */
export type Arrived = { host: string; method: string; path: string; sent: string };

/** What the web answers at an address: "host/path". */
export type Pages = Map<string, { status: number; type: string; body: string }>;

/** Public addresses of the names that there are; whatever is asked for of these hosts arrives here. */
const PUBLIC = "93.184.215.14";
const HOSTS = ["pages.source.example", "api.source.example", "hooks.team.example"];

/** Attacks have numbers below this. */
const MOST_ATTACKERS = 2_000;

/**
 * The web of the battery: sources that say what they are told to, the team's own hooks, and a host of each attacker. All that arrives is
 * kept, as it came over the wire.
 */
export async function startPoisonedWeb() {
  const pages: Pages = new Map();
  const arrived: Arrived[] = [];
  const evil = Array.from({ length: MOST_ATTACKERS }, (_, number) => `n${number}.evil.example`);
  const names = Object.fromEntries([...HOSTS, ...evil].map((host) => [host, [PUBLIC]]));
  const web = await startFakeWeb((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      answer(request, response, Buffer.concat(pieces).toString());
    });
  }, names);
  const answer = (request: IncomingMessage, response: ServerResponse, body: string) => {
    const { method = "", url: path = "/" } = request;
    const host = request.headers.host ?? "";
    const headers = JSON.stringify(request.headers);
    arrived.push({ host, method, path, sent: `${path}\n${headers}\n${body}` });
    const page = pages.get(host + path.split("?")[0]) ?? {
      status: 200,
      type: "application/json",
      body: '{"ok":true}',
    };
    response.writeHead(page.status, { "content-type": page.type }).end(page.body);
  };
  return { ...web, pages, arrived };
}
export type PoisonedWeb = Awaited<ReturnType<typeof startPoisonedWeb>>;

/** A web page with this in its text. */
export function htmlPage(text: string): { status: number; type: string; body: string } {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const body = `<!doctype html><html><head><title>Solar panels</title></head><body><article><h1>Solar panels</h1>
<p>Solar panels sold well in spring, and prices fell by four per cent against the year before, which nobody had expected.</p>
<p>${escaped}</p>
<p>Most buyers were private households in the south, where the sun shines longest and roofs are large.</p></article></body></html>`;
  return { status: 200, type: "text/html; charset=utf-8", body };
}
