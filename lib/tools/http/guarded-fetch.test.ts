import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startFakeWeb } from "#lib/testing/fake-web.ts";
import { guardedFetch, type GuardedInit } from "./guarded-fetch.ts";

type Seen = { method: string; host: string; path: string; headers: IncomingMessage["headers"]; body: string };
type Route = (request: IncomingMessage, response: ServerResponse) => void;

const A = "93.184.215.14";
const B = "93.184.215.15";
let seen: Seen[] = [];
let route: Route = (_request, response) => void response.end("ok");

const web = await startFakeWeb(
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", headers, url: path = "" } = request;
      seen.push({ method, host: headers.host ?? "", path, headers, body: Buffer.concat(chunks).toString() });
      route(request, response);
    });
  },
  { "a.example": [A], "b.example": [B], "sub.a.example": [A], "two.example": [A, B] },
);
afterAll(() => web.close());
beforeEach(() => {
  seen = [];
  web.dialled.length = 0;
  route = (_request, response) => void response.end("ok");
});

const client = (hosts: string[], publicRead = false) =>
  guardedFetch({ domains: { publicRead, hosts }, connect: web.connect, local: ["127.0.0.1:8080"] });
const http = client(["a.example", "b.example", "*.a.example", "127.0.0.1:8080"]);
const redirect =
  (status: number, ...locations: string[]): Route =>
  (_request, response) => {
    const location = locations[seen.length - 1];
    if (location === undefined) response.end("arrived");
    else response.writeHead(status, { location }).end("moved");
  };

describe("domains", () => {
  test("of the public web are read with GET and HEAD, and no more", async () => {
    const reader = client([], true);
    await reader("http://a.example/");
    await reader("http://a.example/", { method: "head" });
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      await expect(reader("http://a.example/", { method })).rejects.toMatchObject({
        code: "domain_not_allowed",
        message: expect.stringContaining(`not sent ${method} requests`) as string,
      });
    }
    expect(seen.map(({ method }) => method)).toEqual(["GET", "HEAD"]);
  });

  test("that are listed have every method, also where the public web may be read only", async () => {
    await client(["a.example"], true)("http://a.example/", { method: "POST", body: "x" });
    await expect(client(["a.example"])("http://b.example/")).rejects.toMatchObject({
      code: "domain_not_allowed",
      message: "b.example is not one of the allowed hosts.",
    });
    expect(seen).toHaveLength(1);
  });

  test("with a star are those below, not the one itself nor one that only ends alike", async () => {
    const below = client(["*.a.example"]);
    await below("http://sub.a.example/");
    await expect(below("http://a.example/")).rejects.toMatchObject({ code: "domain_not_allowed" });
    await expect(below("http://bad-a.example/")).rejects.toMatchObject({ code: "domain_not_allowed" });
  });

  test("of several lists must be in each", async () => {
    const two = guardedFetch({
      domains: [
        { publicRead: true, hosts: ["a.example", "b.example"] },
        { publicRead: true, hosts: ["a.example"] },
      ],
      connect: web.connect,
      local: [],
    });
    await two("http://a.example/", { method: "POST" });
    await two("http://b.example/");
    const post = two("http://b.example/", { method: "POST" });
    await expect(post).rejects.toMatchObject({ code: "domain_not_allowed" });
  });

  test("have the ports 80 and 443, and those that are listed", async () => {
    const ported = client(["a.example:8443"]);
    await ported("http://a.example:443/");
    await ported("http://a.example:8443/");
    await expect(ported("http://a.example:8444/")).rejects.toMatchObject({ code: "domain_not_allowed" });
    expect(web.dialled).toEqual([`${A}:443`, `${A}:8443`]);
    expect(seen.map(({ host }) => host)).toEqual(["a.example:443", "a.example:8443"]);
  });

  test.each(["http://a.example/", "*", "*.com", "a.example/path", ""])("cannot be %j", (entry) => {
    expect(() => client([entry])).toThrow("is no host that can be allowed");
  });
});

describe("a request", () => {
  test("goes out as it was given, with the name as its host", async () => {
    const { response, url, redirects } = await http("http://A.example./p?q=1#f", {
      method: "POST",
      headers: { "x-own": "1" },
      body: "text",
    });
    expect(await response.text()).toBe("ok");
    expect({ url, redirects }).toEqual({ url: "http://a.example/p?q=1#f", redirects: 0 });
    expect(seen).toMatchObject([{ method: "POST", host: "a.example", path: "/p?q=1", body: "text" }]);
    expect(seen[0]?.headers).toMatchObject({
      "x-own": "1",
      "user-agent": "Planwright",
      "accept-encoding": "gzip, br, zstd, deflate",
      "content-length": "4",
      connection: "close",
    });
  });

  test("takes bytes and forms", async () => {
    const post = (body: GuardedInit["body"]) => http("http://a.example/", { method: "POST", body });
    await post(new Uint8Array([104, 105]));
    await post(new URLSearchParams({ a: "1 2" }));
    expect(seen.map(({ body }) => body)).toEqual(["hi", "a=1+2"]);
    expect(seen[1]?.headers["content-type"]).toMatch("application/x-www-form-urlencoded");
    await expect(post(new FormData())).rejects.toMatchObject({ code: "bad_request" });
  });

  test.each<GuardedInit>([
    { method: "CONNECT" },
    { method: "TRACE" },
    { method: "GET\r\nX: 1" },
    { body: "a" },
    { headers: { host: "b.example" } },
    { headers: { "content-length": "1" } },
    { headers: { "transfer-encoding": "chunked" } },
    { headers: { connection: "upgrade" } },
    { headers: { "proxy-authorization": "x" } },
    { headers: { "x-a": "1\r\nx-b: 2" } },
    { headers: { "x-a": "\u4f60" } },
    { headers: { "bad name": "1" } },
  ])("that is none is not sent: %j", async (init) => {
    await expect(http("http://a.example/", init)).rejects.toMatchObject({ code: "bad_request", sent: false });
    expect(web.dialled).toEqual([]);
  });

  test("tries a name's next address when one does not answer", async () => {
    let first = true;
    const { response } = await guardedFetch({
      domains: { publicRead: true, hosts: [] },
      local: [],
      connect: {
        ...web.connect,
        dial: (address) => {
          const socket = web.connect.dial(address);
          if (first) process.nextTick(() => socket.destroy(new Error("refused")));
          first = false;
          return socket;
        },
      },
    })("http://two.example/");
    expect(await response.text()).toBe("ok");
    expect(web.dialled).toEqual([`${A}:80`, `${B}:80`]);
  });
});

describe("redirects", () => {
  test("are followed five times, not six", async () => {
    const hops = ["/1", "/2", "http://b.example/3", "/4", "//a.example/5"];
    route = redirect(302, ...hops);
    const { response, url, redirects } = await http("http://a.example/0");
    expect(await response.text()).toBe("arrived");
    expect({ url, redirects }).toEqual({ url: "http://a.example/5", redirects: 5 });
    seen = [];
    route = redirect(302, ...hops, "/6");
    await expect(http("http://a.example/0")).rejects.toMatchObject({ code: "too_many_redirects" });
    expect(seen).toHaveLength(6);
  });

  test("to hosts that are not allowed end", async () => {
    route = redirect(302, "http://c.example/");
    await expect(http("http://a.example/")).rejects.toMatchObject({ code: "domain_not_allowed" });
    expect(web.dialled).toHaveLength(1);
  });

  test.each([
    [301, "POST", "GET", ""],
    [302, "POST", "GET", ""],
    [303, "POST", "GET", ""],
    [303, "PUT", "GET", ""],
    [307, "POST", "POST", "text"],
    [308, "POST", "POST", "text"],
    [302, "PUT", "PUT", "text"],
  ])("with %i make %s a %s", async (status, method, then, body) => {
    route = redirect(status, "/next");
    await http("http://a.example/", { method, body: "text", headers: { "content-type": "text/plain" } });
    expect(seen[1]).toMatchObject({ method: then, body });
    expect(seen[1]?.headers["content-type"]).toBe(body === "" ? undefined : "text/plain");
  });

  test("are the answer, or an error, when that is wished", async () => {
    route = redirect(302, "/next", "/next");
    const { response } = await http("http://a.example/", { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, "/next"]);
    await expect(http("http://a.example/", { redirect: "error" })).rejects.toMatchObject({
      code: "too_many_redirects",
    });
    expect(seen).toHaveLength(2);
  });

  test("without an address, or to something that is none", async () => {
    route = (_request, response) => void response.writeHead(302).end("nowhere");
    expect(await (await http("http://a.example/")).response.text()).toBe("nowhere");
    route = (_request, response) => void response.writeHead(302, { location: "http://[" }).end();
    await expect(http("http://a.example/")).rejects.toMatchObject({ code: "bad_url" });
  });
});

describe("credentials", () => {
  const key = { name: "Shop key", hosts: ["127.0.0.1:8080"], headers: { authorization: "Bearer s3cret" } };
  const own = { cookie: "a=1", "x-api-key": "k", accept: "text/plain", "idempotency-key": "i" };

  test("go to their host", async () => {
    await http("http://127.0.0.1:8080/", { secrets: [key] });
    expect(seen[0]?.headers.authorization).toBe("Bearer s3cret");
  });

  test("do not go to another, which is said without telling them", async () => {
    const refusal = http("http://a.example/", { secrets: [key] });
    await expect(refusal).rejects.toMatchObject({
      code: "credential_not_bound",
      message: 'The secret "Shop key" is not for a.example.',
    });
    expect(web.dialled).toEqual([]);
  });

  test("do not go anywhere unencrypted but to this installation's own addresses", async () => {
    const secrets = [{ ...key, hosts: ["a.example"] }];
    await expect(http("http://a.example/", { secrets })).rejects.toMatchObject({ code: "not_encrypted" });
    expect(web.dialled).toEqual([]);
  });

  test("stay within their origin, and so does all that a caller gave besides what says nothing", async () => {
    route = redirect(307, "/same", "http://a.example/other", "http://127.0.0.1:8080/back");
    await http("http://127.0.0.1:8080/", { method: "POST", body: "b", headers: own, secrets: [key] });
    const [first, same, other, back] = seen.map(({ headers }) => headers);
    expect(first).toMatchObject({ ...own, authorization: "Bearer s3cret" });
    expect(same).toMatchObject({ ...own, authorization: "Bearer s3cret" });
    for (const after of [other, back]) {
      expect(after).toMatchObject({ accept: "text/plain", "idempotency-key": "i" });
      for (const name of ["authorization", "cookie", "x-api-key"]) expect(after).not.toHaveProperty(name);
    }
  });

  test("do not come back when a redirect leads to a host that they are for", async () => {
    const secrets = [{ ...key, hosts: ["127.0.0.1:8080", "a.example", "*.a.example"] }];
    route = redirect(302, "http://sub.a.example/");
    await http("http://127.0.0.1:8080/", { secrets });
    expect(seen[1]?.headers).not.toHaveProperty("authorization");
  });
});
