import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { PersonalDataKind, Policy } from "#lib/domain/policy.ts";
import { checkContent } from "./check-content.ts";
import { neededWords } from "./needed-words.ts";
import { personalDataDetector } from "./personal-data.ts";
import { prohibitedDetector } from "./prohibited.ts";
import { SECRETS } from "./secrets.ts";
import { textsIn, type Span } from "./texts.ts";

// The checks ask first whether something may be there at all, of many texts as one. Here they are compared with the plain way: every
// expression over every text.

const TERMS = ["miracle cure", "guaranteed", "c++", "art", "art deco", "ſecret sauce", "a.b", "Ünder cover"];
const PATTERNS = [
  "project\\s+[A-Z]{3}-\\d{4}",
  "\\b(?:internal|confidential) use only\\b",
  "^draft\\b",
  "end$",
  "\\Awhole\\z",
  "(?m)^line$",
  "(?-m:^start)",
  "x{5,}y?",
  "[^a-z]{4}",
  "k(?:ey|ing)s+",
];
const PLAIN_NAMED =
  /(?<=\b(?:api[_-]?key|secret(?:[_-]?key)?|access[_-]?token|auth[_-]?token|password|passwd|pwd|bearer)\b["']?\s{0,3}(?:[:=]|is)?\s{0,3}["']?)[A-Za-z0-9+/_=.~-]{12,256}/gi;

const piece = fc.constantFrom(
  "miracle  cure",
  "GUARANTEED",
  "c++11",
  "party art",
  "art deco",
  "\u017fecret Sauce",
  "under cover",
  "a.b",
  "project\nABC-1234",
  "Internal use only",
  "draft",
  "end",
  "whole",
  "line",
  "start",
  "xxxxxx",
  "KINGS",
  "keyss",
  "ann@example.org",
  "@",
  "x@y",
  "+43 1 513 43 14",
  "+1",
  "DE89 3704 0044 0532 0130 00",
  "AB12",
  "4111 1111 1111 1111",
  "4111",
  "536-22-1234",
  "000-22-1234",
  "1,250,000.00",
  "12-34",
  "AKIAIOSFODNN7EXAMPLA",
  "Asian",
  `ghp_${"a1B2".repeat(9)}`,
  `glpat-${"aB3".repeat(8)}`,
  "sk-8",
  "task-force",
  `sk-ant-${"Zk81mQx0".repeat(3)}`,
  "-----BEGIN RSA PRIVATE KEY-----",
  "-----END RSA PRIVATE KEY-----",
  "postgres://admin:hunter2secret@db.example/app",
  "https://a.example",
  "api_key",
  "secret",
  "accessecret_key",
  "password: ",
  "bearer",
  "is",
  '"',
  ":",
  "f81d4fae7dec11d0a76500a0",
  "correcthorsebatterystaple",
  "auth-token",
  " ",
  "\n",
  "\t",
  ".",
  "-",
  "_",
  "é",
  "𝒳",
  "\ud800",
  "\u0000",
  "İ",
  "ſ",
  "K",
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")) },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(" ")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 6 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4 }),
  ),
}));

const every = (found: Span[]) => found.toSorted((a, b) => a.start - b.start || a.end - b.end);
const ranges = (found: readonly Span[]) => every([...found]).map(({ start, end }) => [start, end]);

test("each way of looking finds nothing in what it does not suspect, alone or among others", () => {
  const prohibited = { terms: TERMS, patterns: PATTERNS, categories: [] };
  const detectors = [SECRETS, personalDataDetector(PersonalDataKind.options), prohibitedDetector(prohibited)];
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
      for (const { suspects, find } of detectors) {
        const holding = texts.filter((one) => find(one).length > 0);
        for (const one of holding) expect(suspects(one)).toBe(true);
        if (holding.length > 0) expect(suspects(texts.join("\n"))).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("patterns find what RE2 finds in every text by itself", () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...PATTERNS), (one, source) => {
      const plain: [number, number][] = [];
      const matcher = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE).matcher(one);
      while (matcher.find())
        if (matcher.end() > matcher.start()) plain.push([matcher.start(), matcher.end()]);
      const { find } = prohibitedDetector({ terms: [], patterns: [source], categories: [] });
      expect(find(one).map(({ start, end }) => [start, end])).toEqual(plain);
    }),
    { numRuns: 2_000 },
  );
});

test("terms are found and named as by one expression each", () => {
  const word = String.raw`[\p{L}\p{N}_]`;
  const plainly = (one: string) => {
    const spans: Span[] = [];
    for (const term of TERMS.toSorted((a, b) => b.length - a.length)) {
      const source = term.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replaceAll(" ", "\\s+");
      const before = /^[\p{L}\p{N}_]/u.test(term) ? `(?<!${word})` : "";
      const after = /[\p{L}\p{N}_]$/u.test(term) ? `(?!${word})` : "";
      for (const match of one.matchAll(new RegExp(before + source + after, "giu")))
        spans.push({ start: match.index, end: match.index + match[0].length, what: `“${term}”` });
    }
    // Of those that begin at the same place the longest counts.
    return every(spans).filter(
      ({ start, end }) => !spans.some((other) => other.start === start && other.end > end),
    );
  };
  const { find } = prohibitedDetector({ terms: TERMS, patterns: [], categories: [] });
  fc.assert(
    fc.property(text, (one) => {
      expect(every(find(one))).toEqual(plainly(one));
    }),
    { numRuns: 1_000 },
  );
});

test("values behind names are found as by looking back from every character", () => {
  const looksMade = (made: string) => SECRETS.find(`password: ${made}`).some(({ what }) => what === "secret");
  fc.assert(
    fc.property(text, (one) => {
      const plain = [...one.matchAll(PLAIN_NAMED)]
        .filter(([made]) => looksMade(made))
        .map((match) => [match.index, match.index + match[0].length]);
      expect(ranges(SECRETS.find(one).filter(({ what }) => what === "secret"))).toEqual(plain);
    }),
    { numRuns: 2_000 },
  );
});

test("a value's findings are those of its texts one by one", () => {
  const prohibited = { terms: TERMS, patterns: PATTERNS };
  const policy = Policy.parse({
    prohibited: { ...prohibited, answer: "warn" },
    personalData: { kinds: PersonalDataKind.options, answer: "mask" },
  });
  const detectors = [
    { rule: "secret", find: SECRETS.find, kinds: ["text", "name"] },
    { rule: "prohibited", find: prohibitedDetector(policy.prohibited).find, kinds: ["text"] },
    {
      rule: "personal_data",
      find: personalDataDetector(PersonalDataKind.options).find,
      kinds: ["text", "name"],
    },
  ];
  fc.assert(
    fc.property(value, (one) => {
      const plain = detectors.flatMap(({ rule, find, kinds }) => {
        const all = textsIn(one, ["text", "name"]).filter(({ kind }) => kinds.includes(kind));
        const holding = all.find((each) => find(each.text).length > 0);
        return holding ? [{ rule, field: holding.path.length === 0 ? null : holding.path.join(".") }] : [];
      });
      const content = checkContent(one, { policy, own: [], stepId: null, field: null, where: "it" });
      expect(
        content.findings.map(({ rule, field }) => ({ rule, field: field === "" ? null : field })),
      ).toEqual(plain.map(({ rule, field }) => ({ rule, field: field === "" ? null : field })));
      // What was to be hidden is not there any more.
      for (const rule of ["secret", "personal_data"]) {
        const find = detectors.find((each) => each.rule === rule)?.find;
        const left = textsIn(content.value, ["text", "name"]).filter(
          (each) => find?.(each.text).length !== 0,
        );
        if (!plain.some((found) => found.rule === rule)) expect(left).toEqual([]);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("what a pattern matches has the words that it is said to need", () => {
  expect(neededWords("project\\s+[A-Z]{3}-\\d{4}")).toEqual(["project"]);
  expect(neededWords("\\b(?:internal|confidential) use only\\b")).toEqual([" use only"]);
  expect(neededWords("(?:foo|barn)s?")).toEqual(["foo", "barn"]);
  for (const none of ["(a+)+$", "ab?c", "abc|d", "(?i)abc", "\\pN+abc", "\\Qabc\\E", "a{0}bcd|x"])
    expect(neededWords(none)).toBeNull();
  const atom = fc.constantFrom(
    "a",
    "bc",
    "k",
    "\\.",
    "[a-c]",
    ".",
    "\\d",
    "(?:ab|c)",
    "(abc|cab)",
    "(a|)",
    "\\b",
    "^",
  );
  const times = fc.constantFrom("", "", "+", "*", "?", "{2}", "{0,2}", "{1,}", "+?");
  const parts = fc.array(fc.tuple(atom, times), { minLength: 1, maxLength: 6 });
  const source = parts.map((all) =>
    all.map(([one, often]) => one + (/^[\\^]b?$/.test(one) ? "" : often)).join(""),
  );
  const words = fc.array(fc.constantFrom("a", "b", "c", "k", "K", ".", "1", "C"), { maxLength: 12 });
  fc.assert(
    fc.property(source, words, (pattern, letters) => {
      const one = letters.join("");
      const needed = neededWords(pattern);
      if (needed === null || !RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE).test(one)) return;
      expect(needed.some((word) => new RegExp(word.replaceAll(".", "\\."), "iu").test(one))).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
