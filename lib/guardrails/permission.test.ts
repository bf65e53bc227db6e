import { expect, test } from "vitest";
import { DEFAULT_POLICY, meansTool, Policy, type ToolPermission } from "#lib/domain/policy.ts";
import { permissionFor } from "./permission.ts";

const rules = (...tools: [string, ToolPermission, string?][]) =>
  Policy.parse({
    tools: tools.map(([name, permission, when]) => ({ tools: name, permission, when: when ?? null })),
  });
const READ = { name: "web.search", sideEffect: "read" } as const;
const SEND = { name: "mail.send", sideEffect: "once" } as const;

test("without rules what reads is allowed and what must not be repeated asks", () => {
  expect(permissionFor(DEFAULT_POLICY, READ, {})).toEqual({ permission: "allow", rule: null, certain: true });
  expect(permissionFor(DEFAULT_POLICY, SEND, {})).toEqual({ permission: "ask", rule: null, certain: true });
});

test.each([
  ["*", "a.b", true],
  ["a.*", "a.b", true],
  ["a.*", "a.b.c", true],
  ["a.*", "ab.c", false],
  ["a.*", "a", false],
  ["a.b", "a.b", true],
  ["a.b", "a.bc", false],
])("the pattern %s and the tool %s: %s", (pattern, tool, means) => {
  expect(meansTool(pattern, tool)).toBe(means);
});

test("the first rule that means the tool counts, whatever comes behind it", () => {
  const policy = rules(["web.search", "deny"], ["web.*", "allow"], ["*", "ask"]);
  expect(permissionFor(policy, READ, {})).toMatchObject({ permission: "deny", rule: 0 });
  expect(permissionFor(policy, { ...READ, name: "web.fetch" }, {})).toMatchObject({
    permission: "allow",
    rule: 1,
  });
  expect(permissionFor(policy, SEND, {})).toMatchObject({ permission: "ask", rule: 2 });
});

test("a condition is asked over the literal arguments", () => {
  const policy = rules(["mail.send", "allow", 'args.to.endsWith("@ours.example")'], ["mail.send", "deny"]);
  expect(permissionFor(policy, SEND, { to: "ann@ours.example" })).toMatchObject({
    permission: "allow",
    rule: 0,
  });
  expect(permissionFor(policy, SEND, { to: "eve@theirs.example" })).toMatchObject({
    permission: "deny",
    rule: 1,
  });
});

test("a condition that cannot be answered keeps things shut: it does not allow, and it does deny", () => {
  const allows = rules(["mail.send", "allow", "args.amount < 100"]);
  expect(permissionFor(allows, SEND, { amount: "a lot" })).toMatchObject({ permission: "ask", rule: null });
  const denies = rules(["mail.send", "deny", "args.amount > 100"], ["mail.send", "allow"]);
  expect(permissionFor(denies, SEND, {})).toMatchObject({ permission: "deny", rule: 0 });
});

test("while arguments are not known, the strictest that it may come to is given, and that it is not certain", () => {
  const policy = rules(["mail.send", "deny", "args.amount > 100"], ["mail.send", "allow"]);
  expect(permissionFor(policy, SEND, null)).toEqual({ permission: "deny", rule: 0, certain: false });
  const alike = rules(["mail.send", "ask", "args.amount > 100"], ["*", "ask"]);
  expect(permissionFor(alike, SEND, null)).toEqual({ permission: "ask", rule: 0, certain: true });
});

test("a policy with a condition that cannot be read is refused, with what is wrong", () => {
  const made = Policy.safeParse({ tools: [{ tools: "a.b", permission: "deny", when: "args.amount >" }] });
  expect(made.error?.issues[0]?.path).toEqual(["tools", 0, "when"]);
  expect(Policy.safeParse({ tools: [{ tools: "a b", permission: "deny" }] }).success).toBe(false);
  expect(Policy.safeParse({ domains: { hosts: ["*.com"] } }).success).toBe(false);
  expect(Policy.parse({})).toEqual(DEFAULT_POLICY);
});
