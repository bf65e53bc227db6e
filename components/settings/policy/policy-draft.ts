import { z } from "zod";
import type { Issue } from "#lib/domain/errors.ts";
import { jsonFault } from "#lib/domain/json-fault.ts";
import { DEFAULT_POLICY, Policy } from "#lib/domain/policy.ts";
import { patternProblem } from "#lib/guardrails/prohibited.ts";

/** A number, or what stands in its place: a text that is none, or nothing. */
const Figure = z.union([z.number(), z.string()], "This is no number.").nullable();
export type Figure = z.infer<typeof Figure>;

const words = z.string("This is no text.");
const list = z.array(words, "This is no list.");

/** An object of exactly these parts: a name that nothing reads is a misspelled one. */
function parts<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === "unrecognized_keys" ? `A policy has no “${String(keys?.[0])}” here.` : "This is no object.",
  });
}

const { otherwise, domains, caps, limits, prohibited, personalData, ...choices } = DEFAULT_POLICY;
const cap = parts({
  micros: Figure.default(null),
  tokens: Figure.default(null),
  calls: Figure.default(null),
  seconds: Figure.default(null),
});

const RuleShape = parts({ tools: words, permission: words, when: words.nullable().default(null) });
const ApprovalShape = parts({
  subject: words,
  tools: words.default("*"),
  roles: list,
  votes: Figure.default(1),
  notTheStarter: z.boolean("This is neither true nor false.").default(false),
  expiresHours: Figure.default(72),
  remindHours: Figure.default(24),
});

/** What a form can show: a policy's parts, whatever stands in its fields. What is left out is as by default. */
const PolicyShape = parts({
  tools: z.array(RuleShape, "This is no list.").default([]),
  otherwise: parts({
    read: words.default(otherwise.read),
    idempotent: words.default(otherwise.idempotent),
    once: words.default(otherwise.once),
  }).default(otherwise),
  domains: parts({
    publicRead: z.boolean("This is neither true nor false.").default(domains.publicRead),
    hosts: list.default([]),
  }).default(domains),
  caps: parts({
    step: cap.default(caps.step),
    run: cap.default(caps.run),
    day: cap.default(caps.day),
    memberDay: cap.default(caps.memberDay),
  }).default(caps),
  limits: parts({
    steps: Figure.default(limits.steps),
    fanOut: Figure.default(limits.fanOut),
    replans: Figure.default(limits.replans),
    depth: Figure.default(limits.depth),
  }).default(limits),
  prohibited: parts({
    terms: list.default([]),
    patterns: list.default([]),
    categories: list.default([]),
    answer: words.default(prohibited.answer),
  }).default(prohibited),
  personalData: parts({ kinds: list.default([]), answer: words.default(personalData.answer) }).default(
    personalData,
  ),
  secrets: words.default(choices.secrets),
  goalConstraints: words.default(choices.goalConstraints),
  onFailedCheck: words.default(choices.onFailedCheck),
  approvals: z.array(ApprovalShape, "This is no list.").default([]),
  planApproval: words.default(choices.planApproval),
});
type PolicyShape = z.infer<typeof PolicyShape>;

type Keyed<T> = T & { key: number };
export type RuleDraft = Keyed<z.infer<typeof RuleShape>>;
export type ApprovalDraft = Keyed<z.infer<typeof ApprovalShape>>;

/** A policy as a person edits it, fitting or not. `key` tells rows apart while they are changed and moved. */
export type PolicyDraft = Omit<PolicyShape, "tools" | "approvals"> & {
  tools: RuleDraft[];
  approvals: ApprovalDraft[];
};

/** The draft that a text of JSON says, or where it says none. */
export type ReadDraft = { ok: true; draft: PolicyDraft } | { ok: false; issues: Issue[] };

/** A policy as the form shows it. */
export function draftOf(policy: Policy): PolicyDraft {
  return withKeys(PolicyShape.parse(policy));
}

/** Reads the JSON view's text. */
export function readDraft(text: string): ReadDraft {
  const fault = jsonFault(text);
  if (fault) {
    const message = `This is no JSON from line ${fault.line}, column ${fault.column} on. Look there for a missing quote, comma or bracket.`;
    return { ok: false, issues: [{ path: [], message }] };
  }
  const read = PolicyShape.safeParse(JSON.parse(text));
  return read.success
    ? { ok: true, draft: withKeys(read.data) }
    : { ok: false, issues: issuesOf(read.error) };
}

/** The draft as the JSON view shows it. */
export function writtenDraft(draft: PolicyDraft): string {
  return JSON.stringify(valueOf(draft), null, 2);
}

/** The policy that a draft says, or what is wrong with it, each at its place. */
export function checkDraft(draft: PolicyDraft): { policy: Policy | null; issues: Issue[] } {
  const value = valueOf(draft);
  const read = Policy.safeParse(value);
  const unreadable = value.prohibited.patterns.flatMap((pattern, index) => {
    const message = patternProblem(pattern);
    return message === null ? [] : [{ path: ["prohibited", "patterns", index], message }];
  });
  const issues = [...(read.success ? [] : issuesOf(read.error)), ...unreadable];
  return { policy: read.success && issues.length === 0 ? read.data : null, issues };
}

function withKeys(shape: PolicyShape): PolicyDraft {
  return {
    ...shape,
    tools: shape.tools.map((rule, key) => ({ ...rule, key })),
    approvals: shape.approvals.map((rule, key) => ({ ...rule, key })),
  };
}

/** The draft without what only the form needs: keys of rows, and empty lines of lists. */
function valueOf(draft: PolicyDraft): PolicyShape {
  const { domains: reach, prohibited: content } = draft;
  return {
    ...draft,
    tools: draft.tools.map(withoutKey),
    approvals: draft.approvals.map(withoutKey),
    domains: { ...reach, hosts: filled(reach.hosts) },
    prohibited: {
      ...content,
      terms: filled(content.terms),
      patterns: filled(content.patterns),
      categories: filled(content.categories),
    },
  };
}

function withoutKey<T extends { key: number }>(row: T): Omit<T, "key"> {
  const { key: _, ...rest } = row;
  return rest;
}

function filled(lines: readonly string[]): string[] {
  return lines.filter((each) => each.trim() !== "");
}

function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.map(({ path, message }) => ({
    path: path.map((key) => (typeof key === "number" ? key : String(key))),
    message,
  }));
}
