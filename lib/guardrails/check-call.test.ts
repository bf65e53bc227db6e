import { describe, expect, test } from "vitest";
import type { Manifest } from "#lib/domain/manifest.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { Reach } from "#lib/domain/tool.ts";
import { checkCall, type CallFacts } from "./check-call.ts";

const SEND: CallFacts["tool"] = {
  name: "mail.send",
  title: "Send mail",
  version: "v1",
  reaches: { kind: "arguments", names: ["url"], writes: true },
  sensitive: ["to", "url"],
};
const OPEN = Policy.parse({
  otherwise: { once: "allow" },
  domains: { publicRead: true, hosts: ["hooks.example"] },
  personalData: { kinds: [], answer: "warn" },
});
const facts = (changes: Partial<CallFacts> = {}): CallFacts => ({
  step: { id: "s", title: "Tell them" },
  tool: SEND,
  sideEffect: "once",
  args: { to: "Ann", url: "https://hooks.example/x" },
  marked: [],
  composed: [],
  ...changes,
});
const APPROVED: Manifest = {
  tools: { "mail.send": "v1" },
  hosts: ["hooks.example"],
  publicRead: false,
  services: [],
  data: [],
  spend: { micros: null, tokens: null, calls: null, seconds: null },
};
const check = (changes: Partial<CallFacts> = {}, policy = OPEN, manifest: Manifest | null = APPROVED) => {
  const { decision, findings } = checkCall(facts(changes), { policy, manifest, own: ["workspace-secret-1"] });
  return [decision, ...findings.map(({ rule }) => rule)];
};

test("what the policy allows within the manifest goes on", () => {
  expect(check()).toEqual(["allow"]);
});

describe("the manifest", () => {
  test("a tool that was not approved, and one that has changed since, is refused", () => {
    expect(check({ tool: { ...SEND, name: "other" } })).toEqual(["deny", "beyond_manifest"]);
    expect(check({ tool: { ...SEND, version: "v2" } })).toEqual(["deny", "beyond_manifest"]);
  });

  test("a host that was not approved is refused though the policy would allow it", () => {
    const policy = Policy.parse({
      otherwise: { once: "allow" },
      domains: { hosts: ["hooks.example", "new.example"] },
    });
    expect(check({ args: { url: "https://new.example" } }, policy)).toEqual(["deny", "beyond_manifest"]);
  });

  test("a run from before there were manifests goes by the policy alone", () => {
    expect(check({ tool: { ...SEND, version: "v2" } }, OPEN, null)).toEqual(["allow"]);
  });
});

describe("domains", () => {
  test.each([
    ["https://hooks.example", "once", "allow"],
    ["https://HOOKS.example./x", "once", "allow"],
    ["https://evil.example", "once", "deny"],
    ["https://hooks.example.evil.example", "once", "deny"],
    ["https://hooks.example@evil.example", "once", "deny"],
    ["https://evil.example", "read", "allow"],
    ["https://evil.example:8080", "read", "deny"],
  ] as const)("%s to %s: %s", (url, sideEffect, decision) => {
    expect(check({ args: { url }, sideEffect }, OPEN, null)[0]).toBe(decision);
  });

  test("a tool that may go anywhere may only read, and only where the public web may be read", () => {
    const tool = { ...SEND, reaches: { kind: "any", writes: true } as const };
    expect(check({ tool, sideEffect: "read" }, OPEN, null)).toEqual(["allow"]);
    expect(check({ tool }, OPEN, null)).toEqual(["deny", "domain_denied"]);
    const closed = Policy.parse({ domains: { publicRead: false } });
    expect(check({ tool, sideEffect: "read" }, closed, null)).toEqual(["deny", "domain_denied"]);
  });
});

describe("a tool whose method says whether it writes", () => {
  const writes = { argument: "method", reads: ["GET", "HEAD"], leftOut: "GET" };
  const tool = { ...SEND, reaches: { kind: "arguments" as const, names: ["url"], writes } };
  const url = "https://evil.example";
  test.each([
    [{ url }, "read", "allow"],
    [{ url, method: "GET" }, "read", "allow"],
    // It has no effect, and is all the same not among what the client lets pass.
    [{ url, method: "OPTIONS" }, "read", "deny"],
    [{ url, method: "POST" }, "once", "deny"],
    [{ url, method: 7 }, "read", "deny"],
    [{ url: "https://hooks.example", method: "POST" }, "once", "allow"],
  ] as const)("%j: %s, %s", (args, sideEffect, decision) => {
    expect(check({ tool, args, sideEffect }, OPEN, null)[0]).toBe(decision);
    const manifest = { ...APPROVED, publicRead: true };
    expect(check({ tool, args, sideEffect }, OPEN, manifest)[0]).toBe(decision);
  });
});

describe("a tool that sends POST requests even to read", () => {
  const reaches: Reach = { kind: "hosts", hosts: ["tools.example:8443"], writes: true, posts: true };
  const read: Partial<CallFacts> = { tool: { ...SEND, reaches }, sideEffect: "read", args: {} };

  test("is refused before it is called where its host is not named, with what would let it pass", () => {
    const { decision, findings } = checkCall(facts(read), { policy: OPEN, manifest: null, own: [] });
    expect(decision).toBe("deny");
    expect(findings).toMatchObject([
      {
        rule: "domain_denied",
        field: "tool",
        message:
          "Send mail works by POST requests to tools.example:8443, and the policy does not list that host.",
        fix: "Have an owner add tools.example:8443 to the allowed domains under Settings, Policy.",
      },
    ]);
  });

  test("goes on where it is named", () => {
    const named = Policy.parse({ domains: { publicRead: false, hosts: ["tools.example:8443"] } });
    expect(check(read, named, null)).toEqual(["allow"]);
  });
});

test("a service of the installation needs no host, only that the run was approved to ask it", () => {
  const tool = { ...SEND, reaches: { kind: "service", service: "search" } as const };
  const closed = Policy.parse({ domains: { publicRead: false, hosts: [] } });
  const search = { tool, args: { query: "shops" }, sideEffect: "read" } as const;
  expect(check(search, closed, APPROVED)).toEqual(["deny", "beyond_manifest"]);
  expect(check(search, closed, { ...APPROVED, services: ["search"] })).toEqual(["allow"]);
  const secret = { ...search, args: { query: "workspace-secret-1" } };
  expect(check(secret, closed, { ...APPROVED, services: ["search"] })).toEqual(["allow", "secret"]);
});

test("a value from outside in a sensitive argument of a call that must not be repeated asks, and shows value and source", () => {
  const marked = [
    { name: "to", sources: [{ stepId: "web", tool: "web.fetch", place: "evil.example/page" }] },
  ];
  const { decision, findings } = checkCall(facts({ marked }), { policy: OPEN, manifest: APPROVED, own: [] });
  expect(decision).toBe("ask");
  expect(findings[0]?.message).toBe(
    '“to” came from outside (evil.example/page): "Ann". Look whether it is right.',
  );
  const long = checkCall(facts({ marked, args: { to: "x".repeat(300) } }), {
    policy: OPEN,
    manifest: APPROVED,
    own: [],
  });
  expect(long.findings[0]?.message).toMatch(/: "x{199}…\. Look/);
  expect(check({ marked, sideEffect: "read" })).toEqual(["allow"]);
  expect(check({ marked: [{ name: "body", sources: marked[0]?.sources ?? [] }] })).toEqual(["allow"]);
});

test("a secret does not leave: it is hidden, or the call is refused", () => {
  const args = { to: "Ann", url: "https://hooks.example", text: "It is workspace-secret-1." };
  const verdict = checkCall(facts({ args }), {
    policy: OPEN,
    manifest: APPROVED,
    own: ["workspace-secret-1"],
  });
  expect(verdict).toMatchObject({ decision: "allow", args: { text: "It is [secret of this workspace]." } });
  const strict = Policy.parse({ ...OPEN, secrets: "block" });
  expect(check({ args }, strict)).toEqual(["deny", "secret"]);
});

test("a tool that goes nowhere and only reads keeps what it is given", () => {
  const { reaches: _, ...local } = SEND;
  const args = { text: "It is workspace-secret-1." };
  expect(check({ tool: local, sideEffect: "read", args }, OPEN, APPROVED)).toEqual(["allow"]);
});

test("a value from outside asks before anything is changed, and an address that says more than was found asks before reading too", () => {
  const from = [{ stepId: "page", tool: "web.fetch", place: "evil.example" }];
  const url = [{ name: "url", sources: from }];
  expect(check({ sideEffect: "idempotent", marked: url })).toEqual(["ask", "from_outside"]);
  expect(check({ sideEffect: "read", marked: url })).toEqual(["allow"]);
  expect(check({ sideEffect: "read", composed: url })).toEqual(["ask", "composed_address"]);
});
