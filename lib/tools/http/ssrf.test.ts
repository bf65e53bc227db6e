import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startFakeWeb, type Names } from "#lib/testing/fake-web.ts";
import { BAD_URLS, BLOCKED_HOSTS, DISGUISED, ODD_PORTS } from "#lib/testing/ssrf-spellings.ts";
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
  // In UTF-8, as servers send it against the standard.
  else response.writeHead(302, { location: Buffer.from(to).toString("latin1") }).end();
}, names);
afterAll(() => web.close());
beforeEach(() => {
  web.dialled.length = 0;
  answers = [];
});

const anywhere = guardedFetch({
  domains: { publicRead: true, hosts: [] },
  connect: web.connect,
  local: [],
});

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

// What cannot stand in a header cannot be redirected to.
test.each(blockedHosts.filter(({ host }) => !host.includes("\n")))(
  "$kind: a redirect to http://$host/ is not followed",
  async ({ host }) => {
    const to = encodeURIComponent(`http://${host}/`);
    await expect(anywhere(`http://public.example/?to=${to}`)).rejects.toMatchObject({
      code: "address_blocked",
    });
    expect(web.dialled).toEqual([`${PUBLIC}:80`]);
  },
);

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
  const client = (local: string[], hosts: string[]) =>
    guardedFetch({ domains: { publicRead: false, hosts }, local, connect: web.connect });

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
      domains: { publicRead: true, hosts: [] },
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
