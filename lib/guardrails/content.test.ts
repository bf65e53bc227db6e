import { describe, expect, test } from "vitest";
import { Policy, PersonalDataKind } from "#lib/domain/policy.ts";
import { checkContent } from "./check-content.ts";
import { personalDataDetector } from "./personal-data.ts";
import { patternProblem, prohibitedDetector } from "./prohibited.ts";
import { SECRETS } from "./secrets.ts";
import { masked, textsIn } from "./texts.ts";

const cut = (text: string, spans: readonly { start: number; end: number }[]) =>
  spans.map(({ start, end }) => text.slice(start, end));

describe("prohibited content", () => {
  const found = (text: string, prohibited: { terms?: string[]; patterns?: string[] }) =>
    cut(text, prohibitedDetector({ terms: [], patterns: [], categories: [], ...prohibited }).find(text));

  test.each([
    ["Our Guaranteed  returns are great", ["guaranteed returns"], ["Guaranteed  returns"]],
    ["The party of the arts", ["art"], []],
    ["art is art", ["art"], ["art", "art"]],
    ["naïve café", ["café"], ["café"]],
    ["cafés", ["café"], []],
    ["C++ and c++11", ["c++"], ["C++", "c++"]],
    ["a.b is not aXb", ["a.b"], ["a.b"]],
    ["", ["x"], []],
  ])("%j has of %j: %j", (text, terms, parts) => {
    expect(found(text, { terms })).toEqual(parts);
  });

  test("several kinds of one rule are told of in one sentence", () => {
    const policy = Policy.parse({ personalData: { kinds: ["email", "phone", "card"], answer: "warn" } });
    const value = "ann@example.org, +49 30 1234567, 4111 1111 1111 1111";
    const { findings } = checkContent(value, { policy, own: [], stepId: "s", field: null, where: "it" });
    expect(findings.map(({ message }) => message)).toEqual([
      "There is an e-mail address, a phone number and a card number in it.",
    ]);
  });

  test("patterns are RE2: what only back-tracking engines know is refused, what would hang them is done at once", () => {
    expect(patternProblem("(a+)+$")).toBeNull();
    expect(found(`${"a".repeat(50_000)}!`, { patterns: ["(a+)+$"] })).toEqual([]);
    expect(patternProblem("(?=a)b")).toContain("cannot be read");
    expect(patternProblem("(")).toContain("cannot be read");
    expect(found("Order 12-345", { patterns: ["\\d{2}-\\d{3}"] })).toEqual(["12-345"]);
    expect(found("abc", { patterns: ["x*"] })).toEqual([]);
  });
});

describe("personal data", () => {
  test.each([
    ["Write to ann.lee+shop@mail.example.org today", "email", ["ann.lee+shop@mail.example.org"]],
    ["user@host and @handle", "email", []],
    ["Call +43 1 513 43 14 or +1 (202) 456-1414.", "phone", ["+43 1 513 43 14", "+1 (202) 456-1414"]],
    ["In 2026 we sold 1,250,000 units over 12 months", "phone", []],
    ["IBAN DE89 3704 0044 0532 0130 00 is ours", "iban", ["DE89 3704 0044 0532 0130 00"]],
    ["IBAN DE89 3704 0044 0532 0130 01 is not", "iban", []],
    ["Card 4111 1111 1111 1111, exp 10/30", "card", ["4111 1111 1111 1111"]],
    ["Order 4111 1111 1111 1112", "card", []],
    ["0000000000000000 and 1234567890123456", "card", []],
    ["SSN 536-22-1234", "national_id", ["536-22-1234"]],
    ["Part 000-22-1234, tel 2024-11-2024", "national_id", []],
  ] as const)("%j: %s", (text, kind, parts) => {
    expect(cut(text, personalDataDetector([kind]).find(text))).toEqual(parts);
  });

  test("is looked for in time that grows with the text", () => {
    const kinds = PersonalDataKind.options;
    for (const text of [
      "a".repeat(200_000),
      "a.".repeat(100_000),
      "1 ".repeat(100_000),
      "x@".repeat(80_000),
      "AB12 ".repeat(40_000),
    ])
      expect(personalDataDetector(kinds).find(text).length).toBeGreaterThanOrEqual(0);
  });
});

describe("secrets", () => {
  test.each([
    ["key AKIAIOSFODNN7EXAMPLA here", ["AKIAIOSFODNN7EXAMPLA"]],
    [`token ghp_${"a1B2".repeat(9)}`, [`ghp_${"a1B2".repeat(9)}`]],
    ["postgres://admin:hunter2secret@db.example/app", ["hunter2secret"]],
    ['{"api_key": "f81d4fae7dec11d0a76500a0"}', ["f81d4fae7dec11d0a76500a0"]],
    ["The password policy says twelve characters", []],
    ["password: correcthorsebatterystaple", []],
    ["The secret of our success is teamwork2", []],
    ["Skating and sk-8 boards", []],
  ])("%j: %j", (text, parts) => {
    expect(cut(text, SECRETS.find(text))).toEqual(parts);
  });

  test("the workspace's own are hidden in every common form, whatever the policy says of secrets", () => {
    const value = {
      header: `Basic ${btoa("ann:S3cretValue")}`,
      address: "?k=S%33cretValue",
      plain: "S3cretValue",
    };
    const check = { own: ["S3cretValue"], stepId: "s", field: null, where: "what it gave" };
    const hidden = "[secret of this workspace]";
    for (const secrets of ["mask", "warn"] as const) {
      const checked = checkContent(value, { ...check, policy: Policy.parse({ secrets }) });
      expect(checked.value).toMatchObject({ address: `?k=${hidden}`, plain: hidden });
      expect(checked.value).toMatchObject({
        header: expect.stringMatching(/^Basic \w{4,5}\[secret of this workspace\]$/) as string,
      });
    }
    expect(checkContent(value, { ...check, policy: Policy.parse({ secrets: "block" }) }).blocked).toBe(true);
  });

  test("a private key is hidden whole, also when its end is missing", () => {
    const text = "a -----BEGIN RSA PRIVATE KEY-----\nMIIE\nxyz";
    expect(masked(text, SECRETS.find(text))).toBe("a [private key]");
  });
});

test("parts that overlap are hidden as one", () => {
  const spans = [
    { start: 2, end: 6, what: "x" },
    { start: 4, end: 8, what: "y" },
    { start: 8, end: 9, what: "z" },
  ];
  expect(masked("0123456789", spans)).toBe("01[x][z]9");
});

test("a key that stands where a name stands is hidden as well, and only then", () => {
  const key = `glpat-${"aB3".repeat(8)}`;
  const check = { policy: Policy.parse({}), own: [], stepId: null, field: null, where: "what it gave" };
  const { findings, value } = checkContent({ rows: [{ [key]: 1, item: "Roof" }] }, check);
  expect(findings).toMatchObject([{ rule: "secret" }]);
  expect(value).toEqual({ rows: [{ "[GitLab token]": 1, item: "Roof" }] });
  const terms = Policy.parse({ prohibited: { terms: ["item"] } });
  expect(checkContent({ item: "Roof" }, { ...check, policy: terms }).blocked).toBe(false);
});

test("every text of a value is read with its path, however much it is", () => {
  expect(textsIn({ a: ["x", { b: "y" }], n: 1, z: null }, ["text", "name", "number"])).toEqual([
    { path: ["a"], text: "a", kind: "name" },
    { path: ["a", 0], text: "x", kind: "text" },
    { path: ["a", 1, "b"], text: "b", kind: "name" },
    { path: ["a", 1, "b"], text: "y", kind: "text" },
    { path: ["n"], text: "n", kind: "name" },
    { path: ["n"], text: "1", kind: "number" },
    { path: ["z"], text: "z", kind: "name" },
  ]);
  const key = `glpat-${"aB3".repeat(8)}`;
  const check = { policy: Policy.parse({}), own: ["S3cretValue"], stepId: null, field: null, where: "it" };
  const far = checkContent(["a ".repeat(1_500_000), `${key} S3cretValue`], check);
  expect((far.value as string[])[1]).toBe("[GitLab token] [secret of this workspace]");
});

test("what is found is told with its place, hidden or stopped as the policy says", () => {
  const policy = Policy.parse({
    prohibited: { terms: ["miracle"], answer: "block" },
    personalData: { kinds: ["email"], answer: "mask" },
  });
  const value = { text: "Write to ann@example.org", more: ["A miracle cure"] };
  const check = { policy, own: [], stepId: "s", field: "args", where: "what Mail is given" };
  expect(checkContent(value, check)).toEqual({
    blocked: true,
    value: { text: "Write to [e-mail address]", more: ["A miracle cure"] },
    findings: [
      {
        severity: "error",
        rule: "prohibited",
        stepId: "s",
        field: "args.more.0",
        message: "There is “miracle” in what Mail is given.",
        fix: "Take it out, or have an owner change the policy.",
      },
      {
        severity: "warning",
        rule: "personal_data",
        stepId: "s",
        field: "args.text",
        message: "There is an e-mail address in what Mail is given, hidden before it goes on.",
        fix: null,
      },
    ],
  });
});
