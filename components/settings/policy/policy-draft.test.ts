import { expect, test } from "vitest";
import { DEFAULT_POLICY, Policy } from "#lib/domain/policy.ts";
import { lineOf, placeInJson } from "./json-place.ts";
import { checkDraft, draftOf, readDraft, writtenDraft, type PolicyDraft } from "./policy-draft.ts";

const policy = Policy.parse({
  tools: [
    { tools: "mail.*", permission: "deny" },
    { tools: "http.request", permission: "ask", when: 'args.method == "POST"' },
  ],
  domains: { publicRead: false, hosts: ["example.com", "*.example.org:8443"] },
  caps: { ...DEFAULT_POLICY.caps, run: { micros: 1_500_000, tokens: null, calls: 40, seconds: null } },
  prohibited: { terms: ["blue whale"], patterns: ["\\bx{3,}\\b"], categories: ["gossip"], answer: "mask" },
  approvals: [{ subject: "call", roles: ["owner"], votes: 2, remindHours: null }],
});

function read(text: string): PolicyDraft {
  const made = readDraft(text);
  if (!made.ok) throw new Error(made.issues[0]?.message);
  return made.draft;
}

const pathsOf = (draft: PolicyDraft) => checkDraft(draft).issues.map(({ path }) => path.join("."));

test("form and JSON give back the policy that they were given", () => {
  for (const each of [policy, DEFAULT_POLICY]) {
    expect(checkDraft(draftOf(each))).toEqual({ policy: each, issues: [] });
    expect(checkDraft(read(writtenDraft(draftOf(each))))).toEqual({ policy: each, issues: [] });
  }
  expect(checkDraft(read("{}")).policy).toEqual(DEFAULT_POLICY);
});

test("what does not fit stays in the draft from one view to the other, and is told at its place in both", () => {
  const draft = draftOf(policy);
  const broken: PolicyDraft = {
    ...draft,
    tools: draft.tools.map((rule) => ({ ...rule, when: "args.method ==" })),
    domains: { publicRead: true, hosts: ["", "http://example.com/a", "  "] },
    caps: { ...draft.caps, run: { ...draft.caps.run, micros: "a lot" } },
    limits: { ...draft.limits, steps: null },
    prohibited: { ...draft.prohibited, patterns: ["(a"] },
    approvals: draft.approvals.map((rule) => ({ ...rule, roles: [], votes: 0, expiresHours: "soon" })),
  };
  const expected = [
    "tools.0.when",
    "tools.1.when",
    "domains.hosts.0",
    "caps.run.micros",
    "limits.steps",
    "approvals.0.roles",
    "approvals.0.votes",
    "approvals.0.expiresHours",
    "prohibited.patterns.0",
  ];
  expect(pathsOf(broken)).toEqual(expected);
  expect(checkDraft(broken).policy).toBeNull();
  expect(pathsOf(read(writtenDraft(broken)))).toEqual(expected);
});

test("JSON that no form could show is refused with its place", () => {
  const problem = (text: string) => {
    const made = readDraft(text);
    return made.ok ? null : made.issues[0];
  };
  expect(problem('{\n  "tools": [,]\n}')?.message).toContain("line 2, column 13");
  expect(problem('{ "secret": "block" }')).toEqual({
    path: [],
    message: "A policy has no “secret” here.",
  });
  expect(problem('{ "caps": { "run": { "micro": 1 } } }')?.path).toEqual(["caps", "run"]);
  expect(problem('{ "tools": "all" }')).toEqual({ path: ["tools"], message: "This is no list." });
  expect(problem("[]")?.message).toBe("This is no object.");
});

test("a path leads to its value in the text", () => {
  const text = '{\n  "a": "x, ]}\\"",\n  "b": [ {"c": 1}, {"c" : -2.5e3, "d\\u0065": [true, null]} ]\n}';
  const at = (...path: (string | number)[]) => {
    const { start, end } = placeInJson(text, path);
    return text.slice(start, end);
  };
  expect(at("a")).toBe('"x, ]}\\""');
  expect(at("b", 0, "c")).toBe("1");
  expect(at("b", 1, "c")).toBe("-2.5e3");
  expect(at("b", 1, "de", 1)).toBe("null");
  expect(at("b", 1, "missing")).toBe('{"c" : -2.5e3, "d\\u0065": [true, null]}');
  expect(at()).toBe(text);
  expect(lineOf(text, placeInJson(text, ["b"]).start)).toBe(3);
});
