import type { ServerResponse } from "node:http";
import { connect, createServer as createNetServer, Socket, type AddressInfo } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { fakeNet, startFakeWeb } from "#lib/testing/fake-web.ts";
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from "#lib/testing/test-certificate.ts";
import type { Dial } from "./guarded-connector.ts";
import { guardedFetch, type GuardedInit } from "./guarded-fetch.ts";

const NAMES = {
  "a.example": ["93.184.215.14"],
  "secure.example": ["93.184.215.14"],
  "x.secure.example": ["93.184.215.14"],
};
let answer: (response: ServerResponse, path: string) => void;
let closed: Promise<unknown>[] = [];
const web = await startFakeWeb((request, response) => {
  closed.push(new Promise((resolve) => request.socket.once("close", resolve)));
  answer(response, request.url ?? "/");
}, NAMES);
afterAll(() => web.close());
beforeEach(() => {
  closed = [];
});
// Whatever happened, the connection does not stay.
afterEach(() => Promise.all(closed));

const domains = { publicRead: true, hosts: [] };
const http = guardedFetch({ domains, connect: web.connect, local: [] });
const dialing = (dial: Dial, ca?: string) =>
  guardedFetch({ domains, local: [], connect: { ...web.connect, dial, ...(ca && { ca }) } });

const read = async (init: GuardedInit = {}) => (await http("http://a.example/", init)).response.text();
const packed = (encoding: string, body: Buffer) => (response: ServerResponse) =>
  void response.writeHead(200, { "content-encoding": encoding }).end(body);

const PACKERS: [string, (plain: Buffer) => Buffer][] = [
  ["gzip", gzipSync],
  ["x-gzip", gzipSync],
  ["br", brotliCompressSync],
  ["zstd", zstdCompressSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
];

describe("packed bodies", () => {
  test.each(PACKERS)("are unpacked: %s", async (encoding, pack) => {
    answer = packed(encoding, pack(Buffer.from("plain ü")));
    const { response } = await http("http://a.example/");
    expect(await response.text()).toBe("plain ü");
    expect(response.headers.has("content-encoding")).toBe(false);
  });

  test.each(PACKERS)("are stopped when they grow too large: %s", async (encoding, pack) => {
    // 16 MB that are a few kB on the way.
    answer = packed(encoding, pack(Buffer.alloc(16_000_000)));
    const { response } = await http("http://a.example/", { limits: { bodyBytes: 100_000 } });
    let bytes = 0;
    const reading = async () => {
      for await (const chunk of response.body ?? []) bytes += chunk.byteLength;
    };
    await expect(reading()).rejects.toMatchObject({ code: "too_large", retryable: false });
    expect(bytes).toBeLessThanOrEqual(100_000);
  });

  test("twice over are unpacked, three times are not", async () => {
    const twice = gzipSync(brotliCompressSync(Buffer.from("deep")));
    answer = packed("br, gzip", twice);
    expect(await read()).toBe("deep");
    answer = packed("gzip, br, gzip", gzipSync(twice));
    await expect(read()).rejects.toMatchObject({ code: "bad_response" });
  });

  test("that unpack to nothing are counted as well", async () => {
    const empty = Buffer.concat(Array<Buffer>(20_000).fill(gzipSync("")));
    answer = packed("gzip", empty);
    await expect(read({ limits: { bodyBytes: 100_000 } })).rejects.toMatchObject({ code: "too_large" });
  });

  test.each(["gzip", "br", "zstd", "deflate"])("that are none fail: %s", async (encoding) => {
    answer = packed(encoding, Buffer.from("\u0001this is plain text, not packed at all"));
    await expect(read()).rejects.toMatchObject({ code: "bad_response" });
  });

  test.each(PACKERS)("that end too early fail: %s", async (encoding, pack) => {
    const whole = pack(Buffer.from("plain ".repeat(1_000)));
    answer = packed(encoding, whole.subarray(0, whole.length - 6));
    await expect(read()).rejects.toMatchObject({ code: "broken_off" });
  });

  test.each(["compress", "aws-chunked", "constructor"])(
    "in ways nobody asked for fail: %s",
    async (encoding) => {
      answer = packed(encoding, Buffer.from("x"));
      await expect(read()).rejects.toMatchObject({ code: "bad_response" });
    },
  );

  test("may be empty, or missing", async () => {
    answer = packed("gzip", Buffer.alloc(0));
    expect(await read()).toBe("");
    answer = (response) => void response.writeHead(204, { "content-encoding": "gzip" }).end();
    expect(await read()).toBe("");
    answer = (response) =>
      void response.writeHead(200, { "content-encoding": "gzip", "content-length": 99 }).end();
    expect(await read({ method: "HEAD" })).toBe("");
  });
});

describe("sizes", () => {
  test("a body that says it is too large is not begun", async () => {
    answer = (response) => response.writeHead(200, { "content-length": 20_000_000 }).flushHeaders();
    await expect(read()).rejects.toMatchObject({
      code: "too_large",
      message: "The answer of a.example is larger than 10 MB.",
    });
  });

  test("a body that does not end is stopped at the cap", async () => {
    answer = (response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on("drain", more);
      more();
    };
    await expect(read({ limits: { bodyBytes: 1_000_000 } })).rejects.toMatchObject({ code: "too_large" });
  });

  test("headers have a cap", async () => {
    answer = (response) => void response.writeHead(200, { "x-long": "a".repeat(40_000) }).end();
    await expect(read()).rejects.toMatchObject({ code: "too_large" });
    answer = (response) => {
      for (let i = 0; i < 1_500; i++) response.setHeader(`x-${i}`, "a".repeat(30));
      response.end();
    };
    await expect(read()).rejects.toMatchObject({ code: "too_large" });
  });
});

/** Servers and connections that stop at some point and say nothing more. */
const never = () => new Promise<never>(() => undefined);
const HANGS: [
  string,
  keyof NonNullable<GuardedInit["limits"]>,
  () => ReturnType<typeof guardedFetch>,
  string,
][] = [
  [
    "the look-up of a name",
    "connectMs",
    () => guardedFetch({ domains, local: [], connect: { ...web.connect, resolve: never } }),
    "http",
  ],
  ["a connection", "connectMs", () => dialing(() => new Socket()), "http"],
  ["an encrypted connection", "connectMs", () => dialing(() => silentSocket()), "https"],
  ["the answer", "headersMs", () => http, "http"],
  [
    "the answer's headers",
    "headersMs",
    () => dialing(() => speakingSocket("HTTP/1.1 200 OK\r\nx: ")),
    "http",
  ],
  ["the answer, all the same", "totalMs", () => http, "http"],
];
const quiet = createNetServer((socket) => void socket.on("error", () => undefined));
await new Promise<void>((resolve) => quiet.listen(0, "127.0.0.1", resolve));
const speaking = createNetServer((socket) => {
  socket.on("error", () => undefined).once("data", () => socket.write(said));
});
await new Promise<void>((resolve) => speaking.listen(0, "127.0.0.1", resolve));
afterAll(() => {
  quiet.close();
  speaking.close();
});
let said: string | Buffer = "";
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
const silentSocket = () => connect({ host: "127.0.0.1", port: portOf(quiet) });
const speakingSocket = (text: string | Buffer) => {
  said = text;
  return connect({ host: "127.0.0.1", port: portOf(speaking) });
};

describe("times", () => {
  beforeEach(() => {
    answer = () => undefined;
  });

  test.each(HANGS)("%s has its time (%s)", async (_what, limit, make, scheme) => {
    const call = make()(`${scheme}://a.example/`, { limits: { [limit]: 40 } });
    await expect(call).rejects.toMatchObject({ code: "timed_out", retryable: true });
  });

  test.each(HANGS)("%s ends with the signal", async (_what, _limit, make, scheme) => {
    const stop = new AbortController();
    const call = make()(`${scheme}://a.example/`, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 30);
    await expect(call).rejects.toThrow("enough");
  });

  test("a signal that is aborted lets nothing begin", async () => {
    const dialled = web.dialled.length;
    await expect(read({ signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
    expect(web.dialled).toHaveLength(dialled);
  });

  test("a body that comes too slowly has its time, read or not", async () => {
    answer = (response) => {
      const timer = setInterval(() => response.write("."), 5);
      response.on("close", () => clearInterval(timer));
    };
    await expect(read({ limits: { totalMs: 60 } })).rejects.toMatchObject({ code: "timed_out" });
    const { response } = await http("http://a.example/", { limits: { totalMs: 60 } });
    await Promise.all(closed);
    await expect(response.text()).rejects.toMatchObject({ code: "timed_out" });
  });

  test("a body ends with the signal, also while it is unpacked", async () => {
    for (const encoding of ["identity", "gzip"]) {
      answer = (response) => {
        response.writeHead(200, { "content-encoding": encoding });
        response.write(encoding === "gzip" ? gzipSync("begun").subarray(0, 20) : "begun");
      };
      const stop = new AbortController();
      const { response } = await http("http://a.example/", { signal: stop.signal });
      setTimeout(() => stop.abort(new Error("enough")), 20);
      await expect(response.text()).rejects.toThrow("enough");
    }
  });

  test("a body that is not wanted is given back", async () => {
    answer = (response) => void response.write("begun");
    const { response } = await http("http://a.example/");
    await response.body?.cancel();
  });
});

describe("connections", () => {
  test("that nobody takes are unreachable, and were not sent anything", async () => {
    const { port } = (await closedPort()) ?? { port: 9 };
    const call = dialing(() => connect({ host: "127.0.0.1", port }))("http://a.example/");
    await expect(call).rejects.toMatchObject({ code: "unreachable", retryable: true, sent: false });
  });

  test.each<[string, string | Buffer, string]>([
    ["nothing", "", "broken_off"],
    ["half a header", "HTTP/1.1 200 OK\r\nx", "broken_off"],
    ["less than it says", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf", "broken_off"],
    ["half a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf", "broken_off"],
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n", "bad_response"],
    ["bytes", Buffer.from([0, 1, 2, 255, 254]), "bad_response"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", "broken_off"],
    [
      "a length and chunks",
      "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      "broken_off",
    ],
    ["a chunk of no size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "bad_response"],
    ["a status of its own", "HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n", "bad_response"],
    ["a header with a zero byte", "HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n", "bad_response"],
  ])("that say %s before they end fail", async (_what, text, code) => {
    const call = dialing(() => {
      const socket = speakingSocket(text);
      socket.once("connect", () => setTimeout(() => socket.end(), 30));
      socket.once("data", () => setTimeout(() => socket.destroy(), 10));
      return socket;
    })("http://a.example/");
    const reading = async () => (await call).response.text();
    await expect(reading()).rejects.toMatchObject({ code, sent: true });
  });

  async function closedPort() {
    const server = createNetServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return address;
  }
});

describe("encrypted connections", () => {
  const names: (string | false | null)[] = [];
  const server = createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY }, (socket) => {
    names.push(
      socket instanceof TLSSocket ? (socket as TLSSocket & { servername: string }).servername : null,
    );
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
  });
  server.on("tlsClientError", () => undefined);
  const net = fakeNet(NAMES, () => connect({ host: "127.0.0.1", port: portOf(server) }));
  const ready = new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => server.close());
  const secure = (ca?: string) =>
    guardedFetch({ domains, local: [], connect: { ...net.connect, ...(ca && { ca }) } });

  test("go to the address that was judged, under the name that was asked for", async () => {
    await ready;
    const { response } = await secure(TEST_CERTIFICATE)("https://secure.example/");
    expect(await response.text()).toBe("ok");
    expect(names).toEqual(["secure.example"]);
    expect(net.dialled).toEqual(["93.184.215.14:443"]);
  });

  test.each([
    ["a certificate nobody trusts", "https://secure.example/", undefined],
    ["another host's certificate", "https://a.example/", TEST_CERTIFICATE],
  ])("with %s are refused before anything is sent", async (_what, url, ca) => {
    await ready;
    await expect(secure(ca)(url)).rejects.toMatchObject({ code: "untrusted", retryable: false, sent: false });
  });
});
