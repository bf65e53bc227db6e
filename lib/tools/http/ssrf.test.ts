import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startFakeWeb, type Names } from "#lib/testing/fake-web.ts";
import { guardedFetch } from "./guarded-fetch.ts";

const PUBLIC = "93.184.215.14";
let answers: string[] = [];
const names: Names = {
  "public.example": [PUBLIC],
  "xn--bcher-kva.example": [PUBLIC],
  "loopback.example": ["127.0.0.1"],
  "loopback6.example": ["::1"],
  "private.example": ["10.0.0.7"],
  "metadata.google.internal": ["169.254.169.254"],
  "mixed.example": [PUBLIC, "192.168.1.1"],
  "mixed6.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "fd00:ec2::254"],
  "bad-first.example": ["127.0.0.1", PUBLIC],
  "mapped.example": ["::ffff:10.0.0.1"],
  "zone.example": ["fe80::1%eth0"],
  "octal.example": ["0177.0.0.1"],
  "word.example": ["localhost"],
  "empty.example": [],
  localhost: ["127.0.0.1", "::1"],
  "app.localhost": ["127.0.0.1"],
  intranet: ["10.1.2.3"],
  "rebinding.example": () => [answers.shift() ?? "127.0.0.1"],
};

const web = await startFakeWeb((request, response) => {
  const to = new URL(request.url ?? "/", "http://any.example").searchParams.get("to");
  if (to === null) response.end("reached");
  else response.writeHead(302, { location: to }).end();
}, names);
afterAll(() => web.close());
beforeEach(() => {
  web.dialled.length = 0;
  answers = [];
});

const anywhere = guardedFetch({
  domains: { kind: "public web, read-only" },
  connect: web.connect,
  local: [],
});

/** Hosts in every spelling, as they stand in an address. */
const BLOCKED_HOSTS: Record<string, string[]> = {
  "IPv4 loopback": [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.0x0.0x0.0x1",
    "0x7f.1",
    "0X7F.1",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "00000177.0.0.1",
    "0177.0x0.1",
    "127.0.0.1.",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "１２７.0.0.1",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "①②⑦.⓪.⓪.①",
    "１２７。０。０。１",
    "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
    "¹²⁷.⁰.⁰.¹",
    "127.0.0\u00ad.1",
    "127\t.0.0.1",
    "127.0.0.1\n",
  ],
  "IPv4 private and carrier": [
    "10.0.0.1",
    "10.255.255.255",
    "167772161",
    "0xa000001",
    "012.0.0.1",
    "10.1",
    "172.16.0.1",
    "172.31.255.255",
    "0xac100001",
    "192.168.0.1",
    "192.168.257",
    "0xc0a80001",
    "3232235521",
    "0300.0250.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "100.100.100.200",
  ],
  "IPv4 link-local and metadata": [
    "169.254.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0xa9.0xfe.0xa9.0xfe",
    "0251.0376.0251.0376",
    "0251.254.43518",
    "169.254.43518",
    "169.16689662",
    "025177524776",
    "①⑥⑨.②⑤④.①⑥⑨.②⑤④",
    "169.254.169.254.",
    "169.254.170.2",
    "168.63.129.16",
    "192.0.0.192",
  ],
  "IPv4 that is nobody's": [
    "0.0.0.0",
    "0",
    "0x0",
    "0.1.2.3",
    "00.0",
    "192.0.0.1",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "198.19.255.255",
    "192.88.99.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.175.48.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    "0xffffffff",
  ],
  "IPv6 loopback and unspecified": [
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0001]",
    "[0::1]",
    "[::0:1]",
    "[::]",
    "[0:0:0:0:0:0:0:0]",
    "[0000::]",
    "[::0.0.0.1]",
    "[::0.0.0.0]",
  ],
  "IPv6 local and nobody's": [
    "[fe80::1]",
    "[FE80::A9FE:A9FE]",
    "[febf::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[fd20:ce::254]",
    "[fdff:ffff::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[2001:2::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:30::1]",
    "[2001:3::1]",
    "[2001:4:112::1]",
    "[2620:4f:8000::1]",
    "[5f00::1]",
    "[4000::1]",
    "[1::1]",
  ],
  "IPv6 with an IPv4 inside": [
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:7F00:0001]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:192.168.0.1]",
    "[::ffff:0.0.0.0]",
    "[::ffff:100.64.0.1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::169.254.169.254]",
    "[::93.184.215.14]",
    "[::ffff:0:127.0.0.1]",
    "[::ffff:0:7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::127.0.0.1]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2002:a00:1::1]",
    "[2002:c0a8:1::1]",
    "[2001:0:7f00:1::]",
    "[2001::1]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[2606:4700::5efe:127.0.0.1]",
    "[2606:4700::200:5efe:a00:1]",
  ],
  "names that lead inside": [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ｌｏｃａｌｈｏｓｔ",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "%6cocalhost",
    "app.localhost",
    "loopback.example",
    "LOOPBACK.example.",
    "loopback6.example",
    "private.example",
    "intranet",
    "metadata.google.internal",
    "metadata。google。internal",
    "mixed.example",
    "mixed6.example",
    "bad-first.example",
    "mapped.example",
    "zone.example",
    "octal.example",
    "word.example",
  ],
};

/** Whole addresses that are refused before anything is looked up. */
const BAD_URLS = [
  "",
  "http://",
  "http:///",
  "//127.0.0.1/",
  "127.0.0.1",
  "file:///etc/passwd",
  "ftp://public.example/",
  "gopher://127.0.0.1:6379/_INFO",
  "dict://127.0.0.1:11211/stat",
  "ldap://127.0.0.1/",
  "data:text/plain,hi",
  "javascript:alert(1)",
  "blob:http://public.example/1",
  "ws://public.example/",
  "jar:http://public.example!/",
  "http://user@public.example/",
  "http://user:pass@public.example/",
  "http://public.example@127.0.0.1/",
  "http://public.example:80@127.0.0.1/",
  "http://127.0.0.1#@public.example:x@127.0.0.1:y@/",
  "http://public.example:0x50/",
  "http://public.example:99999/",
  "http://[fe80::1%25eth0]/",
  "http://[fe80::1%eth0]/",
  "http://[::1%25lo]/",
  "http://[::1",
  "http://::1/",
  "http://[127.0.0.1]/",
  "http://[::ffff:127.0.0.1.]/",
  "http://[::1]x/",
  "http://1.2.3.4.5/",
  "http://256.0.0.1/",
  "http://0x100000000/",
  "http://127.0.0.0x1g/",
  "http://public..example/",
  "http://public.example../",
  "http://.public.example/",
  "http://public example/",
  "http://public.exa^mple/",
  "http://public.example%00.evil/",
  `http://${"a".repeat(64)}.example/`,
  `http://${"a.".repeat(130)}example/`,
  `http://public.example/${"a".repeat(9_000)}`,
];

/** What the parser of addresses, the only one, takes for something else than it looks like. */
const DISGUISED = [
  "http://127.0.0.1\\@public.example/",
  "http://127.0.0.1\\.public.example/",
  "http://127.0.0.1/@public.example/",
  "http://127.0.0.1?@public.example/",
  "http://127.0.0.1#@public.example/",
  "http:\\\\127.0.0.1\\",
  "http:127.0.0.1",
  "http:/127.0.0.1/",
  "http:////127.0.0.1/",
  " http://127.0.0.1/ ",
  "ht\ntp://127.0.0.1/",
  "HTTP://127.0.0.1/",
  "https://127.0.0.1/",
  "http://127.0.0.1:80/",
  "http://127.0.0.1:443/",
  "http://127.0.0.1:00080/",
];

const ODD_PORTS = [21, 22, 25, 81, 2375, 3000, 5432, 6379, 8080, 8443, 9200, 11211, 65_535];

const blockedHosts = Object.entries(BLOCKED_HOSTS).flatMap(([kind, hosts]) =>
  hosts.map((host) => ({ kind, host })),
);

const refused = async (url: string, code: string) => {
  await expect(anywhere(url)).rejects.toMatchObject({ name: "ToolError", code, retryable: false });
  expect(web.dialled).toEqual([]);
};

test("the table has the size it claims", () => {
  const spellings = blockedHosts.length + BAD_URLS.length + DISGUISED.length + ODD_PORTS.length;
  expect(spellings).toBeGreaterThan(220);
});

test("what is public is reached, so that refusals below mean something", async () => {
  for (const host of ["public.example", "PUBLIC.example.", "bücher.example", PUBLIC, "[2606:4700::1111]"]) {
    const { response } = await anywhere(`http://${host}/`);
    expect(await response.text()).toBe("reached");
  }
  expect(web.dialled).toEqual([...Array<string>(4).fill(`${PUBLIC}:80`), "2606:4700::1111:80"]);
});

test.each(blockedHosts)("$kind: http://$host/ is not dialled", async ({ host }) => {
  await refused(`http://${host}/`, "address_blocked");
});

test.each(blockedHosts)("$kind: a redirect to http://$host/ is not followed", async ({ host }) => {
  const to = encodeURIComponent(`http://${host}/`);
  await expect(anywhere(`http://public.example/?to=${to}`)).rejects.toMatchObject({
    code: "address_blocked",
  });
  expect(web.dialled).toEqual([`${PUBLIC}:80`]);
});

test.each(BAD_URLS)("%j is no address", (url) => refused(url, "bad_url"));

test.each(DISGUISED)("%j is seen through", (url) => refused(url, "address_blocked"));

test.each(ODD_PORTS)("port %i of a public host is not dialled", async (port) => {
  await refused(`http://public.example:${port}/`, "domain_not_allowed");
  expect(web.resolved).not.toContain(`public.example:${port}`);
});

test("a name without addresses is not dialled", () => refused("http://empty.example/", "unreachable"));
test("a name that does not exist is not dialled", () => refused("http://nowhere.example/", "unreachable"));

describe("a name that changes its answer", () => {
  test("between two requests is judged at each", async () => {
    answers = [PUBLIC, "127.0.0.1"];
    await anywhere("http://rebinding.example/");
    await expect(anywhere("http://rebinding.example/")).rejects.toMatchObject({ code: "address_blocked" });
    expect(web.dialled).toEqual([`${PUBLIC}:80`]);
  });

  test("between two hops of a redirect is judged at each", async () => {
    answers = [PUBLIC, "169.254.169.254"];
    const to = encodeURIComponent("http://rebinding.example/");
    await expect(anywhere(`http://rebinding.example/?to=${to}`)).rejects.toMatchObject({
      code: "address_blocked",
    });
    expect(web.dialled).toEqual([`${PUBLIC}:80`]);
  });

  test("after it was judged is not asked again: what is dialled is the address that was judged", async () => {
    answers = [PUBLIC];
    web.resolved.length = 0;
    await anywhere("http://rebinding.example/");
    expect(web.resolved).toEqual(["rebinding.example"]);
    expect(web.dialled).toEqual([`${PUBLIC}:80`]);
  });
});

describe("redirects", () => {
  const to = (target: string) => anywhere(`http://public.example/?to=${encodeURIComponent(target)}`);

  test.each(["file:///etc/passwd", "ftp://public.example/", "http://user@public.example/", "http://[::1"])(
    "to %s end",
    async (target) => {
      await expect(to(target)).rejects.toMatchObject({ code: "bad_url" });
      expect(web.dialled).toHaveLength(1);
    },
  );

  test.each(["http://public.example:8080/", "//public.example:22/"])(
    "to the odd port of %s end",
    async (target) => {
      await expect(to(target)).rejects.toMatchObject({ code: "domain_not_allowed" });
      expect(web.dialled).toHaveLength(1);
    },
  );

  test("that begin with two slashes are an address of another host", async () => {
    await expect(to("//127.0.0.1/")).rejects.toMatchObject({ code: "address_blocked" });
    await expect(to("\\\\127.0.0.1\\")).rejects.toMatchObject({ code: "address_blocked" });
  });
});

describe("addresses that the installation lists", () => {
  const client = (local: string[], allowed: string[]) =>
    guardedFetch({ domains: { allowed }, local, connect: web.connect });

  test("are reached where the policy allows the host too, at the port that is listed", async () => {
    const listed = client(
      ["127.0.0.1:8888", "[::1]:8888", "loopback.example:8888"],
      ["127.0.0.1:8888", "[::1]:8888", "loopback.example:8888"],
    );
    await listed("http://127.0.0.1:8888/");
    await listed("http://[::1]:8888/");
    await listed("http://loopback.example:8888/");
    expect(web.dialled).toEqual(["127.0.0.1:8888", "::1:8888", "127.0.0.1:8888"]);
    await expect(listed("http://127.0.0.1/")).rejects.toMatchObject({ code: "address_blocked" });
    await expect(listed("http://127.0.0.1:8889/")).rejects.toMatchObject({ code: "domain_not_allowed" });
    expect(web.dialled).toHaveLength(3);
  });

  test("are no part of the public web", async () => {
    const open = guardedFetch({
      domains: { kind: "public web, read-only" },
      local: ["127.0.0.1:80", "localhost:80"],
      connect: web.connect,
    });
    await expect(open("http://127.0.0.1/")).rejects.toMatchObject({ code: "address_blocked" });
    await expect(open("http://localhost/")).rejects.toMatchObject({ code: "address_blocked" });
    expect(web.dialled).toEqual([]);
  });

  test("are not reached by a policy alone", async () => {
    const policy = client([], ["127.0.0.1", "private.example", "localhost"]);
    for (const host of ["127.0.0.1", "private.example", "localhost"]) {
      await expect(policy(`http://${host}/`)).rejects.toMatchObject({ code: "address_blocked" });
    }
    expect(web.dialled).toEqual([]);
  });

  test.each(["169.254.169.254", "metadata.google.internal", "[fe80::1]", "0.0.0.0", "224.0.0.1"])(
    "do not make %s reachable",
    async (host) => {
      const foolish = client([`${host}:80`], [host]);
      await expect(foolish(`http://${host}/`)).rejects.toMatchObject({ code: "address_blocked" });
      expect(web.dialled).toEqual([]);
    },
  );
});
